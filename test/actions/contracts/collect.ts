import { inputs as schema } from '../../../actions/collect/src/inputs.ts';
import { outputs as implemented } from '../../../actions/collect/src/run.ts';
import { itemOfButton, type Contract } from './contract.ts';

export const collect: Contract = {
  schema,
  implemented,
  inputs: {
    'work-item': itemOfButton,
    'run-id': '${{ github.run_id }}',
    export: 'false',
    continue: 'true',
  },
  outputs: ['accepted', 'refused', 'report', 'history', 'continued'],
};
