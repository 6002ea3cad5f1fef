/** When a step may start (semantics §3), and what makes it wait. */
import { gatesBefore, type Row } from './blueprint.ts';
import {
  counting,
  isOpen,
  isRunning,
  lastLive,
  nextNumber,
  openOf,
  phaseOf,
  placeOf,
  triesOf,
  type Life,
  type Model,
  type Try,
} from './life.ts';

/** The items that are still waited for by `blocked-by` links. */
export const waitsFor = (model: Model, life: Life): readonly string[] =>
  life.links
    .filter((link) => link.startsWith('blocked-by:'))
    .map((link) => link.slice('blocked-by:'.length))
    .filter((other) => !life.waived.has(other) && !isItemDone(model, other));

/** A merged item is done when the one that it was merged into is. */
function isItemDone(model: Model, item: string, seen: readonly string[] = []): boolean {
  const other = model.lives.get(item);
  if (other === undefined || seen.includes(item)) return false;
  if (other.ended === 'merged' && other.target !== undefined)
    return isItemDone(model, other.target, [...seen, item]);
  return isDone(other);
}

export function isDone(life: Life): boolean {
  const { blueprint, tries, ended } = life;
  return (
    ended === undefined &&
    blueprint.rows.every(({ key }) => counting(life, key) !== undefined) &&
    !tries.some(isOpen) &&
    blueprint.gates.every((gate) => phaseOf(life, gate) === 'approved')
  );
}

const isItemBlocked = (model: Model, life: Life): boolean =>
  waitsFor(model, life).length > 0 ||
  [...life.blockers.values()].some(({ isOfStep, isOpen: open }) => open && !isOfStep);

export const isStepBlocked = (model: Model, life: Life, key: string): boolean =>
  isItemBlocked(model, life) ||
  [...life.blockers.values()].some(({ step, isOpen: open }) => open && step === key);

const isUnsuccessful = (it: Try | undefined): boolean =>
  it?.end !== undefined && it.end.status !== 'completed';

/** Did the step fail, and neither a person nor its own policy allows another try yet? */
export function needsRequeue(life: Life, { key, retry }: Row): boolean {
  const last = lastLive(life, key);
  if (last === undefined || !isUnsuccessful(last)) return false;
  const failures = triesOf(life, key).filter((it) => !it.isVoid && isUnsuccessful(it)).length;
  return failures >= retry.maxAttempts && last.requeuedBy === undefined;
}

/** May the step be launched, apart from what else is open? */
function isEligible(model: Model, life: Life, row: Row): boolean {
  const { key, needs } = row;
  return (
    life.ended === undefined &&
    counting(life, key) === undefined &&
    openOf(life, key) === undefined &&
    needs.every((on) => counting(life, on) !== undefined) &&
    gatesBefore(life.blueprint, row).every((gate) => phaseOf(life, gate) === 'approved') &&
    !isStepBlocked(model, life, key) &&
    !needsRequeue(life, row)
  );
}

/** What a scheduler launches now, in launch order, with so many executors. */
export function wave(model: Model, life: Life, executors = Infinity): readonly Row[] {
  // An open try runs by the rules of the version that it was launched under.
  const open = life.tries.filter(isOpen).map(({ row }) => row);
  if (open.some(({ parallelizable }) => !parallelizable)) return [];
  const held = new Set(open.flatMap(({ resources }) => resources));
  const launched: Row[] = [];
  let isFirst = true;
  for (const row of life.blueprint.rows.filter((it) => isEligible(model, life, it))) {
    if (!row.parallelizable) {
      if (isFirst && open.length === 0) launched.push(row);
      break;
    }
    isFirst = false;
    if (row.resources.some((resource) => held.has(resource))) continue;
    row.resources.forEach((resource) => held.add(resource));
    launched.push(row);
  }
  return launched.slice(0, Math.max(0, executors - open.length));
}

/** A launched try that somebody may claim. */
export const isClaimable = (model: Model, life: Life, it: Try): boolean =>
  isOpen(it) &&
  !isRunning(it) &&
  life.ended === undefined &&
  it.step !== undefined &&
  !isStepBlocked(model, life, it.step) &&
  !life.tries.some((other) => isRunning(other) && excludes(other.row, it.row));

/** May two never run at once? A rollback can bring back a launch beside what excludes it; then whoever works goes first. */
const excludes = (one: Row, other: Row): boolean =>
  !one.parallelizable ||
  !other.parallelizable ||
  one.resources.some((resource) => other.resources.includes(resource));

/** What may be claimed now: launched and unclaimed, or launched by this walk. In `(order, key)` order. */
export function ready(model: Model, life: Life, executors?: number): readonly string[] {
  const launched = new Set(wave(model, life, executors).map(({ key }) => key));
  return life.blueprint.rows
    .map(({ key }) => key)
    .filter((key) => {
      const open = openOf(life, key);
      return launched.has(key) || (open !== undefined && isClaimable(model, life, open));
    });
}

export function launch(life: Life, { key, needs, ...row }: Row): Try {
  const k = nextNumber(life, key);
  life.numbers.set(key, k);
  const made: Try = {
    ...{ name: `${key}.${k}`, key, k, made: '', ...placeOf(life, key) },
    row: { key, needs, ...row },
    builtOn: needs.flatMap((on) => counting(life, on) ?? []),
    ...{ isVoid: false, isIntegrated: false },
  };
  life.tries.push(made);
  return made;
}
