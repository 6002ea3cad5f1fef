import { provokeAll } from './case.ts';
import { gateCases } from './gate-cases.ts';

provokeAll(gateCases);
