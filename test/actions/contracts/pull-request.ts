import { inputs as schema } from '../../../actions/pull-request/src/inputs.ts';
import { outputs as implemented } from '../../../actions/pull-request/src/run.ts';
import type { Contract } from './contract.ts';

export const pullRequest: Contract = {
  schema,
  implemented,
  inputs: { comment: 'true', baseline: 'true' },
  outputs: ['items', 'affected', 'integrated'],
};
