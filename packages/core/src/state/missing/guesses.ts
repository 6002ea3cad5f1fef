/** Where the missing cause of a record must have been, by what the record itself says. */
import {
  baselineSlot,
  blockerSlot,
  claimSlot,
  launchSlot,
  migrationSlot,
  registrationSlot,
  reviewSlot,
  transferSlot,
} from '../../bytes/slots.ts';
import type { AnyStored, Stored } from '../../model/records.ts';
import type { Around } from './around.ts';
import { claimsOf, endOf, latestOf } from './attempts.ts';
import { baselinesOf } from './baselines.ts';
import { migrationsOf } from './binding.ts';
import type { Guess, Missed } from './guess.ts';
import { causesOfLaunch } from './launch.ts';

/** Slots that a record should cite and doesn't, the surest first; none of a record that is as it was. */
export function* guessesOf(orphan: AnyStored, missed: Missed, around: Around): Generator<Guess> {
  const causes = new Set(orphan.record.causes);
  const isMissed = (slot: string): boolean => {
    const there = around.byPath.get(slot);
    return there === undefined || (!causes.has(there.id) && !around.cited.has(there.id));
  };
  for (const guess of allGuesses(orphan, missed, causes, around)) {
    const slots = guess.filter(isMissed);
    if (slots.length > 0) yield slots;
  }
}

function allGuesses(
  orphan: AnyStored,
  missed: Missed,
  causes: ReadonlySet<string>,
  around: Around,
): Iterable<Guess> {
  const { workItemId: item } = orphan.record;
  switch (orphan.kind) {
    case 'registration':
      return [];
    case 'launch':
      return causesOfLaunch(orphan, missed, causes, around);
    case 'claim':
      return [[launchSlot(item, orphan.record.step, orphan.record.k)]];
    case 'handoff':
      return claimsOf(orphan, around);
    case 'requeue':
      return [[endOf(item, [orphan.record.step, orphan.record.k - 1], around)]];
    case 'rework':
      return causesOfRework(orphan, causes, around);
    case 'resolution':
      return [[blockerSlot(item, orphan.record.blocker)], [registrationSlot(item)]];
    case 'correction':
      return [[orphan.record.path]];
    case 'approval':
      return eachOf(linksOf(orphan));
    case 'invocation': {
      const { attempt } = orphan.record;
      return [attempt ? [claimSlot(item, ...attempt)] : [registrationSlot(item)]];
    }
    case 'finish':
      // The last outcome of each gate; those of earlier attempts are cited by what came after them.
      return [[registrationSlot(item)], ...eachOf(handoffsIn(around))];
    case 'blocker':
      return underBinding(orphan, around);
    case 'review':
    case 'baseline':
    case 'migration':
    case 'transfer':
      return causesInSeries(orphan, around);
  }
}

const handoffsIn = ({ byPath }: Around): readonly string[] =>
  [...byPath.values()].flatMap(({ kind, path }) => (kind === 'handoff' ? [path] : []));

const eachOf = (slots: readonly string[]): readonly Guess[] => slots.map((slot) => [slot]);

/** What a gate covers (none: the registration). */
const linksOf = ({ record }: Stored<'approval'> | Stored<'review'>): readonly string[] =>
  record.links.length > 0 ? record.links : [registrationSlot(record.workItemId)];

type InSeries = Stored<'review'> | Stored<'baseline'> | Stored<'migration'> | Stored<'transfer'>;

function* causesInSeries(orphan: InSeries, around: Around): Generator<Guess> {
  const { workItemId: item, n } = orphan.record;
  if (n > 1) yield [earlierInSeries(orphan, n - 1)];
  if (orphan.kind === 'review') yield* eachOf(linksOf(orphan));
  else if (orphan.kind === 'transfer') yield* underBinding(orphan, around);
  else if (n === 1) yield [registrationSlot(item)];
  if (orphan.kind === 'baseline') yield* eachOf(orphan.record.links);
}

function earlierInSeries(orphan: InSeries, n: number): string {
  const { workItemId: item } = orphan.record;
  switch (orphan.kind) {
    case 'review':
      return reviewSlot(item, n);
    case 'baseline':
      return baselineSlot(item, n);
    case 'migration':
      return migrationSlot(item, n);
    case 'transfer':
      return transferSlot(item, n, orphan.record.step);
  }
}

/** What names a step under a migration cites it; else the registration. */
function underBinding(
  { record }: Stored<'blocker'> | Stored<'transfer'>,
  around: Around,
): Iterable<Guess> {
  const { step, binding, workItemId: item } = record;
  if (binding === undefined) return [[registrationSlot(item)]];
  if (around.byId.has(binding)) return [];
  return migrationsOf(item, around, (id) => {
    const plan = around.plans.get(id);
    return plan === undefined || step === undefined || plan.byKey.has(step) ? undefined : false;
  });
}

/** The outcomes that the gate covers, a record of every attempt that becomes void, the last baseline record. */
function* causesOfRework(
  { record }: Stored<'rework'>,
  causes: ReadonlySet<string>,
  around: Around,
): Generator<Guess> {
  yield* eachOf(record.links);
  for (const ref of record.voids) yield* latestOf(record.workItemId, ref, causes, around);
  yield* baselinesOf(record, around);
}
