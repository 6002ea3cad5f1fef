import { versionCases } from './version-cases.ts';
import { provokeAll } from './case.ts';

provokeAll(versionCases);
