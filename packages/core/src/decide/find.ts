/** Finding the step, gate or attempt that a command names, or telling what there is instead. */
import type { Outcome } from '../model/handoff.ts';
import { nearest } from '../model/suggest.ts';
import {
  allAttempts,
  attemptName,
  stepOf,
  type Attempt,
  type GateState,
  type ItemState,
  type StepState,
} from '../state/state.ts';
import { isRunning } from '../state/attempt-life.ts';
import { itemEnded } from './ended.ts';
import { refuse, type Refused } from './refusal.ts';

type Found<Key extends string, Value> =
  ({ readonly ok: true } & Readonly<Record<Key, Value>>) | Refused;

function unknown(
  code: 'unknown-step' | 'unknown-gate',
  what: string,
  key: string,
  known: readonly string[],
): Refused {
  const guess = nearest(key, known);
  const hint =
    guess === undefined
      ? `The ${what}s are: ${known.slice(0, 20).join(', ') || 'none'}.`
      : `Did you mean ${guess}?`;
  return refuse(code, `There is no ${what} ${key} in this workflow.`, hint);
}

export function findStep(state: ItemState, key: string): Found<'step', StepState> {
  const step = stepOf(state, key);
  return step
    ? { ok: true, step }
    : unknown('unknown-step', 'step', key, [...state.plan.byKey.keys()]);
}

/** A step as a record names it: by its key, and by the migration under whose version it is called so. */
export const stepUnder = (
  { binding }: ItemState,
  step: string,
): { readonly step: string; readonly binding?: string } =>
  binding.kind === 'migration' ? { step, binding: binding.id } : { step };

export function findGate(state: ItemState, key: string): Found<'gate', GateState> {
  const gate = state.gates.get(key);
  return gate ? { ok: true, gate } : unknown('unknown-gate', 'gate', key, [...state.gates.keys()]);
}

/** Is this how somebody may name the attempt: its label, its slot, its number? */
export const isCalled = (attempt: Attempt, name: string): boolean =>
  attempt.claim?.record.attemptId === name ||
  attemptName(attempt.step, attempt.k) === name ||
  String(attempt.k) === name;

/**
 * The claimed attempt of a step that a command means: the one named, else the running one, else the last. The step may
 * be called as it was when the attempt was launched: a migration renames it under the hands of whoever works on it.
 * @param wanted how it is to end, where that is what it is looked for
 */
export function findClaimed(
  state: ItemState,
  key: string,
  name: string | undefined,
  isMine: (attempt: Attempt) => boolean = () => false,
  wanted: Outcome = 'completed',
): Found<'attempt', Attempt> {
  const { item } = state;
  const now = stepOf(state, key)?.attempts ?? [];
  const then = allAttempts(state).filter((it) => it.step === key && !now.includes(it));
  if (now.length + then.length === 0) {
    const found = findStep(state, key);
    if (!found.ok) return found;
  }
  const claimed = [...then, ...now].filter((attempt) => attempt.claim !== undefined);
  const attempt =
    name === undefined
      ? (claimed.findLast((it) => isRunning(it) && isMine(it)) ??
        claimed.findLast(isRunning) ??
        claimed.at(-1))
      : (claimed.findLast((it) => it.claim?.record.attemptId === name) ??
        claimed.findLast((it) => isCalled(it, name)));
  if (attempt !== undefined) return { ok: true, attempt };
  if (claimed.length === 0) {
    if (state.ended !== undefined) return itemEnded(state, state.ended);
    return refuse(
      'attempt-not-claimed',
      `Nobody has claimed the step ${key}.`,
      wanted === 'released' || wanted === 'abandoned'
        ? `There is nothing to end; see where it stands: orchestrator status --work-item ${item}`
        : `Claim it first: orchestrator claim --work-item ${item} --step ${key}`,
    );
  }
  const names = claimed.map((it) => it.claim?.record.attemptId ?? '');
  return refuse(
    'unknown-attempt',
    `The step ${key} has no attempt ${name ?? ''}.`,
    `Its attempts are: ${names.join(', ')}.`,
  );
}
