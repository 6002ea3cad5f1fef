/** `pull-request-fork.yml`: what a run of a fork may not do itself. */
import { action } from './suite.ts';

export const forkWorkflowFile = '.github/workflows/pull-request-fork.yml';

export const forkWorkflow = `# Comments on pull requests from forks, whose own runs have a token that can only read.
name: pull-request-fork
on:
  workflow_run: # zizmor: ignore[dangerous-triggers] nothing of the fork is checked out, run or trusted: only its commits are compared
    workflows: [pull-request]
    types: [completed]

permissions: {}

jobs:
  show:
    if: >-
      github.event.workflow_run.event == 'pull_request' &&
      github.event.workflow_run.head_repository.full_name != github.repository
    runs-on: ubuntu-latest
    timeout-minutes: 10
    permissions:
      contents: write # the merge, on the branch of the records
      pull-requests: write # the comments
    steps:
      - uses: ${action('pull-request')}
`;
