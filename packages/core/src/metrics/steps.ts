/** Steps over many items: how long they take, where that time goes, how often they fail and come back. */
import { byCodeUnit } from '../bytes/json.ts';
import { distribution, ratio, type Distribution, type Ratio } from './distribution.ts';
import { groupBy } from './group.ts';
import type { AttemptSpan, Life, Visit } from './life.ts';
import { measureVisit, type VisitParts } from './measure-visit.ts';
import { isUnsuccessful, type Counts } from './measure.ts';

export interface StepMetrics {
  /** Id of the workflow: its versions are taken together. */
  readonly workflow: string;
  readonly step: string;
  readonly order: number;
  /** For each item, the sum of its completed visits: from ready to done. */
  readonly cycleTimeMs: Distribution;
  /** Completed ones, and those of them that a rework made void later. */
  readonly visits: number;
  readonly superseded: number;
  /** Broken off by a rework, a migration, or the item's leaving, and the time that was lost with them. */
  readonly invalidated: number;
  readonly migrated: number;
  readonly abandoned: number;
  readonly lostMs: number;
  /** Open at the moment of asking: the step's work in progress. */
  readonly open: number;
  /** Where the time of the completed visits went; adds up to them. */
  readonly parts: VisitParts;
  /** How long a completed branch waited for the last one of its join. */
  readonly joinWaitMs: Distribution;
  /** Attempts that failed, were released or abandoned ÷ claimed attempts. */
  readonly retries: Ratio;
}

interface Sample {
  readonly life: Life;
  readonly visit: Visit;
}

/** @param counts whether what happened at a moment belongs to the window */
export function stepMetrics(
  lives: readonly Life[],
  asOf: number,
  counts: Counts,
): readonly StepMetrics[] {
  const samples = lives.flatMap((life) => life.visits.map((visit): Sample => ({ life, visit })));
  const groups = groupBy(samples, ({ visit }) => `${workflowOf(visit)} ${visit.step}`);
  return [...groups.values()]
    .map((list) => oneStep(list, asOf, counts))
    .sort(
      (one, other) =>
        byCodeUnit(one.workflow, other.workflow) ||
        one.order - other.order ||
        byCodeUnit(one.step, other.step),
    );
}

const workflowOf = ({ workflow }: Visit): string => workflow.slice(0, workflow.indexOf('@'));

function oneStep(samples: readonly Sample[], asOf: number, counts: Counts): StepMetrics {
  const closed = samples.filter(({ visit: { close } }) => close !== undefined && counts(close));
  const ended = (end: Visit['end']): readonly Sample[] =>
    closed.filter(({ visit }) => visit.end === end);
  const completed = ended('completed');
  const lost = closed.filter(({ visit }) => visit.end !== 'completed');
  const attempts = samples
    .flatMap(({ visit }) => visit.attempts)
    .filter(({ from, replayed }) => !replayed && counts(from));
  const latest = samples.at(-1)?.visit;
  return {
    workflow: latest === undefined ? '' : workflowOf(latest),
    step: latest?.step ?? '',
    order: latest?.order ?? 0,
    cycleTimeMs: distribution(sumsByItem(completed)),
    visits: completed.length,
    superseded: completed.filter(({ visit }) => visit.superseded).length,
    invalidated: ended('invalidated').length,
    migrated: ended('migrated').length,
    abandoned: ended('abandoned').length,
    lostMs: lost.reduce((sum, { visit }) => sum + timeOfVisit(visit), 0),
    open: samples.filter(({ visit }) => visit.close === undefined).length,
    parts: addParts(completed.map(({ life, visit }) => measureVisit(life, visit, asOf))),
    joinWaitMs: distribution(completed.flatMap(({ visit }) => visit.joinWaitMs ?? [])),
    retries: retryRate(attempts),
  };
}

const timeOfVisit = ({ ready, close = ready }: Visit): number => close - ready;

function sumsByItem(samples: readonly Sample[]): readonly number[] {
  const sums = new Map<Life, number>();
  for (const { life, visit } of samples) {
    sums.set(life, (sums.get(life) ?? 0) + timeOfVisit(visit));
  }
  return [...sums.values()];
}

const noTime: VisitParts = { blockedMs: 0, workMs: 0, gateMs: 0, queueMs: 0, retryGapMs: 0 };

const addParts = (list: readonly VisitParts[]): VisitParts =>
  list.reduce(
    (sum, parts) => ({
      blockedMs: sum.blockedMs + parts.blockedMs,
      workMs: sum.workMs + parts.workMs,
      gateMs: sum.gateMs + parts.gateMs,
      queueMs: sum.queueMs + parts.queueMs,
      retryGapMs: sum.retryGapMs + parts.retryGapMs,
    }),
    noTime,
  );

/** Attempts that failed, were released or abandoned ÷ claimed attempts. */
export const retryRate = (attempts: readonly AttemptSpan[]): Ratio =>
  ratio(attempts.filter(({ status }) => isUnsuccessful(status)).length, attempts.length);
