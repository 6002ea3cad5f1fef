import type { ActionName } from '../../../scripts/release/action-file.ts';
import type { Contract } from './contract.ts';
import { claim } from './claim.ts';
import { collect } from './collect.ts';
import { complete } from './complete.ts';
import { execute } from './execute.ts';
import { exportItems } from './export.ts';
import { gate } from './gate.ts';
import { pullRequest } from './pull-request.ts';
import { schedule } from './schedule.ts';
import { setup } from './setup.ts';

/** The public contract of each action. */
export const contracts: Readonly<Record<ActionName, Contract>> = {
  schedule,
  claim,
  complete,
  execute,
  gate,
  collect,
  'pull-request': pullRequest,
  export: exportItems,
  setup,
};
