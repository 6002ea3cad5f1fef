/** Workflows that try the runner itself, with the throw-away action. */

export const matrix = { include: [{ step: 'good' }, { step: 'bad' }, { step: 'forgiven' }] };

export const legs = `
name: legs
on: { workflow_dispatch: { inputs: { who: { type: string } } } }
permissions: {}
jobs:
  plan:
    runs-on: ubuntu-latest
    outputs: { matrix: "\${{ steps.plan.outputs.said }}" }
    steps: [{ id: plan, uses: org/orchestrator/probe@v1, with: { say: '${JSON.stringify(matrix)}' } }]
  work:
    needs: plan
    strategy: { fail-fast: false, matrix: "\${{ fromJSON(needs.plan.outputs.matrix) }}" }
    runs-on: ubuntu-latest
    steps:
      - { uses: actions/checkout@v7, with: { persist-credentials: false } }
      - { id: probe, uses: org/orchestrator/probe@v1, with: { say: "\${{ inputs.who }}" } }
      - { run: exit 1, if: matrix.step == 'forgiven', continue-on-error: true }
      - { id: main, run: 'cat only-on-main.txt; test "$STEP" != bad', env: { STEP: "\${{ matrix.step }}" } }
      - { run: echo reached }
  next: { needs: work, if: always(), runs-on: ubuntu-latest, steps: [{ run: 'echo "work: \${{ needs.work.result }}"' }] }
  never: { if: false, runs-on: ubuntu-latest, steps: [{ run: echo never }] }
`;

/** A duration that nobody else here sleeps. */
export const nap = '300.0071';

export const slow = `
name: slow
on: workflow_dispatch
jobs:
  work:
    runs-on: ubuntu-latest
    steps:
      - uses: org/orchestrator/probe@v1
      - run: |
          (setsid sleep ${nap} &)
          echo "now sleeping"
          sleep ${nap}
`;

export const pushing = `
name: pushing
on: workflow_dispatch
jobs:
  read:
    runs-on: ubuntu-latest
    steps: [{ uses: actions/checkout@v7 }, { run: 'git push origin HEAD:refs/heads/by-$GITHUB_JOB' }]
  write:
    runs-on: ubuntu-latest
    steps: [{ uses: actions/checkout@v7 }, { run: 'git push origin HEAD:refs/heads/by-$GITHUB_JOB' }]
`;
