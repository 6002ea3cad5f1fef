/** `plan.yml`: one wave of work a run. */
import { action, checkout } from './suite.ts';

export const planWorkflowFile = '.github/workflows/plan.yml';

export const planWorkflow = `# One run does one wave of work: \`plan\` records which steps may start, each leg of \`work\` runs the command of one step with
# read access only, \`next\` records what came out and starts the next run as long as there is something to do.
name: plan
on:
  workflow_dispatch:
    inputs:
      work-item:
        description: The work item
        required: true
        type: string

concurrency:
  group: plan-\${{ inputs.work-item }}

permissions: {}

jobs:
  plan:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    permissions:
      contents: write # the records, on their branch
      actions: read # whether the runs of open attempts have ended
      pull-requests: write # the status comment
    outputs:
      matrix: \${{ steps.plan.outputs.matrix }}
    steps:
      - id: plan
        uses: ${action('schedule')}

  work:
    needs: plan
    if: needs.plan.outputs.matrix != ''
    strategy:
      fail-fast: false
      matrix: \${{ fromJSON(needs.plan.outputs.matrix) }}
    runs-on: \${{ matrix.runner }}
    timeout-minutes: 60
    permissions:
      contents: read
    steps:
      - uses: ${checkout}
        with:
          persist-credentials: false
      - uses: ${action('execute')}

  next:
    needs: work
    if: '!cancelled()'
    runs-on: ubuntu-latest
    timeout-minutes: 10
    permissions:
      contents: write # the records, on their branch
      actions: write # the next run
      pull-requests: write # the status comment
    steps:
      - uses: ${action('collect')}
`;
