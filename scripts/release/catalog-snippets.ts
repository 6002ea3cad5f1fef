/** How each action is used, as people copy it. */

const checkout = `uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1
      with: { persist-credentials: false }`;

const leg = (steps: string): string => `work:
  needs: plan
  if: needs.plan.outputs.matrix != ''
  strategy: { fail-fast: false, matrix: "\${{ fromJSON(needs.plan.outputs.matrix) }}" }
  runs-on: ubuntu-latest
  timeout-minutes: 60
  permissions: { contents: read }
  ${steps}
`;

export const snippets = {
  schedule: `plan:
  runs-on: ubuntu-latest
  timeout-minutes: 10
  permissions: { contents: write, actions: read, pull-requests: write }
  outputs: { matrix: "\${{ steps.plan.outputs.matrix }}" }
  steps: [{ id: plan, uses: org/orchestrator/schedule@v1 }]
`,
  claim: leg(`env: { STEP: "\${{ matrix.step }}" }
  steps:
    - ${checkout}
    - uses: org/orchestrator/claim@v1
    - run: ./steps/"$STEP".sh
    - uses: org/orchestrator/complete@v1`),
  execute: leg(`steps:
    - ${checkout}
    - uses: org/orchestrator/execute@v1`),
  collect: `next:
  needs: work
  if: "!cancelled()"
  runs-on: ubuntu-latest
  timeout-minutes: 10
  permissions: { contents: write, actions: write, pull-requests: write }
  steps: [{ uses: org/orchestrator/collect@v1 }]
`,
  export: `portfolio:
  runs-on: ubuntu-latest
  timeout-minutes: 10
  permissions: { contents: read }
  steps: [{ uses: org/orchestrator/export@v1, with: { format: md } }]
`,
  setup: `status:
  runs-on: ubuntu-latest
  timeout-minutes: 10
  permissions: { contents: read }
  env: { ITEM: "\${{ inputs.work-item }}" }
  steps:
    - ${checkout}
    - uses: org/orchestrator/setup@v1
    - run: orchestrator status --work-item "$ITEM"
`,
} as const;
