/** The registration or migration that something was decided under, when it is not the one that is there. */
import { migrationSlot, registrationSlot } from '../../bytes/slots.ts';
import { timeOf, type Stored } from '../../model/records.ts';
import { versionOf, type Around } from './around.ts';
import { outcomeOf } from './attempts.ts';
import { lookAtSeries } from './series.ts';

/** Was it decided under this binding? `undefined`: it can't be told. */
type Fits = (id: string) => boolean | undefined;

/** Slots of the series of migrations, the likeliest first. */
export function* migrationsOf(
  item: string,
  around: Around,
  fits: Fits,
): Generator<readonly string[]> {
  const { migrations } = around;
  const { broken, last, next } = lookAtSeries(migrations, (n) => migrationSlot(item, n), around);
  yield broken;
  const present = migrations.at(-1);
  const isIt = present === undefined ? false : fits(present.id);
  if (isIt === true) yield* [last, next];
  else if (isIt === false) yield* [next, last];
  else yield [...next, ...last];
}

/** What a launch was made under. */
export function* bindingsOf(
  launch: Stored<'launch'>,
  around: Around,
): Generator<readonly string[]> {
  const { workItemId: item } = launch.record;
  const first = registrationSlot(item);
  const there = around.byPath.get(first);
  const fits = fitsLaunch(launch, around);
  // The first migration cites it: where one is there and it is uncited, it was changed.
  const isBroken = there === undefined || around.migrations.length > 0;
  const isIt = isBroken ? true : fits(there.id);
  if (isIt === true) yield [first];
  if (isIt === undefined) yield [first, migrationSlot(item, 1)];
  else yield* migrationsOf(item, around, fits);
  if (isIt === false) yield [first];
}

/** The outcome of an attempt names the version; without one, the time and the definition may tell. */
function fitsLaunch({ record }: Stored<'launch'>, around: Around): Fits {
  const { workItemId: item, step, k, rank, at } = record;
  const outcome = outcomeOf(item, [step, k], around);
  // A launch has the time of its latest cause: was that the one that is missing?
  const there = record.causes.flatMap((id) => around.byId.get(id) ?? []);
  const wasLatest = there.every((cause) => timeOf(cause.record) !== at);
  return (id) => {
    const binding = around.byId.get(id);
    if (binding?.kind !== 'migration' && binding?.kind !== 'registration') return undefined;
    if (outcome !== undefined) return outcome.record.workflow.version === versionOf(binding);
    if (wasLatest) return binding.record.at === at;
    const plan = around.plans.get(id);
    return plan === undefined || plan.byKey.get(step)?.index === rank - 1 ? undefined : false;
  };
}
