import { provokeAll } from './case.ts';
import { lostCases } from './lost-cases.ts';

provokeAll(lostCases);
