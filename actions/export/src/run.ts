import { refuse, type Refused } from '@orchestrator/core';

export const outputs = ['path', 'artifact-id', 'items', 'wip', 'lead-time-p50-ms'] as const;

export const run = (): Promise<Refused> =>
  Promise.resolve(refuse('invalid-input', 'Not there yet.', 'Wait.'));
