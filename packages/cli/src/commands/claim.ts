/** `claim`: take a step, so that nobody else can. */
import { claim as claimStep } from '@orchestrator/app';
import { allAttempts, type Stored } from '@orchestrator/core';
import type { Context } from '../context.ts';
import { orRefuse } from '../failure.ts';
import { actorFor, executorFor } from '../identity.ts';
import { attemptInput, given, itemInput, nonceInput, stepInput } from '../inputs.ts';
import { word, type Options } from './options.ts';

export async function claim(context: Context, options: Options): Promise<undefined> {
  const { deps, terminal } = context;
  const executor = executorFor(word(options['executor']));
  const item = itemInput(word(options['workItem']));
  const { decision, state, unchanged } = orRefuse(
    await claimStep(deps, {
      force: options['force'] === true,
      item,
      step: stepInput(word(options['step']), item),
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
    ...(unchanged && { unchanged: true, handoff: unchanged.path }),
    ...(repeated && { repeated }),
  };
  if (unchanged !== undefined) {
    context.show(document, () => describeUnchanged(unchanged, workItemId));
    return undefined;
  }
  const definition =
    allAttempts(state).find(({ claim }) => claim?.id === answer.id)?.planned?.step ??
    state.plan.byKey.get(step)?.step;
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

function describeUnchanged({ path, record }: Stored<'handoff'>, item: string): string {
  return [
    `${record.step.key} need not be done again: its inputs are as they were. The earlier outcome holds: ${record.outcome}`,
    `  ${path}`,
    `  Next: orchestrator next --work-item ${item} (whoever wants it done all the same claims with --force)`,
  ].join('\n');
}
