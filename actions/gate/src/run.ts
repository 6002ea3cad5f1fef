import { refuse, type Refused } from '@orchestrator/core';

export const outputs = [
  'decision',
  'state',
  'approvals',
  'missing',
  'returned-to',
  'record',
] as const;

export const run = (): Promise<Refused> =>
  Promise.resolve(refuse('invalid-input', 'Not there yet.', 'Wait.'));
