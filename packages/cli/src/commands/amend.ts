/** The other decisions on an item: `retry`, `release`, `abandon`, `revert`. Each says why. */
import { complete, requeue, revert as revertBaseline } from '@orchestrator/app';
import type { Context } from '../context.ts';
import { orRefuse, usage } from '../failure.ts';
import { actorFor, executorFor } from '../identity.ts';
import { attemptInput, given, itemInput, nonceInput, stepInput, textInput } from '../inputs.ts';
import { showDecision } from './decision.ts';
import { word, type Options } from './options.ts';

async function common({ deps }: Context, options: Options) {
  const reason = textInput('--reason', word(options['reason']));
  if (reason === undefined || reason.trim() === '') {
    throw usage('--reason is missing.', 'Say why: --reason "…"', 'reason-missing');
  }
  return {
    item: itemInput(word(options['workItem'])),
    step: stepInput(word(options['step'])),
    actor: await actorFor(word(options['actor']), deps.repository),
    reason,
  };
}

export async function retry(context: Context, options: Options): Promise<undefined> {
  const command = await common(context, options);
  const { decision } = orRefuse(await requeue(context.deps, command));
  showDecision(context, decision, `${command.step} is requeued.`, {
    next: `orchestrator claim --work-item ${command.item} --step ${command.step}`,
  });
  return undefined;
}

export async function revert(context: Context, options: Options): Promise<undefined> {
  const command = await common(context, options);
  const { decision } = orRefuse(await revertBaseline(context.deps, command));
  showDecision(context, decision, `${command.step} and what depends on it may be rejected again.`);
  return undefined;
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
  const { decision } = orRefuse(
    await complete(context.deps, { ...command, ...more, executor, status, outcome: reason }),
  );
  showDecision(context, decision, `${decision.answer.record.attemptId} is ${status}.`, {
    next: `orchestrator retry --work-item ${command.item} --step ${command.step} --reason "…"`,
  });
  return undefined;
}
