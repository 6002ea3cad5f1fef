import { allCases } from './all-cases.ts';
import { provokeAll } from './case.ts';
import { runCases } from './run-cases.ts';

provokeAll(runCases, allCases.filter((cases) => cases !== runCases).flat());
