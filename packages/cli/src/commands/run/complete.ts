/** `run complete`: end a run. */
import { completeRun } from '@orchestrator/app';
import { runEnds } from '@orchestrator/core';
import type { Context } from '../../context.ts';
import { orRefuse } from '../../failure.ts';
import { actorFor } from '../../identity.ts';
import { choice, given, textInput } from '../../inputs.ts';
import { word, type Options } from '../options.ts';
import { runInput } from './inputs.ts';

export async function complete(context: Context, options: Options): Promise<undefined> {
  const { deps } = context;
  const ended = orRefuse(
    await completeRun(deps, {
      run: runInput(word(options['run'])),
      actor: await actorFor(word(options['actor']), deps.repository),
      ...given({
        status: choice('--status', word(options['status']), runEnds),
        reason: textInput('--reason', word(options['reason'])),
      }),
    }),
  );
  const { item, label, finish, record, path, repeated } = ended;
  const document = {
    schema: 'orchestrator.run-completed/1',
    run_id: label,
    workItemId: item,
    status: finish.status,
    record,
    path,
  };
  context.show(repeated ? { ...document, repeated } : document, () =>
    [
      `Run ${label}: ${finish.status}${repeated ? ' (It was on record already.)' : ''}`,
      context.terminal.style('dim', `  ${path}`),
    ].join('\n'),
  );
  return undefined;
}
