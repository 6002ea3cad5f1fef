import { provokeAll } from './case.ts';
import { nameCases } from './name-cases.ts';

provokeAll(nameCases);
