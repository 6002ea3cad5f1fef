/** The decisions on a step: `retry`, `release`, `abandon`, `revert`. Each says why. */
import { complete, requeue, revert as revertBaseline } from '@orchestrator/app';
import type { Context } from '../context.ts';
import { orRefuse } from '../failure.ts';
import { executorFor } from '../identity.ts';
import { attemptInput, given, nonceInput, stepInput } from '../inputs.ts';
import { showDecision, whoAndWhy } from './decision.ts';
import { word, type Options } from './options.ts';

const common = async (context: Context, options: Options) => ({
  ...(await whoAndWhy(context, options)),
  step: stepInput(word(options['step'])),
});

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
