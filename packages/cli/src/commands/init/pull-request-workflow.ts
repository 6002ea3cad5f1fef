/** `pull-request.yml`: status and impact on the pull request, and its merge on record. */
import { action } from './suite.ts';

export const pullRequestWorkflowFile = '.github/workflows/pull-request.yml';

export const pullRequestWorkflow = `# Shows on a pull request where its work items stand and what its changes of plans or roles would do; records the merge.
# For a pull request from a fork it may only look: pull-request-fork.yml goes on from there.
name: pull-request
on:
  pull_request:
    types: [opened, synchronize, reopened, closed]

concurrency:
  group: pull-request-\${{ github.event.pull_request.number }}

permissions: {}

jobs:
  show:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    permissions:
      contents: write # the merge, on the branch of the records
      pull-requests: write # the comments
    steps:
      - uses: ${action('pull-request')}
`;
