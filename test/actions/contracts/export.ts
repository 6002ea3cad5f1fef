import { inputs as schema } from '../../../actions/export/src/inputs.ts';
import { outputs as implemented } from '../../../actions/export/src/run.ts';
import type { Contract } from './contract.ts';

export const exportItems: Contract = {
  schema,
  implemented,
  inputs: {
    ...{ format: 'json', owner: undefined, workflow: undefined, status: undefined },
    ...{ since: undefined, until: undefined, 'as-of': undefined },
    ...{ upload: 'true', commit: 'false' },
  },
  outputs: ['path', 'artifact-id', 'items', 'wip', 'lead-time-p50-ms'],
};
