import { inputs as schema } from '../../../actions/schedule/src/inputs.ts';
import { outputs as implemented } from '../../../actions/schedule/src/run.ts';
import { itemOfButton, type Contract } from './contract.ts';

export const schedule: Contract = {
  schema,
  implemented,
  inputs: { 'work-item': itemOfButton, executors: '256', 'pre-claim': 'true', comment: 'auto' },
  outputs: ['matrix', 'ready', 'running', 'done', 'next-action', 'history'],
};
