import { provokeAll } from './case.ts';
import { claimCases } from './claim-cases.ts';

provokeAll(claimCases);
