import { amendmentCases } from './amendment-cases.ts';
import { provokeAll } from './case.ts';

provokeAll(amendmentCases);
