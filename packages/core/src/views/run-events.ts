/** What happened in a run, in the runner's words: its gates by their names, its attempts by their numbers. */
import { byCodeUnit } from '../bytes/json.ts';
import { gateNameOf } from '../model/bind-workflow.ts';
import type { AnyStored } from '../model/records.ts';
import type { RunRecord } from '../model/run-record.ts';
import { attemptName, placesOfAttempts, type ItemState } from '../state/state.ts';
import { historyEntries } from './history.ts';

/** Every record, causes before effects. */
export function runEvents(state: ItemState): RunRecord['events'] {
  const stored = new Map(state.records.map((it) => [it.id, it]));
  const places = placesOf(state);
  return historyEntries(state.records).map(({ record, at, actor, detail, type }) => {
    const it = stored.get(record);
    const about = it && places.get(attemptOf(it, stored) ?? '');
    return { at, type, ...about, actor, detail: (it && inWords(it)) ?? detail, record };
  });
}

interface Place {
  readonly gate?: string;
  readonly attempt?: number;
}

/** Gate and number of each attempt by its name; how runs count: the place among those that somebody began. */
function placesOf(state: ItemState): ReadonlyMap<string, Place> {
  const numbers = numbersOf(state);
  return new Map(
    [...placesOfAttempts(state)].map(([name, { key }]) => {
      const planned = key === undefined ? undefined : state.plan.byKey.get(key);
      const attempt = numbers.get(name);
      const gate = planned && gateNameOf(planned.step);
      const place = {
        ...(gate !== undefined && { gate }),
        ...(attempt !== undefined && { attempt }),
      };
      return [name, place] as const;
    }),
  );
}

const numbersOf = ({ steps }: ItemState): ReadonlyMap<string, number> =>
  new Map(
    steps.flatMap(({ attempts }) =>
      attempts
        .filter(({ claim }) => claim !== undefined)
        .map(({ step, k }, index) => [attemptName(step, k), index + 1] as const),
    ),
  );

/** `step.k` of the attempt that a record is about. */
function attemptOf(stored: AnyStored, byId: ReadonlyMap<string, AnyStored>): string | undefined {
  switch (stored.kind) {
    case 'launch':
    case 'claim':
    case 'requeue':
      return attemptName(stored.record.step, stored.record.k);
    case 'handoff': {
      const claim = byId.get(stored.record.causes[0] ?? '');
      return claim?.kind === 'claim' ? attemptName(claim.record.step, claim.record.k) : undefined;
    }
    case 'invocation':
      return stored.record.attempt && attemptName(...stored.record.attempt);
    default:
      return undefined;
  }
}

/** What the runner has words of its own for; gate and attempt stand beside. */
function inWords(stored: AnyStored): string | undefined {
  switch (stored.kind) {
    case 'registration':
      return `started: ${stored.record.workflow.id} ${stored.record.workflow.version}`;
    case 'launch':
      return 'may start';
    case 'claim':
      return `started by ${stored.record.executor.agent ?? stored.record.executor.id}`;
    case 'handoff':
      return `${stored.record.status === 'completed' ? 'PASS' : 'FAIL'}: ${stored.record.outcome}`;
    case 'requeue':
      return `to be tried again: ${stored.record.reason}`;
    case 'invocation':
      return `${stored.record.agent} called: ${stored.record.status} (${stored.record.invocation})`;
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
