import { refuse, type Refused } from '@orchestrator/core';

export const outputs = ['claimed', 'step', 'attempt', 'status', 'handoff'] as const;

export const run = (): Promise<Refused> =>
  Promise.resolve(refuse('invalid-input', 'Not there yet.', 'Wait.'));
