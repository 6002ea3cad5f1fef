import { inputs as schema } from '../../../actions/setup/src/inputs.ts';
import { outputs as implemented } from '../../../actions/setup/src/run.ts';
import type { Contract } from './contract.ts';

export const setup: Contract = {
  schema,
  implemented,
  inputs: {},
  outputs: ['path', 'version'],
};
