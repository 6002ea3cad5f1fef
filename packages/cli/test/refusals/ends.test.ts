import { provokeAll } from './case.ts';
import { endCases } from './end-cases.ts';

provokeAll(endCases);
