/** What the core refuses, in the runner's words: the run by its label, its gates by their names, its own commands. */
import {
  gateNameOf,
  runLabelOf,
  stepOf,
  type ItemState,
  type Refusal,
  type Refused,
  type StepState,
} from '@orchestrator/core';

/**
 * @param state of the run
 * @param key of the step that the command was about; absent: of none
 */
export function inRunnerWords({ refusal }: Refused, state: ItemState, key?: string): Refused {
  const step = key === undefined ? undefined : stepOf(state, key);
  const label = runLabelOf(state.item) ?? state.item;
  if (step === undefined) return { ok: false, refusal };
  const gate = gateNameOf(step.planned.step);
  const said = inWords(refusal, state, step, `${gate} of ${label}`, label);
  return { ok: false, refusal: { ...refusal, ...said } };
}

/** Only for what the runner's users meet: everything else names item and step, which every command takes. */
function inWords(
  refusal: Refusal,
  state: ItemState,
  step: StepState,
  gate: string,
  label: string,
): Partial<Pick<Refusal, 'message' | 'hint'>> {
  const show = `orchestrator run show --run ${label}`;
  switch (refusal.code) {
    case 'step-completed':
      return { message: `${gate} has passed already.`, hint: `See it: ${show}` };
    case 'step-not-launchable':
      return {
        message: `${gate} may not start yet. ${reasonsOf(refusal, state)}`,
        hint: approvalHint(state, step) ?? `See where the run stands: ${show}`,
      };
    case 'already-claimed':
      return {
        message: `${gate} is worked on by ${holderOf(step)}.`,
        hint: `Let whoever began it finish it, where it was begun.${abandonIn(refusal.hint)}`,
      };
    case 'not-owner':
      return {
        message: `${gate} is not yours to end: it was begun elsewhere, by ${holderOf(step)}.`,
        hint: `Let whoever began it finish it, where it was begun.${abandonIn(refusal.hint)}`,
      };
    case 'entry-criteria':
      return { message: refusal.message.replace(/^\S+/, gate) };
    default:
      return {};
  }
}

/** Where only people stand in the way, the command by which they decide. */
function approvalHint({ item, gates }: ItemState, { planned }: StepState): string | undefined {
  const pending = planned.gates.find(({ key }) => gates.get(key)?.phase === 'pending');
  return (
    pending &&
    `Decide it: orchestrator gate --work-item ${item} --gate ${pending.key} --decision approve`
  );
}

/** Agent, person, since when. */
function holderOf({ open, last }: StepState): string {
  const claim = (open ?? last)?.claim?.record;
  if (claim === undefined) return 'somebody else';
  const { agent, id } = claim.executor;
  return `${agent ?? id} (${claim.actor}) since ${claim.at}`;
}

function reasonsOf({ details = [] }: Refusal, state: ItemState): string {
  const reasons = details.flatMap((reason) => {
    if (!('detail' in reason) || typeof reason.detail !== 'string') return [];
    const keys = 'waitsFor' in reason && Array.isArray(reason.waitsFor) ? reason.waitsFor : [];
    const gates = keys.flatMap((key) => {
      const step = typeof key === 'string' ? stepOf(state, key) : undefined;
      return step === undefined ? [] : [gateNameOf(step.planned.step)];
    });
    return [gates.length === 0 ? reason.detail : `It waits for ${gates.join(', ')}.`];
  });
  return reasons.join(' ');
}

/** The way to end somebody else's attempt is the same for every item. */
function abandonIn(hint: string): string {
  const way = /orchestrator abandon --work-item \S+ --step \S+ --attempt \S+ --reason "…"/;
  const [command] = way.exec(hint) ?? [];
  return command === undefined ? '' : ` If they will not: ${command}`;
}
