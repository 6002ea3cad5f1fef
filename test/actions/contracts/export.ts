import { inputs as schema } from '../../../actions/export/src/inputs.ts';
import { outputs as implemented } from '../../../actions/export/src/run.ts';
import type { Contract } from './contract.ts';

export const exportItems: Contract = {
  schema,
  implemented,
  inputs: {},
  outputs: ['path', 'artifact-id', 'items', 'wip', 'lead-time-p50-ms'],
};
