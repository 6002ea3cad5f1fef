/** `gate.yml`: the button, and the comments that mean the same. */
import { decisionsFor, optionText, type Choices } from './choices.ts';
import { action } from './suite.ts';

export const gateWorkflowFile = '.github/workflows/gate.yml';

/** @param choices of all definitions; a field for the other work item is there only where a decision needs one */
export const gateWorkflow = ({
  gates,
  reviews,
}: Choices): string => `# Decides a gate: Actions, gate, Run workflow; or a comment on the work item's pull request that begins with
#   /approve GATE      or      /reject GATE reason
# Who decides is who presses or comments. Who may, say the gate and orchestrator.yml on the default branch.
name: gate
on:
  workflow_dispatch:
    inputs:
      work-item:
        description: The work item
        required: true
        type: string
      gate:
        description: The gate
        required: true
        type: choice
        # Those of all definitions; brought up to date by: orchestrator validate --fix
        options:
${options(gates)}
      decision:
        description: The decision
        required: true
        type: choice
        options:
${options(decisionsFor({ reviews, target: reviews }))}
      reason:
        description: Why; a rejection needs it
        required: false
        type: string
${reviews ? targetField : ''}  issue_comment: # zizmor: ignore[dangerous-triggers] nothing is checked out or run; the action asks GitHub who may write here
    types: [created]

permissions: {}

jobs:
  gate:
    if: >-
      github.event_name == 'workflow_dispatch' ||
      (github.event.issue.pull_request &&
      (startsWith(github.event.comment.body, '/approve') || startsWith(github.event.comment.body, '/reject')))
    # One at a time for an item and a person: a decision that waits must never make way for somebody else's.
    concurrency:
      group: gate-\${{ inputs.work-item || github.event.issue.number }}-\${{ inputs.gate || github.event.comment.id }}-\${{ github.actor }}
    runs-on: ubuntu-latest
    timeout-minutes: 10
    permissions:
      contents: write # the decision, on the branch of the records
      actions: write # the next run of plan.yml
      pull-requests: write # the answer to a comment
    steps:
      - uses: ${action('gate')}
`;

const options = (names: readonly string[]): string =>
  names.map((name) => `          - ${optionText(name)}`).join('\n');

const targetField = `      target:
        description: The other work item; merge and link need it
        required: false
        type: string
`;
