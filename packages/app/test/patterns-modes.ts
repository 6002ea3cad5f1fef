/** One item worked off in two ways: recorded directly, and by uploads that collectors bring in. */
import {
  claim,
  collect,
  complete,
  decideAtGate,
  requeue,
  schedule,
  type Deps,
} from '@orchestrator/app';
import { scheduleView, type ItemState, type ScheduleView, type Store } from '@orchestrator/core';
import { createOutboxStore, filesBelow } from '@orchestrator/stores';
import type { WrittenWorkflow } from '../../core/test/workflows.ts';
import type { Oracle, Choose } from './patterns-oracle.ts';
import { createWorld, granted, item, type World, type Written } from './world.ts';

export interface Setting {
  readonly written: Written & Pick<WrittenWorkflow, 'gates'>;
  readonly oracle: Oracle;
  readonly pick: Choose;
  /** Another opening of the one store, as another process has it. */
  readonly open: () => Store;
  /** A new empty folder for uploads. */
  readonly newFolder: () => string;
}

/** More fields that handoffs are made of: criteria, outputs, plain words. */
export const enriched = ({ steps, gates }: WrittenWorkflow): Setting['written'] => ({
  steps: steps.map((step, index) => ({
    ...step,
    ...(index % 2 === 0 && {
      exitCriteria: [{ id: 'made', type: 'file_exists', path: `out/${step.key}` }, 'It is good'],
      outputs: [`out/${step.key}`],
      definitionOfDone: 'Somebody can use it',
    }),
  })),
  gates,
});

const mostRounds = 800;
const executorLimits = [undefined, 1, 2];
const pickOne = <Value>(pick: Choose, values: readonly Value[]): Value | undefined =>
  values[pick(values.length)];

type Act = () => Promise<unknown>;

/** Whoever takes part: what they are given, with a clock that says what the oracle says. */
interface Participant {
  readonly at: (now: string) => Deps;
}

/** Somebody who may write, with a world of his own on the store. */
function writer(
  { written, open }: Setting,
  machine: string,
): Participant & { readonly world: World } {
  const store = open();
  const world = createWorld(written, { machine, reach: () => store });
  return { world, at: (now) => ({ ...world.deps, clock: { now: () => now } }) };
}

/** Somebody who may only read: what he makes becomes files in a folder. */
function reader({ at }: Participant, inner: Store, folder: string): Participant {
  const store = createOutboxStore(inner, folder);
  return { at: (now) => ({ ...at(now), store }) };
}

const doClaim = ({ at }: Participant, { oracle }: Setting, step: string, k: number) =>
  claim(at(oracle.at('claim', step, k)), {
    ...{ item, step, actor: oracle.actor(step, k), nonce: oracle.nonce(step, k) },
    executor: { kind: 'job', id: oracle.executor(step), run: `${k}`, job: step },
  });

const doComplete = ({ at }: Participant, { oracle }: Setting, step: string, k: number) =>
  complete(at(oracle.at('end', step, k)), {
    ...{ item, step, attempt: String(k), status: oracle.status(step, k) },
    ...{ actor: oracle.actor(step, k), executor: oracle.executor(step) },
    ...{ nonce: oracle.nonce(step, k), outcome: oracle.words(step, k) },
  });

const doRequeue = ({ at }: Participant, { oracle }: Setting, step: string, k: number) =>
  requeue(at(oracle.at('requeue', step, k)), {
    ...{ item, step, actor: oracle.person(step, k), reason: `Attempt ${k}: again` },
  });

/** Every judge votes once for the state that is shown, until there are enough. */
const votes = (who: Participant, { oracle }: Setting, view: ScheduleView): readonly Act[] =>
  view.gates.flatMap(({ key, state, approvals, approvedBy, digest = '' }) =>
    state !== 'pending'
      ? []
      : Array.from({ length: approvals }, (_, index) => `judge-${index}`)
          .filter((actor) => !approvedBy.includes(actor))
          .map(
            (actor) => () =>
              granted(
                decideAtGate(who.at(oracle.at('vote', key, actor)), {
                  ...{ item, decision: 'approve', gate: key, actor, reason: '', followUps: [] },
                  shown: digest,
                }),
              ),
          ),
  );

/** A scheduler looks at its own clock, and launches as many as it is told. */
const scheduler = (setting: Setting, who: Participant): Act => {
  const executors = pickOne(setting.pick, executorLimits);
  const now = new Date(Date.parse('2027-01-01T00:00:00Z') + setting.pick(1e9)).toISOString();
  return () =>
    granted(schedule(who.at(now), { item, ...(executors !== undefined && { executors }) }));
};

/** Steps that wait for a person, with the number of their next attempt. */
function toRequeue(
  state: ItemState,
  { blockedSteps }: ScheduleView,
): readonly (readonly [string, number])[] {
  return blockedSteps
    .filter(({ reasons }) => reasons.some(({ code }) => code === 'requeue'))
    .map(({ key }) => {
      const last = state.steps.find(({ planned }) => planned.step.key === key)?.last?.k ?? 0;
      return [key, last + 1] as const;
    });
}

async function registerIn(setting: Setting): Promise<void> {
  const store = setting.open();
  await granted(createWorld(setting.written, { reach: () => store }).register());
}

