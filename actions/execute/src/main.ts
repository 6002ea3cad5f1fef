import { runAction } from '@orchestrator/action-kit';
import { inputs } from './inputs.ts';
import { post } from './post.ts';
import { run } from './run.ts';

await runAction({ inputs, run, post });
