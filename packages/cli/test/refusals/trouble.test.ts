import { provokeAll } from './case.ts';
import { damagedCases, rewrittenCases } from './damage-cases.ts';
import { laterCases } from './later-cases.ts';

provokeAll([...damagedCases, ...rewrittenCases, ...laterCases]);
