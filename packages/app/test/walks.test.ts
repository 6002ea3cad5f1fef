/** Random walks: whatever is commanded in whatever order, history stays legal and there is always a way on. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  decideLaunches,
  explainView,
  fold,
  historyEntries,
  nextView,
  readItem,
  recordText,
  scheduleView,
  statusView,
  verifyItem,
  viewText,
  type AnyStored,
  type ItemState,
  type JsonValue,
  type StoredFile,
} from '@orchestrator/core';
import { sha256 } from '@orchestrator/stores';
import type { WrittenWorkflow } from '../../core/test/workflows.ts';
import { given, item, type World } from './world.ts';
import { anyWalk, carryOut, finish, type Command } from './walks.ts';

const ids = { sha256 };

/** A state without an obvious next thing to do for anybody. */
async function expectWayOn(world: World): Promise<void> {
  const view = await world.viewNow();
  const keys = [view.readySteps, view.runningSteps, view.blockedSteps, view.completedSteps]
    .flat()
    .map(({ key }) => key);
  expect(keys.sort()).toEqual((await world.stateNow()).plan.steps.map((it) => it.step.key).sort());
  const wayOn =
    view.done ||
    view.readySteps.length > 0 ||
    view.runningSteps.length > 0 ||
    view.gates.some(({ state }) => state === 'pending') ||
    view.blockedSteps.some(({ reasons }) => reasons.some(({ code }) => code === 'requeue'));
  expect(wayOn ? 'a way on' : view).toBe('a way on');
}

async function walked(written: WrittenWorkflow, commands: readonly Command[]): Promise<World> {
  const world = await given(written);
  for (const command of commands) await carryOut(world, written, command);
  return world;
}

describe('random walks', () => {
  test('every step keeps verify clean, each step in one place, a way on; refusals write nothing', async () => {
    const counts: Record<string, number> = {};
    await fc.assert(
      fc.asyncProperty(anyWalk(30), async ({ written, commands }) => {
        const world = await given(written);
        for (const command of commands) {
          const before = new Map(world.memory.files);
          const result = await carryOut(world, written, command);
          if (result?.ok === false) {
            expect(world.memory.files).toEqual(before);
            continue;
          }
          if (result !== undefined) counts[command.kind] = (counts[command.kind] ?? 0) + 1;
          for (const [path, text] of before) {
            if (!path.includes('/schedule/')) expect(world.memory.files.get(path)).toBe(text);
          }
          await expectWayOn(world);
          if (world.memory.files.size > before.size) expect(await world.violations()).toEqual([]);
        }
        await finish(world);
        expect(await world.violations()).toEqual([]);
      }),
      { numRuns: 400, seed: Number(process.env['ORCHESTRATOR_WALK_SEED'] ?? '20261121') },
    );
    // The walks are worth something only when every command is carried out often.
    const rare = Object.entries(counts).filter(([, count]) => count < 10);
    expect([rare, Object.keys(counts).length]).toEqual([[], 11]);
  });

  test('the order of the files changes no byte of the schedule and of the launches', async () => {
    await fc.assert(
      fc.asyncProperty(anyWalk(24), fc.infiniteStream(fc.nat()), async (walk, random) => {
        const world = await walked(walk.written, walk.commands);
        const { files } = await world.memory.read(item);
        const { plan } = await world.stateNow();
        const bytes = (list: readonly StoredFile[]) => {
          const read = readItem(item, list);
          if (read.registration === undefined) throw new Error('not registered');
          const state = fold({ ...read, registration: read.registration }, [plan], ids);
          const view = viewText(scheduleView(state) as unknown as JsonValue);
          return [view, ...decideLaunches({ state, ids }).map(({ text }) => text)];
        };
        expect(bytes(shuffle(files, random))).toEqual(bytes(files));
      }),
      { numRuns: 60 },
    );
  });
});

describe('the fold accepts any records', () => {
  test('any subset of a history', async () => {
    await fc.assert(
      fc.asyncProperty(anyWalk(30), fc.infiniteStream(fc.nat({ max: 3 })), async (walk, random) => {
        const world = await walked(walk.written, walk.commands);
        const { files } = await world.memory.read(item);
        const { plan } = await world.stateNow();
        const some = files.filter(
          ({ path }) => path.includes('/work-items/') || random.next().value > 0,
        );
        expectNoThrow(some, plan);
      }),
      { numRuns: 150 },
    );
  });

  test('records with random causes, and with references to whatever attempts', async () => {
    await fc.assert(
      fc.asyncProperty(anyWalk(30), fc.infiniteStream(fc.nat()), async (walk, random) => {
        const world = await walked(walk.written, walk.commands);
        const records = await world.records();
        const { plan } = await world.stateNow();
        expectNoThrow(scramble(records, random), plan);
      }),
      { numRuns: 150 },
    );
  });
});

/** Everything that reads a state, on these files. */
function expectNoThrow(files: readonly StoredFile[], plan: ItemState['plan']): void {
  const read = readItem(item, files);
  if (read.registration === undefined) throw new Error('The registration is always among them.');
  const state = fold({ ...read, registration: read.registration }, [plan], ids);
  verifyItem(state, ids);
  scheduleView(state, 2);
  decideLaunches({ state, ids });
  statusView(state);
  explainView(state);
  nextView(state);
  historyEntries(state.records);
}

type Random = Iterator<number>;
const draw = (random: Random, below: number): number => random.next().value % Math.max(1, below);

/** The same records in another order, each citing any of those before it. */
function scramble(records: readonly AnyStored[], random: Random): readonly StoredFile[] {
  const known: string[] = [];
  const refs = records.flatMap((stored): readonly (readonly [string, number])[] =>
    stored.kind === 'launch' ? [[stored.record.step, stored.record.k]] : [],
  );
  const someRefs = () =>
    Array.from({ length: draw(random, 4) }, () => refs[draw(random, refs.length)] ?? ['a', 1]);
  return shuffle(records, random).map((stored) => {
    const cites = stored.kind !== 'registration' && known.length > 0;
    const causes = Array.from(
      { length: cites ? 1 + draw(random, 3) : 0 },
      () => known[draw(random, known.length)] ?? '',
    );
    const record = {
      ...stored.record,
      causes,
      ...('voids' in stored.record && { voids: someRefs() }),
      ...('covers' in stored.record && { covers: someRefs() }),
      ...('predecessors' in stored.record && { predecessors: someRefs() }),
    };
    const text = recordText(record as unknown as JsonValue);
    const id = sha256(text);
    known.push(id);
    return { path: stored.path, text, id };
  });
}

function shuffle<T>(list: readonly T[], random: Random): readonly T[] {
  const shuffled = [...list];
  for (let index = shuffled.length - 1; index > 0; index -= 1) {
    const other = draw(random, index + 1);
    const [one, two] = [shuffled[index], shuffled[other]];
    if (one === undefined || two === undefined) continue;
    shuffled[index] = two;
    shuffled[other] = one;
  }
  return shuffled;
}
