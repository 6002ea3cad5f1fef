/** Finding the step, gate or attempt that a command names, or telling what there is instead. */
import { nearest } from '../model/suggest.ts';
import {
  attemptName,
  stepOf,
  type Attempt,
  type GateState,
  type ItemState,
  type StepState,
} from '../state/state.ts';
import { isRunning } from '../state/attempt-life.ts';
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

export function findGate(state: ItemState, key: string): Found<'gate', GateState> {
  const gate = state.gates.get(key);
  return gate ? { ok: true, gate } : unknown('unknown-gate', 'gate', key, [...state.gates.keys()]);
}

/** Is this how somebody may name the attempt: its label, its slot, its number? */
export const isCalled = (attempt: Attempt, name: string): boolean =>
  attempt.claim?.record.attemptId === name ||
  attemptName(attempt.step, attempt.k) === name ||
  String(attempt.k) === name;

/** The claimed attempt of a step that a command means: the one named, else the running one, else the last. */
export function findClaimed(
  { item }: ItemState,
  step: StepState,
  name: string | undefined,
): Found<'attempt', Attempt> {
  const claimed = step.attempts.filter((attempt) => attempt.claim !== undefined);
  const key = step.planned.step.key;
  const attempt =
    name === undefined
      ? (claimed.findLast(isRunning) ?? claimed.at(-1))
      : (claimed.findLast((it) => it.claim?.record.attemptId === name) ??
        claimed.findLast((it) => isCalled(it, name)));
  if (attempt !== undefined) return { ok: true, attempt };
  if (claimed.length === 0) {
    return refuse(
      'attempt-not-claimed',
      `Nobody has claimed the step ${key}.`,
      `Claim it first: orchestrator claim --work-item ${item} --step ${key}`,
    );
  }
  const names = claimed.map((it) => it.claim?.record.attemptId ?? '');
  return refuse(
    'unknown-attempt',
    `The step ${key} has no attempt ${name ?? ''}.`,
    `Its attempts are: ${names.join(', ')}.`,
  );
}
