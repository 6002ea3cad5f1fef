import { inputs as schema } from '../../../actions/claim/src/inputs.ts';
import { outputs as implemented } from '../../../actions/claim/src/run.ts';
import { itemOfButton, type Contract } from './contract.ts';

export const claim: Contract = {
  schema,
  implemented,
  inputs: {
    ...{ 'work-item': itemOfButton, step: '${{ matrix.step }}', attempt: '${{ matrix.attempt }}' },
    ...{ nonce: '${{ matrix.nonce }}', 'if-lost': 'fail' },
  },
  outputs: ['claimed', 'step', 'attempt', 'packet', 'prompt', 'ref', 'unchanged'],
  post: true,
};
