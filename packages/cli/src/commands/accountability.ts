/** Who answers for what, what stands in the way, what was recorded wrongly: `block`, `unblock`, `transfer`, `correct`. */
import * as app from '@orchestrator/app';
import { blockerTypes } from '@orchestrator/core';
import type { Context } from '../context.ts';
import { orRefuse, usage } from '../failure.ts';
import { blockerInput, choice, given, optionalStep, pairsInput, personInput } from '../inputs.ts';
import { showDecision, whoAndWhy } from './decision.ts';
import { list, word, type Options } from './options.ts';

export async function block(context: Context, options: Options): Promise<undefined> {
  const command = {
    ...(await whoAndWhy(context, options)),
    classification: choice('--type', word(options['type']), blockerTypes) ?? ('other' as const),
    ...given({
      blocker: blockerInput('--blocker', word(options['blocker'])),
      step: optionalStep('--step', word(options['step'])),
      owner: personInput('--owner', word(options['owner'])),
    }),
  };
  const { decision } = orRefuse(await app.block(context.deps, command));
  const { record } = decision.answer;
  const id = 'blocker' in record ? record.blocker : '';
  showDecision(context, decision, `${id} blocks ${command.step ?? `all of ${command.item}`}.`, {
    next: `orchestrator unblock --work-item ${command.item} --blocker ${id} --reason "…"`,
    more: { blocker: id },
  });
  return undefined;
}

export async function unblock(context: Context, options: Options): Promise<undefined> {
  const blocker = blockerInput('--blocker', word(options['blocker']));
  if (blocker === undefined)
    throw usage('--blocker is missing.', 'Copy its id from: orchestrator status --work-item ID');
  const command = { ...(await whoAndWhy(context, options)), blocker };
  const { decision } = orRefuse(await app.unblock(context.deps, command));
  showDecision(context, decision, `${blocker} is out of the way.`, {
    next: `orchestrator next --work-item ${command.item}`,
    more: { blocker },
  });
  return undefined;
}

export async function transfer(context: Context, options: Options): Promise<undefined> {
  const to = personInput('--to', word(options['to']));
  if (to === undefined) throw usage('--to is missing.', 'Name the new owner: --to PERSON');
  const step = given({ step: optionalStep('--step', word(options['step'])) });
  const command = { ...(await whoAndWhy(context, options)), ...step, to };
  const { decision } = orRefuse(await app.transfer(context.deps, command));
  showDecision(context, decision, `${to} answers for ${step.step ?? command.item} from now on.`, {
    more: { ...step, to },
  });
  return undefined;
}

export async function correct(context: Context, options: Options): Promise<undefined> {
  const record = word(options['record']);
  const common = await whoAndWhy(context, options);
  if (record === undefined || record.length > 1024) {
    throw usage(
      '--record is missing.',
      `Copy its id or path from: orchestrator history --work-item ${common.item} --json`,
    );
  }
  const set = pairsInput('--set', list(options['set']));
  const { decision } = orRefuse(await app.correct(context.deps, { ...common, record, set }));
  const { answer } = decision;
  const path = 'corrects' in answer.record ? answer.record.path : '';
  showDecision(context, decision, `${path} stays as it is; readers see the correction beside it.`, {
    next: `orchestrator history --work-item ${common.item}`,
    more: { corrects: path, set },
  });
  return undefined;
}
