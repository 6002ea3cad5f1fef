/**
 * Which record is missing, or not as it was, when another one cites what is not there. The ids of causes say nothing
 * about slots; what the citing record itself says, and what lies around it, does.
 */
import type { Damage } from '../bytes/read-record.ts';
import { restoreHint } from '../bytes/read-record.ts';
import {
  baselineSlot,
  blockerSlot,
  claimSlot,
  handoffSlot,
  journalSlot,
  launchSlot,
  migrationSlot,
  registrationSlot,
  requeueSlot,
  reviewSlot,
  reworkSlot,
  transferSlot,
} from '../bytes/slots.ts';
import type { AttemptRef } from '../model/attempt.ts';
import type { AnyStored } from '../model/records.ts';
import type { Plan } from '../schedule/plan.ts';

interface Neighbours {
  readonly all: readonly AnyStored[];
  readonly byPath: ReadonlyMap<string, AnyStored>;
  readonly plan: Plan | undefined;
}

/** One damage for each record that an orphan misses; for the orphan itself where no slot can be named. */
export function describeMissing(
  orphans: readonly AnyStored[],
  all: readonly AnyStored[],
  plan?: Plan,
): readonly Damage[] {
  const around = { all, byPath: new Map(all.map((stored) => [stored.path, stored])), plan };
  const ids = new Set(all.map(({ id }) => id));
  return orphans.flatMap((orphan) => {
    const count = orphan.record.causes.filter((cause) => !ids.has(cause)).length;
    const paths = [...new Set(namesOf(orphan, around))].slice(0, count);
    if (paths.length === 0)
      return [damage(orphan.path, `${orphan.path} builds on a record that is not there.`)];
    return paths.map((path) =>
      damage(
        path,
        around.byPath.has(path)
          ? `It is not as it was when ${orphan.path} was built on it.`
          : `${orphan.path} builds on it, and it is not there.`,
      ),
    );
  });
}

const damage = (path: string, detail: string): Damage => ({
  code: 'missing-cause',
  path,
  detail,
  hint: restoreHint(path.includes('*') ? path.slice(0, path.lastIndexOf('/')) : path),
});

/** Slots whose records the orphan should cite but doesn't, the surest first. */
function namesOf(orphan: AnyStored, around: Neighbours): readonly string[] {
  const { causes, workItemId: item } = orphan.record;
  const notCited = (path: string): boolean => {
    const there = around.byPath.get(path);
    return there === undefined || !causes.includes(there.id);
  };
  switch (orphan.kind) {
    case 'registration':
      return [];
    case 'claim':
      return [launchSlot(item, orphan.record.step, orphan.record.k)];
    case 'handoff':
      return claimsOf(orphan.record.step.key, orphan.record.attemptId, item, around).filter(
        notCited,
      );
    case 'requeue':
      return endOf(item, [orphan.record.step, orphan.record.k - 1], around).filter(notCited);
    case 'launch':
      return [...causesOfLaunch(orphan.record, item, around)].filter(notCited);
    case 'approval':
      return [...orphan.record.links, registrationSlot(item)].filter(notCited);
    case 'rework': {
      const last = around.all.filter(({ kind }) => kind === 'baseline').length;
      const voids = orphan.record.voids.filter((ref) =>
        recordsOf(item, ref, around).every(notCited),
      );
      const ends = voids.flatMap((ref) => recordsOf(item, ref, around).slice(0, 1));
      return [
        ...orphan.record.links.filter(notCited),
        ...ends,
        baselineSlot(item, Math.max(1, last)),
        baselineSlot(item, last + 1),
      ].filter(notCited);
    }
    case 'review': {
      const { n, links } = orphan.record;
      const earlier = n > 1 ? [reviewSlot(item, n - 1)] : [];
      return [...earlier, ...links, registrationSlot(item)].filter(notCited);
    }
    case 'blocker':
      return [registrationSlot(item)];
    case 'resolution':
      return [blockerSlot(item, orphan.record.blocker)];
    case 'transfer': {
      const { n, step } = orphan.record;
      return [n > 1 ? transferSlot(item, n - 1, step) : registrationSlot(item)];
    }
    case 'migration': {
      const { n } = orphan.record;
      return [n > 1 ? migrationSlot(item, n - 1) : registrationSlot(item)];
    }
    case 'correction':
      return [orphan.record.path];
    case 'baseline': {
      const { n, links } = orphan.record;
      return [n > 1 ? baselineSlot(item, n - 1) : registrationSlot(item), ...links].filter(
        notCited,
      );
    }
  }
}

/** The claim of the attempt with this label; where none has it, the slots without a claim, else claims that no outcome cites. */
function claimsOf(
  step: string,
  label: string,
  item: string,
  { all, byPath }: Neighbours,
): readonly string[] {
  const claims = all.filter((it) => it.kind === 'claim' && it.record.step === step);
  const named = claims.filter((it) => it.kind === 'claim' && it.record.attemptId === label);
  const empty = all.flatMap((it) => {
    if (it.kind !== 'launch' || it.record.step !== step) return [];
    const slot = claimSlot(item, step, it.record.k);
    return byPath.has(slot) ? [] : [slot];
  });
  const cited = new Set(all.flatMap((it) => (it.kind === 'handoff' ? it.record.causes : [])));
  const uncited = claims.filter(({ id }) => !cited.has(id));
  return [...named.map(({ path }) => path), ...empty, ...uncited.map(({ path }) => path)];
}

