import { runAction } from '@orchestrator/action-kit';
import { inputs } from './inputs.ts';
import { run } from './run.ts';

await runAction({ inputs, run, onlyDefaultBranch: true, inForkRun: 'observe' });
