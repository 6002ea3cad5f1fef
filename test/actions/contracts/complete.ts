import { inputs as schema } from '../../../actions/complete/src/inputs.ts';
import { outputs as implemented } from '../../../actions/complete/src/run.ts';
import type { Contract } from './contract.ts';

export const complete: Contract = {
  schema,
  implemented,
  inputs: {
    ...{ status: 'completed', outcome: undefined, 'next-action': undefined, evidence: undefined },
    ...{ 'event-type': undefined, baseline: 'pre', persist: 'auto' },
  },
  outputs: ['status', 'handoff', 'digest', 'artifact-id', 'checks'],
};
