import { inputs as schema } from '../../../actions/execute/src/inputs.ts';
import { outputs as implemented } from '../../../actions/execute/src/run.ts';
import { itemOfButton, type Contract } from './contract.ts';

export const execute: Contract = {
  schema,
  implemented,
  inputs: {
    ...{ 'work-item': itemOfButton, step: '${{ matrix.step }}', attempt: '${{ matrix.attempt }}' },
    ...{ nonce: '${{ matrix.nonce }}', 'if-lost': 'fail' },
    ...{ run: undefined, shell: 'bash', 'working-directory': undefined },
    ...{ outcome: undefined, 'next-action': undefined, evidence: undefined, persist: 'auto' },
  },
  outputs: ['claimed', 'step', 'attempt', 'packet', 'prompt', 'status', 'handoff'],
  post: true,
};
