import { refuse, type Refused } from '@orchestrator/core';

export const outputs = ['items', 'affected', 'integrated'] as const;

export const run = (): Promise<Refused> =>
  Promise.resolve(refuse('invalid-input', 'Not there yet.', 'Wait.'));
