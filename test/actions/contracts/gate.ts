import { inputs as schema } from '../../../actions/gate/src/inputs.ts';
import { outputs as implemented } from '../../../actions/gate/src/run.ts';
import type { Contract } from './contract.ts';

export const gate: Contract = {
  schema,
  implemented,
  inputs: {},
  outputs: ['decision', 'state', 'approvals', 'missing', 'returned-to', 'record'],
};
