/** The records of an item in the order in which they came about: causes before effects, then by time. */
import { byCodeUnit } from '../bytes/json.ts';
import { foldCorrections } from '../state/accountability.ts';
import { laterTime, timeOf, typeOf, type AnyStored } from '../model/records.ts';

export interface HistoryEntry {
  readonly record: string;
  readonly path: string;
  readonly type: string;
  readonly at: string;
  readonly actor: string;
  readonly detail: string;
  /** What people added to it later; the record itself stays as it was written. */
  readonly corrections?: readonly {
    readonly record: string;
    readonly by: string;
    readonly set: Readonly<Record<string, string>>;
    readonly reason: string;
  }[];
}

/** @param records with all their causes among them; a cause that is missing is not waited for. */
export function inCausalOrder(records: readonly AnyStored[]): readonly AnyStored[] {
  const places = causalPlaces(records);
  const place = ({ id }: AnyStored): Place => places.get(id) ?? { time: '', depth: 0 };
  return [...records].sort((one, other) => {
    const [a, b] = [place(one), place(other)];
    return (
      Date.parse(a.time) - Date.parse(b.time) ||
      a.depth - b.depth ||
      byCodeUnit(one.path, other.path)
    );
  });
}

interface Place {
  /** Effective time: never before that of a cause, whatever the clocks said. */
  readonly time: string;
  readonly depth: number;
}

function causalPlaces(records: readonly AnyStored[]): ReadonlyMap<string, Place> {
  const byId = new Map(records.map((stored) => [stored.id, stored]));
  const places = new Map<string, Place>();
  const open = [...records];
  for (let stored = open.at(-1); stored !== undefined; stored = open.at(-1)) {
    const causes = stored.record.causes.flatMap((id) => byId.get(id) ?? []);
    const waiting = places.has(stored.id) ? [] : causes.filter(({ id }) => !places.has(id));
    if (waiting.length > 0) {
      open.push(...waiting);
      continue;
    }
    open.pop();
    if (places.has(stored.id)) continue;
    const before = causes.flatMap(({ id }) => places.get(id) ?? []);
    places.set(stored.id, {
      time: before.map(({ time }) => time).reduce(laterTime, timeOf(stored.record)),
      depth: before.reduce((most, { depth }) => Math.max(most, depth + 1), 0),
    });
  }
  return places;
}

export function historyEntries(records: readonly AnyStored[]): readonly HistoryEntry[] {
  const corrections = foldCorrections(records);
  return inCausalOrder(records).map((stored) => {
    const about = corrections.get(stored.id)?.map(({ id, record: { actor, set, reason } }) => ({
      record: id,
      ...{ by: actor, set, reason },
    }));
    return {
      record: stored.id,
      path: stored.path,
      type: typeOf(stored.record),
      at: timeOf(stored.record),
      actor: stored.record.actor,
      detail: describe(stored),
      ...(about && { corrections: about }),
    };
  });
}

function describe(stored: AnyStored): string {
  switch (stored.kind) {
    case 'registration':
      return `registered to ${stored.record.workflow.id}@${stored.record.workflow.version}`;
    case 'launch':
      return `${stored.record.step}.${stored.record.k} launched`;
    case 'claim':
      return `${stored.record.step}.${stored.record.k} claimed by ${stored.record.executor.id}`;
    case 'handoff':
      return `${stored.record.step.key} ${stored.record.status}: ${stored.record.outcome}`;
    case 'approval':
      return `${stored.record.gate} approved${stored.record.reason === '' ? '' : `: ${stored.record.reason}`}`;
    case 'rework':
      return `${stored.record.gate} rejected, back to ${stored.record.rejected[0]}: ${stored.record.reason}`;
    case 'requeue':
      return `${stored.record.step}.${stored.record.k} requeued: ${stored.record.reason}`;
    case 'baseline':
      return stored.record.outcome;
    case 'review': {
      const { gate, decision, reason } = stored.record;
      const target = 'target' in stored.record ? ` with ${stored.record.target}` : '';
      return `${gate} reviewed: ${decision}${target}${reason === '' ? '' : `: ${reason}`}`;
    }
    case 'blocker': {
      const { blocker, classification, step, reason } = stored.record;
      return `${step ?? 'the item'} blocked by ${blocker} (${classification}): ${reason}`;
    }
    case 'resolution':
      return `${stored.record.blocker} resolved: ${stored.record.reason}`;
    case 'transfer': {
      const { step, from, to, reason } = stored.record;
      return `${step ?? 'the item'} handed over by ${from} to ${to}: ${reason}`;
    }
    case 'migration': {
      const { from, to, undoes, reason } = stored.record;
      const what = undoes === undefined ? 'migrated' : 'rolled back';
      return `${what} from ${from.version} to ${to.version}: ${reason}`;
    }
    case 'invocation': {
      const { invocation, agent, step, status } = stored.record;
      return `${agent} called for ${step}: ${status} (${invocation})`;
    }
    case 'finish':
      return `the run ended as ${stored.record.status}${stored.record.reason === '' ? '' : `: ${stored.record.reason}`}`;
    case 'correction': {
      const { path, set, reason } = stored.record;
      const values = Object.entries(set).map(([field, value]) => `${field}: ${value}`);
      return `${path} corrected to ${values.join(', ')}: ${reason}`;
    }
  }
}
