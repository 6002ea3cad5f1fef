import { inputs as schema } from '../../../actions/gate/src/inputs.ts';
import { outputs as implemented } from '../../../actions/gate/src/run.ts';
import { itemOfButton, type Contract } from './contract.ts';

export const gate: Contract = {
  schema,
  implemented,
  inputs: {
    ...{ 'work-item': itemOfButton, gate: '${{ github.event.inputs.gate }}' },
    ...{
      decision: '${{ github.event.inputs.decision }}',
      reason: '${{ github.event.inputs.reason }}',
    },
    'return-to': "${{ github.event.inputs['return-to'] }}",
    'follow-up': "${{ github.event.inputs['follow-up'] }}",
    ...{ target: '${{ github.event.inputs.target }}', state: '${{ github.event.inputs.state }}' },
    ...{ continue: 'true', workflow: 'plan.yml' },
  },
  outputs: ['decision', 'state', 'approvals', 'missing', 'returned-to', 'record'],
};
