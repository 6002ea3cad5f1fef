import { inputs as schema } from '../../../actions/execute/src/inputs.ts';
import { outputs as implemented } from '../../../actions/execute/src/run.ts';
import type { Contract } from './contract.ts';

export const execute: Contract = {
  schema,
  implemented,
  inputs: {},
  outputs: ['claimed', 'step', 'attempt', 'status', 'handoff'],
};
