import { placeCases } from './place-cases.ts';
import { provokeAll } from './case.ts';

provokeAll(placeCases);
