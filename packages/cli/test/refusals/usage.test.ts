import { provokeAll } from './case.ts';
import { usageCases } from './usage-cases.ts';

provokeAll(usageCases);
