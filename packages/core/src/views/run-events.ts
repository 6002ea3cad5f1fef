/** What happened in a run, in the runner's words: its gates by their names, its attempts by their numbers. */
import { byCodeUnit } from '../bytes/json.ts';
import { gateNameOf } from '../model/bind-workflow.ts';
import type { AnyStored } from '../model/records.ts';
import type { RunRecord } from '../model/run-record.ts';
import { attemptName, placesOfAttempts, type ItemState } from '../state/state.ts';
import { historyEntries } from './history.ts';

/** The gate and the attempt that a record is about. */
interface About {
  readonly gate?: string;
  readonly attempt?: number;
}

/** Every record, causes before effects. */
export function runEvents(state: ItemState): RunRecord['events'] {
  const stored = new Map(state.records.map((it) => [it.id, it]));
  const numbers = numbersOf(state);
  return historyEntries(state.records).map(({ record, at, actor, detail, type }) => {
    const it = stored.get(record);
    return { at, type, ...(it && aboutOf(state, it, numbers)), actor, detail, record };
  });
}

/** How runs call their attempts: by the place among those that somebody began. */
function numbersOf({ steps }: ItemState): ReadonlyMap<string, number> {
  return new Map(
    steps.flatMap(({ attempts }) =>
      attempts
        .filter(({ claim }) => claim !== undefined)
        .map(({ step, k }, index) => [attemptName(step, k), index + 1] as const),
    ),
  );
}

function aboutOf(state: ItemState, stored: AnyStored, numbers: ReadonlyMap<string, number>): About {
  const name = attemptOf(state, stored);
  if (name === undefined) return {};
  const place = placesOfAttempts(state).get(name)?.key ?? name.slice(0, name.lastIndexOf('.'));
  const planned = state.plan.byKey.get(place);
  const attempt = numbers.get(name);
  return {
    ...(planned && { gate: gateNameOf(planned.step) }),
    ...(attempt !== undefined && { attempt }),
  };
}

/** `step.k` of the attempt that a record is about. */
function attemptOf({ records }: ItemState, stored: AnyStored): string | undefined {
  switch (stored.kind) {
    case 'launch':
    case 'claim':
    case 'requeue':
      return attemptName(stored.record.step, stored.record.k);
    case 'handoff': {
      const claim = records.find(({ id }) => stored.record.causes.includes(id));
      return claim?.kind === 'claim' ? attemptName(claim.record.step, claim.record.k) : undefined;
    }
    case 'invocation':
      return stored.record.attempt === undefined
        ? attemptName(stored.record.step, 0)
        : attemptName(...stored.record.attempt);
    default:
      return undefined;
  }
}

/** Every time that an agent was called, the earliest first. */
export function runInvocations(state: ItemState): RunRecord['invocations'] {
  const numbers = numbersOf(state);
  return state.records
    .flatMap((stored) => (stored.kind === 'invocation' ? [stored.record] : []))
    .sort(
      (one, other) => byCodeUnit(one.at, other.at) || byCodeUnit(one.invocation, other.invocation),
    )
    .map(({ invocation, step, attempt, agent, status, startedAt, at, actor, exitCode, detail }) => {
      const planned = state.plan.byKey.get(step);
      return {
        invocation_id: invocation,
        gate: planned === undefined ? step : gateNameOf(planned.step),
        attempt: (attempt && numbers.get(attemptName(...attempt))) ?? null,
        agent,
        status,
        started_at: startedAt ?? null,
        recorded_at: at,
        actor,
        ...(exitCode !== undefined && { exit_code: exitCode }),
        ...(detail !== undefined && { detail }),
      };
    });
}
