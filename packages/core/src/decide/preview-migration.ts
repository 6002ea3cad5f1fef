/** What a migration would do to an item, before it is decided: the same fold, run with it. */
import type { Plan } from '../schedule/plan.ts';
import { walk, type Standing } from '../schedule/walk.ts';
import { isRunning } from '../state/attempt-life.ts';
import { foldWith } from '../state/fold.ts';
import type { ItemState } from '../state/state.ts';
import type { Stored } from '../model/records.ts';
import type { Context } from './decision.ts';

export interface MigrationPreview {
  /** One row for each step of the present version, in `(order, key)` order. */
  readonly steps: readonly {
    readonly step: string;
    readonly state: Standing['kind'];
    /** Its key in the other version; `null`: it is dropped. */
    readonly becomes: string | null;
    /** Absent: it is dropped. */
    readonly stateAfter?: Standing['kind'];
  }[];
  /** Keys of the steps that the other version adds. */
  readonly added: readonly string[];
  /** Keys of completed steps, by their present names, whose result would count no more. */
  readonly reopens: readonly string[];
  /** Keys of completed steps that are dropped: their result counts no more, and is not asked for again. */
  readonly lost: readonly string[];
  /** Keys of approved gates that would have to be approved again, or are no more. */
  readonly approvalsFall: readonly string[];
  /** Keys of the gates that the other version adds and that are not approved. */
  readonly gatesAdded: readonly string[];
  /** Names of attempts that somebody works on, and whose step is dropped. */
  readonly orphaned: readonly string[];
  /** The item as it would be. */
  readonly after: ItemState;
}

/** @param migration as decided, and not stored. */
export function previewMigration(
  { state, ids }: Pick<Context, 'state' | 'ids'>,
  migration: Stored<'migration'>,
  target: Plan,
): MigrationPreview {
  const after = foldWith(state, [migration], ids, [target]);
  const before = walk(state).standings;
  const later = walk(after).standings;
  const { mapping } = migration.record;
  const steps = state.steps.map(({ planned }, index) => {
    const { key } = planned.step;
    const to = Object.hasOwn(mapping, key) ? mapping[key] : undefined;
    const place = to === undefined ? undefined : after.plan.byKey.get(to)?.index;
    const stateAfter = place === undefined ? undefined : later[place]?.kind;
    return {
      step: key,
      state: before[index]?.kind ?? 'blocked',
      becomes: to ?? null,
      ...(stateAfter !== undefined && { stateAfter }),
    };
  });
  const completed = steps.filter(({ state: now }) => now === 'completed');
  const kept = new Set(Object.values(mapping));
  return {
    steps,
    added: after.plan.steps.map(({ step }) => step.key).filter((key) => !kept.has(key)),
    reopens: completed
      .filter(({ becomes, stateAfter }) => becomes !== null && stateAfter !== 'completed')
      .map(({ step }) => step),
    lost: completed.filter(({ becomes }) => becomes === null).map(({ step }) => step),
    approvalsFall: fallenApprovals(state, after),
    gatesAdded: [...after.gates.values()].flatMap(({ gate, phase }) =>
      state.gates.has(gate.key) || phase === 'approved' ? [] : [gate.key],
    ),
    orphaned: after.dropped.filter(isRunning).map(({ step, k }) => `${step}.${k}`),
    after,
  };
}

/** Keys of the gates that are approved in one state and not in the other. */
export const fallenApprovals = (before: ItemState, after: ItemState): readonly string[] =>
  [...before.gates.values()]
    .filter(
      ({ phase, gate }) => phase === 'approved' && after.gates.get(gate.key)?.phase !== 'approved',
    )
    .map(({ gate }) => gate.key);
