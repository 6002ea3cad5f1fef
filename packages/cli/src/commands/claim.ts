/** `claim`: take a step, so that nobody else can. */
import { claim as claimStep } from '@orchestrator/app';
import type { Context } from '../context.ts';
import { orRefuse } from '../failure.ts';
import { actorFor, executorFor } from '../identity.ts';
import { attemptInput, given, itemInput, nonceInput, stepInput } from '../inputs.ts';
import { word, type Options } from './options.ts';

export async function claim(context: Context, options: Options): Promise<undefined> {
  const { deps, terminal } = context;
  const executor = executorFor(word(options['executor']));
  const { decision, state } = orRefuse(
    await claimStep(deps, {
      item: itemInput(word(options['workItem'])),
      step: stepInput(word(options['step'])),
      actor: await actorFor(word(options['actor']), deps.repository),
      executor,
      ...given({
        attempt: attemptInput('--attempt', word(options['attempt'])),
        nonce: nonceInput('--nonce', word(options['nonce'])),
      }),
    }),
  );
  const { answer, repeated } = decision;
  const { step, k, attemptId, workItemId } = answer.record;
  const document = {
    schema: 'orchestrator.claim/1',
    claimed: true,
    workItemId,
    step,
    attempt: k,
    attemptId,
    executor: answer.record.executor.id,
    record: answer.id,
    path: answer.path,
    ...(repeated && { repeated }),
  };
  const definition = state.plan.byKey.get(step)?.step;
  context.show(document, () =>
    [
      `${step} is yours: attempt ${k}, ${attemptId}.${repeated ? ' (It was already.)' : ''}`,
      terminal.style('dim', `  ${answer.path}`),
      ...(definition?.entryCriteria ?? []).map(
        ({ text, check }) => `  ${check ? 'checked' : 'you vouch for'}: ${text}`,
      ),
      ...(definition?.exitCriteria ?? []).map(({ text }) => `  to hold when done: ${text}`),
      ...(definition === undefined || definition.definitionOfDone === ''
        ? []
        : [`  to hold when done: ${definition.definitionOfDone}`]),
      `  Next: orchestrator complete --work-item ${workItemId} --step ${step}${executor.id === 'local' ? '' : ` --executor ${executor.id}`} --outcome "…"`,
    ].join('\n'),
  );
  return undefined;
}
