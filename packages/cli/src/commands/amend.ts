/** The decisions on a step: `retry`, `release`, `abandon`, `revert`. Each says why. */
import { complete, requeue, revert as revertBaseline } from '@orchestrator/app';
import { howToReject, walk, type ItemState } from '@orchestrator/core';
import type { Context } from '../context.ts';
import { orRefuse } from '../failure.ts';
import { executorFor } from '../identity.ts';
import { attemptInput, given, nonceInput, stepInput } from '../inputs.ts';
import { showDecision, whoAndWhy } from './decision.ts';
import { word, type Options } from './options.ts';
import { retryOf, stateAfter, whatNext } from './what-next.ts';

async function common(context: Context, options: Options) {
  const decided = await whoAndWhy(context, options);
  return { ...decided, step: stepInput(word(options['step']), decided.item) };
}

export async function retry(context: Context, options: Options): Promise<undefined> {
  const command = await common(context, options);
  const amended = orRefuse(await requeue(context.deps, command));
  const after = stateAfter(context, amended);
  showDecision(context, amended.decision, `${command.step} is requeued.`, {
    next: whatNext(after, isReady(after, command.step) ? claimOf(command) : undefined),
  });
  return undefined;
}

export async function revert(context: Context, options: Options): Promise<undefined> {
  const command = await common(context, options);
  const amended = orRefuse(await revertBaseline(context.deps, command));
  const sentence = `${command.step} and what depends on it may be rejected again.`;
  const after = stateAfter(context, amended);
  showDecision(context, amended.decision, sentence, {
    next: whatNext(after, howToReject(after, command.step)),
  });
  return undefined;
}

interface Named {
  readonly item: string;
  readonly step: string;
}

const claimOf = ({ item, step }: Named): string =>
  `orchestrator claim --work-item ${item} --step ${step}`;

function isReady(state: ItemState, step: string): boolean {
  const place = state.plan.byKey.get(step)?.index;
  return place !== undefined && walk(state).standings[place]?.kind === 'ready';
}

export async function release(context: Context, options: Options): Promise<undefined> {
  return end(context, options, 'released');
}

export async function abandon(context: Context, options: Options): Promise<undefined> {
  return end(context, options, 'abandoned');
}

async function end(
  context: Context,
  options: Options,
  status: 'released' | 'abandoned',
): Promise<undefined> {
  const { reason, ...command } = await common(context, options);
  const more = given({
    attempt: attemptInput('--attempt', word(options['attempt'])),
    nonce: nonceInput('--nonce', word(options['nonce'])),
  });
  const executor = executorFor(word(options['executor'])).id;
  const ended = orRefuse(
    await complete(context.deps, { ...command, ...more, executor, status, outcome: reason }),
  );
  const after = stateAfter(context, ended);
  const { attemptId } = ended.decision.answer.record;
  showDecision(context, ended.decision, `${attemptId} is ${status}.`, {
    next: whatNext(after, retryOf(after, command.step)),
  });
  return undefined;
}
