/** Who answers for what, what stands in the way, what was recorded wrongly: `block`, `unblock`, `transfer`, `correct`. */
import * as app from '@orchestrator/app';
import {
  blockerTypes,
  howToRedo,
  runningNow,
  samePerson,
  type ItemState,
} from '@orchestrator/core';
import type { Context } from '../context.ts';
import { orRefuse, usage } from '../failure.ts';
import {
  blockerInput,
  choice,
  given,
  itemInput,
  optionalStep,
  pairsInput,
  personInput,
} from '../inputs.ts';
import { showDecision, whoAndWhy } from './decision.ts';
import { list, word, type Options } from './options.ts';
import { stateAfter, whatNext } from './what-next.ts';

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
  if (word(options['type']) === undefined)
    context.terminal.notice('No --type is given: it counts as other.');
  const amended = orRefuse(await app.block(context.deps, command));
  const { record } = amended.decision.answer;
  const id = 'blocker' in record ? record.blocker : '';
  const after = stateAfter(context, amended);
  showDecision(context, amended.decision, blockSentence(after, id, command.step), {
    next: whatNext(
      after,
      `orchestrator unblock --work-item ${command.item} --blocker ${id} --reason "…"`,
    ),
    more: { blocker: id },
  });
  return undefined;
}

/** Blocking what is done holds up nothing: then it says so, and what was perhaps meant. */
function blockSentence(after: ItemState, id: string, step: string | undefined): string {
  const isDone =
    step !== undefined &&
    after.steps.some((it) => it.planned.step.key === step && it.counting !== undefined);
  if (!isDone) return `${id} blocks ${step ?? `all of ${after.item}`}.`;
  return `${id} is on record for ${step}, and holds up nothing: ${step} is done. ${howToRedo(after, step)}`;
}

export async function unblock(context: Context, options: Options): Promise<undefined> {
  const item = itemInput(word(options['workItem']));
  const blocker = blockerInput('--blocker', word(options['blocker']));
  if (blocker === undefined) {
    const hint = `Copy its id from: orchestrator status --work-item ${item}`;
    throw usage('--blocker is missing.', hint);
  }
  const command = { ...(await whoAndWhy(context, options)), blocker };
  const amended = orRefuse(await app.unblock(context.deps, command));
  showDecision(context, amended.decision, `${blocker} is out of the way.`, {
    next: whatNext(stateAfter(context, amended)),
    more: { blocker },
  });
  return undefined;
}

export async function transfer(context: Context, options: Options): Promise<undefined> {
  const to = personInput('--to', word(options['to']));
  if (to === undefined) throw usage('--to is missing.', 'Name the new owner: --to PERSON');
  const step = given({ step: optionalStep('--step', word(options['step'])) });
  const command = { ...(await whoAndWhy(context, options)), ...step, to };
  const amended = orRefuse(await app.transfer(context.deps, command));
  const { record } = amended.decision.answer;
  const held =
    'from' in record && typeof record.from === 'string'
      ? heldBy(amended.state, record.from, step.step)
      : [];
  const sentence = `${to} answers for ${step.step ?? command.item} from now on.`;
  showDecision(context, amended.decision, [sentence, ...held.map(({ text }) => text)].join('\n'), {
    next: whatNext(stateAfter(context, amended)),
    more: { ...step, to, stillClaimed: held.map(({ attempt }) => attempt) },
  });
  return undefined;
}

/** What the person who answered for it till now works on still: that goes on, whoever answers for it. */
function heldBy(state: ItemState, person: string, only: string | undefined) {
  return runningNow(state)
    .filter(({ by, step }) => samePerson(by, person) && (only === undefined || step === only))
    .map(({ step, attempt }) => ({
      attempt: { step, attempt },
      text: `Still claimed by ${person}: ${step} (attempt ${attempt}). Let ${person} complete or release it; or: orchestrator abandon --work-item ${state.item} --step ${step} --reason "…"`,
    }));
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
