/** `invocation record`: an agent was called for a gate. */
import { recordInvocation } from '@orchestrator/app';
import { invocationStatuses } from '@orchestrator/core';
import type { Context } from '../../context.ts';
import { orRefuse } from '../../failure.ts';
import { actorFor } from '../../identity.ts';
import { choice } from '../../inputs.ts';
import { word, type Options } from '../options.ts';
import { agentInput, runGateInput, runInput } from './inputs.ts';

export async function record(context: Context, options: Options): Promise<undefined> {
  const { deps } = context;
  const gate = runGateInput(word(options['gate']));
  const recorded = orRefuse(
    await recordInvocation(deps, {
      run: runInput(word(options['run'])),
      gate,
      agent: agentInput(word(options['agent'])),
      status: choice('--status', word(options['status']), invocationStatuses) ?? 'SUCCESS',
      actor: await actorFor(word(options['actor']), deps.repository),
    }),
  );
  const { invocation, agent, status } = recorded.invocation;
  const document = {
    schema: 'orchestrator.invocation/1',
    run_id: recorded.label,
    workItemId: recorded.item,
    invocation_id: invocation,
    ...{ gate, agent, status, record: recorded.record, path: recorded.path },
  };
  context.show(document, () =>
    [
      `${invocation}: ${agent} for ${gate}, ${status}`,
      context.terminal.style('dim', `  ${recorded.path}`),
    ].join('\n'),
  );
  return undefined;
}
