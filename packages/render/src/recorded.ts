/** What is on record of an item: decisions at gates, handoffs, attempts; the newest first. */
import { allAttempts, timeOf, type ItemState } from '@orchestrator/core';
import type { AttemptModel, DecisionModel, HandoffModel } from './status-model.ts';

/** Votes, rejections and duplicate reviews. */
export function decisionModels({ records, gates }: ItemState): readonly DecisionModel[] {
  const counting = new Set([...gates.values()].flatMap(({ votes }) => votes.map(({ id }) => id)));
  const found = records.flatMap((stored): DecisionModel[] => {
    const { kind, id, record } = stored;
    if (kind !== 'approval' && kind !== 'rework' && kind !== 'review') return [];
    const { timestamp: at, gate, actor: by, reason } = record;
    const common = { at, gate, by, reason };
    if (kind === 'rework') {
      const [step, k] = record.rejected;
      return [{ ...common, decision: 'rejected', about: `${step}.${k}`, counts: true }];
    }
    if (kind === 'approval') return [{ ...common, decision: 'approved', counts: counting.has(id) }];
    const { decision } = record;
    const about = 'target' in record ? { about: record.target } : {};
    const isVote = decision === 'proceed' || decision === 'link';
    return [{ ...common, decision, ...about, counts: !isVote || counting.has(id) }];
  });
  return newestFirst(found, ({ at }) => at);
}

/** The outcome of each attempt, and where it lies. */
export function handoffModels({ records }: ItemState): readonly HandoffModel[] {
  const found = records.flatMap(({ kind, path, record }) => {
    if (kind !== 'handoff') return [];
    const { step, status, timestamp } = record;
    return [{ at: timestamp, step: step.key, status, path }];
  });
  return newestFirst(found, ({ at }) => at).map(({ step, status, path }) => ({
    ...{ step, status, path },
  }));
}

/** Every attempt, those that count no more included. */
export function attemptModels(state: ItemState): readonly AttemptModel[] {
  const found = allAttempts(state).map(({ step, k, launch, claim, handoff }) => ({
    ...{ step, attempt: k, launched: timeOf(launch.record) },
    ...(claim && { claimed: claim.record.at }),
    ...(handoff && { ended: handoff.record.timestamp, status: handoff.record.status }),
  }));
  return newestFirst(found, ({ ended, claimed, launched }) => ended ?? claimed ?? launched);
}

/** Records lie sorted by path, and so the order of those of the same moment is always the same. */
const newestFirst = <T>(list: readonly T[], at: (it: T) => string): readonly T[] =>
  [...list].sort((one, other) => Date.parse(at(other)) - Date.parse(at(one)));
