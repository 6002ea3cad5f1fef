/** Every case, by the test file that provokes it. */
import { amendmentCases } from './amendment-cases.ts';
import type { RefusalCase } from './case.ts';
import { claimCases } from './claim-cases.ts';
import { damagedCases, rewrittenCases } from './damage-cases.ts';
import { endCases } from './end-cases.ts';
import { gateCases } from './gate-cases.ts';
import { laterCases } from './later-cases.ts';
import { lostCases } from './lost-cases.ts';
import { nameCases } from './name-cases.ts';
import { placeCases } from './place-cases.ts';
import { runCases } from './run-cases.ts';
import { usageCases } from './usage-cases.ts';
import { versionCases } from './version-cases.ts';

export const allCases: readonly (readonly RefusalCase[])[] = [
  usageCases,
  nameCases,
  lostCases,
  claimCases,
  endCases,
  gateCases,
  placeCases,
  amendmentCases,
  versionCases,
  [...damagedCases, ...rewrittenCases, ...laterCases],
  runCases,
];