/** The handoff of an attempt; its name is known only through the claim, so where that is gone, the claim. */
function endOf(item: string, [step, k]: AttemptRef, { byPath }: Neighbours): readonly string[] {
  const path = claimSlot(item, step, k);
  const claim = byPath.get(path);
  return claim?.kind === 'claim'
    ? [handoffSlot(item, step, claim.record.attemptId, claim.record.at)]
    : [path];
}

/** The slots of an attempt, its latest record first. */
function recordsOf(item: string, ref: AttemptRef, around: Neighbours): readonly string[] {
  const slots = [...endOf(item, ref, around), claimSlot(item, ...ref), launchSlot(item, ...ref)];
  return [...slots.filter((path) => around.byPath.has(path)), ...slots];
}

function* causesOfLaunch(
  { step, k, predecessors, requeuedBy, causes }: Extract<AnyStored, { kind: 'launch' }>['record'],
  item: string,
  around: Neighbours,
): Generator<string> {
  yield* bindingSlots(item, causes, around);
  for (const ref of predecessors) yield* endOf(item, ref, around);
  if (k > 1) {
    const claimed = around.byPath.has(claimSlot(item, step, k - 1));
    if (claimed) yield* endOf(item, [step, k - 1], around);
    if (requeuedBy === undefined) yield* whatLetItStart(item, step, k, causes, around);
  }
  if (k === 1 && around.all.some(({ kind }) => kind === 'migration'))
    yield* endsUnderOtherNames(item, causes, around);
  yield* votesInFront(step, item, causes, around);
  yield* around.all
    .filter(({ kind }) => kind === 'approval' || kind === 'rework')
    .map(({ path }) => path);
}

/** The registration, or the migration that it was made under; of a binding that is there, the launch cites it. */
function* bindingSlots(
  item: string,
  causes: readonly string[],
  { all, byPath }: Neighbours,
): Generator<string> {
  const first = byPath.get(registrationSlot(item));
  const migrations = all.filter(({ kind }) => kind === 'migration');
  const isCited = ({ id }: AnyStored): boolean => causes.includes(id);
  if (migrations.some(isCited) || (first !== undefined && isCited(first))) return;
  if (first === undefined && migrations.length === 0) yield registrationSlot(item);
  yield migrationSlot(item, migrations.length + 1);
  yield* migrations.map(({ path }) => path);
  yield registrationSlot(item);
}

/** After a migration a step's first attempt under a new name has the end of one under the old name as cause. */
function* endsUnderOtherNames(
  item: string,
  causes: readonly string[],
  { all, byPath }: Neighbours,
): Generator<string> {
  for (const it of all) {
    if (it.kind !== 'claim') continue;
    const end = handoffSlot(item, it.record.step, it.record.attemptId, it.record.at);
    const there = byPath.get(end);
    if (there === undefined) yield end;
    else if (causes.includes(there.id)) {
      yield requeueSlot(item, it.record.step, it.record.k + 1);
      yield reworkSlot(item, it.record.step, it.record.k);
    }
  }
}

/** What let attempt k start: a requeue after a bad end, a rework after a good one. */
function* whatLetItStart(
  item: string,
  step: string,
  k: number,
  causes: readonly string[],
  around: Neighbours,
): Generator<string> {
  const lists = around.all.filter(
    (it) => it.kind === 'rework' && it.record.voids.some(([key, n]) => key === step && n === k - 1),
  );
  const requeue = around.byPath.get(requeueSlot(item, step, k));
  if ([...lists, requeue].some((it) => it !== undefined && causes.includes(it.id))) return;
  const [end] = endOf(item, [step, k - 1], around);
  const before = end === undefined ? undefined : around.byPath.get(end);
  const endedWell = before?.kind === 'handoff' && before.record.status === 'completed';
  if (!endedWell) yield requeueSlot(item, step, k);
  yield* lists.map(({ path }) => path);
  yield reworkSlot(item, ...rejectedBehind(item, [step, k - 1], around));
}

/** Of an attempt that was made void and what it was built on: the first that was tried again, for that was sent back. */
function rejectedBehind(item: string, ref: AttemptRef, around: Neighbours): AttemptRef {
  const launch = around.byPath.get(launchSlot(item, ...ref));
  if (launch?.kind !== 'launch') return ref;
  const again = launch.record.predecessors.find(([key, n]) =>
    around.byPath.has(launchSlot(item, key, n + 1)),
  );
  return again === undefined ? ref : rejectedBehind(item, again, around);
}

/** Votes of a gate in front that too few are left of; nobody knows any more whose they were. */
function* votesInFront(
  step: string,
  item: string,
  causes: readonly string[],
  { plan, all }: Neighbours,
): Generator<string> {
  for (const gate of plan?.byKey.get(step)?.gates ?? []) {
    const votes = all.filter(
      (it) => (it.kind === 'approval' || it.kind === 'review') && it.record.gate === gate.key,
    );
    const counted = votes.filter(({ id }) => causes.includes(id)).length;
    if (counted >= gate.approvals) continue;
    const changed = votes.filter(({ id }) => !causes.includes(id));
    yield* changed.map(({ path }) => path);
    const reviews = all.filter(({ kind }) => kind === 'review').length;
    const isReviewed = gate.kind === 'handoff' && !votes.some(({ kind }) => kind === 'approval');
    if (isReviewed) yield reviewSlot(item, reviews + 1);
    yield journalSlot(item, `gate.${gate.key}.*`);
  }
}
