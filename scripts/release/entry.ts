/** What the stubs of the release tree start: one bundle for all of them, one chunk for each. */
const parts = {
  schedule: () => import('../../actions/schedule/src/main.ts'),
  claim: () => import('../../actions/claim/src/main.ts'),
  complete: () => import('../../actions/complete/src/main.ts'),
  collect: () => import('../../actions/collect/src/main.ts'),
  execute: () => import('../../actions/execute/src/main.ts'),
  gate: () => import('../../actions/gate/src/main.ts'),
  'pull-request': () => import('../../actions/pull-request/src/main.ts'),
  export: () => import('../../actions/export/src/main.ts'),
  setup: () => import('../../actions/setup/src/main.ts'),
  cli: () => import('../../packages/cli/src/main.ts'),
} as const;

/** Runs one of the programs to its end. */
export const start = (name: keyof typeof parts): Promise<unknown> => parts[name]();