/** Everything by direct commits. */
export async function directly(setting: Setting): Promise<World> {
  const { pick } = setting;
  await registerIn(setting);
  const people = [writer(setting, 'one'), writer(setting, 'two')];
  const [first] = people;
  if (first === undefined) throw new Error('nobody');
  for (let round = 0; round < mostRounds; round += 1) {
    const who = pickOne(pick, people) ?? first;
    const state = await who.world.stateNow();
    const view = scheduleView(state);
    if (view.done) {
      await granted(schedule(who.world.deps, { item }));
      return who.world;
    }
    const acts: Act[] = [
      scheduler(setting, who),
      ...view.readySteps.map((it) => () => granted(doClaim(who, setting, it.key, it.attempt))),
      ...view.runningSteps.map((it) => () => granted(doComplete(who, setting, it.key, it.attempt))),
      ...votes(who, setting, view),
      ...toRequeue(state, view).map(
        ([step, k]) =>
          () =>
            granted(doRequeue(who, setting, step, k)),
      ),
    ];
    await pickOne(pick, acts)?.();
  }
  throw new Error('It never came to an end.');
}

/** Claims by a plan job or by the legs themselves, outcomes always by upload, collected in any grouping and order. */
export async function byUploads(setting: Setting): Promise<World> {
  const { pick } = setting;
  await registerIn(setting);
  const writers = [writer(setting, 'plan'), writer(setting, 'other')];
  const [first] = writers;
  if (first === undefined) throw new Error('nobody');
  const collectors = [writer(setting, 'c1'), writer(setting, 'c2'), writer(setting, 'c3')];
  /** What legs see of the store. */
  const views = [setting.open(), setting.open()] as const;
  const inbox = new Set<string>();
  const taken = new Set<string>();
  for (let round = 0; round < mostRounds; round += 1) {
    const who = pickOne(pick, writers) ?? first;
    const state = await who.world.stateNow();
    const view = scheduleView(state);
    if (view.done && inbox.size === 0) {
      await granted(schedule(who.world.deps, { item }));
      return who.world;
    }
    /** A leg with a folder of its own: what it does there waits for a collector. */
    const leg =
      (name: string, work: (leg: Participant) => Promise<void>): Act =>
      async () => {
        const folder = setting.newFolder();
        await work(reader(who, pickOne(pick, views) ?? views[0], folder));
        inbox.add(folder);
        taken.add(name);
      };
    const free = (name: string): boolean => !taken.has(name);
    const acts: Act[] = [
      scheduler(setting, who),
      ...view.readySteps
        .filter((it) => free(`${it.key}.${it.attempt}`))
        .flatMap((it) => [
          () => granted(doClaim(who, setting, it.key, it.attempt)),
          leg(`${it.key}.${it.attempt}`, async (own) => {
            await granted(doClaim(own, setting, it.key, it.attempt));
            await granted(doComplete(own, setting, it.key, it.attempt));
          }),
        ]),
      ...view.runningSteps
        .filter((it) => free(`${it.key}.${it.attempt}`))
        .map((it) =>
          leg(`${it.key}.${it.attempt}`, async (own) => {
            await granted(doComplete(own, setting, it.key, it.attempt));
          }),
        ),
      ...votes(who, setting, view),
      ...toRequeue(state, view).flatMap(([step, k]) => [
        () => granted(doRequeue(who, setting, step, k)),
        leg(`requeue ${step}.${k}`, async (own) => {
          await granted(doRequeue(own, setting, step, k));
        }),
      ]),
      ...(inbox.size > 0 ? [() => collectSome(setting, collectors, inbox)] : []),
    ];
    await pickOne(pick, acts)?.();
  }
  throw new Error('It never came to an end.');
}

/** Refusals of what has to wait for something else; it stays in the inbox. */
const mayWait = new Set(['step-not-launchable', 'attempt-not-claimed', 'illegal', 'executor-busy']);

/** One to three collectors at once, each with some of the folders; some folders go to two of them. */
async function collectSome(
  { pick }: Setting,
  all: readonly Participant[],
  inbox: Set<string>,
): Promise<void> {
  const collectors = all.slice(0, 1 + pick(all.length));
  const chosen = [...inbox].filter(() => pick(3) > 0);
  const parts = collectors.map((): string[] => []);
  for (const folder of chosen) {
    parts[pick(parts.length)]?.push(folder);
    if (pick(4) === 0) parts[pick(parts.length)]?.push(folder);
  }
  const refused = await Promise.all(
    collectors.map(({ at }, index) => {
      const now = new Date(Date.parse('2028-01-01T00:00:00Z') + pick(1e9)).toISOString();
      return collectPart(at(now), parts[index] ?? [], pick(2) === 0);
    }),
  );
  const waiting = new Set(refused.flat());
  for (const folder of chosen) if (!waiting.has(folder)) inbox.delete(folder);
}

/** @returns the folders that have to be collected again */
async function collectPart(
  deps: Deps,
  folders: readonly string[],
  recheck: boolean,
): Promise<readonly string[]> {
  const files = folders.flatMap((folder, place) =>
    filesBelow(folder).map((file) => ({ ...file, name: `${place}/${file.name}` })),
  );
  const { report } = await granted(collect(deps, { files, recheck }));
  return report.refused.map(({ file, code, message }) => {
    if (!mayWait.has(code)) throw new Error(`${file}: ${code}: ${message}`);
    return folders[Number(file.slice(0, file.indexOf('/')))] ?? '';
  });
}

/** The tree but for the views. */
export const withoutViews = (
  files: Iterable<readonly [string, string]>,
): ReadonlyMap<string, string> =>
  new Map(
    [...files]
      .filter(([file]) => !/^artifacts\/(schedule|exports)\//.test(file))
      .sort(([one], [other]) => (one < other ? -1 : 1)),
  );
