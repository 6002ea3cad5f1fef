/** Whatever is commanded in whatever order: the history of a run is legal, and its files are what its records come to. */
import { afterAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  attemptViewSchema,
  itemOfPath,
  runFile,
  runRecordSchema,
  type Store,
} from '@orchestrator/core';
import { createWorktreeStore, type MemoryStore } from '@orchestrator/stores';
import { filesBelow, freshFolder, removeFolder } from '../../../stores/test/folders.ts';
import { anyRunWalk, carryOut, kinds, type Move } from './run-walks.ts';
import { startedRun, threeGates } from './run-world.ts';

const written = { ...threeGates, gates: [{ key: 'seen', after: 'intake', returnTo: 'intake' }] };
const seed = Number(process.env['ORCHESTRATOR_WALK_SEED'] ?? '20261122');
const folders: string[] = [];
afterAll(() => folders.forEach(removeFolder));

/** Every file of a store, by path. */
type ReadAll = () => Promise<ReadonlyMap<string, string>>;

interface Kept {
  readonly reach: (memory: MemoryStore) => Store;
  readonly readAll: (memory: MemoryStore) => ReadAll;
}

const inMemory = (): Kept => ({
  reach: (memory) => memory,
  readAll: (memory) => () => Promise.resolve(new Map(memory.files)),
});

function inFiles(): Kept {
  const root = freshFolder('run-walks');
  folders.push(root);
  const store = createWorktreeStore(root);
  return {
    reach: () => store,
    readAll: () => async () => {
      const below = filesBelow(root).filter((path) => path.startsWith('orchestration/'));
      const texts = below.map(async (path) => [path, (await store.readView(path)) ?? ''] as const);
      return new Map(await Promise.all(texts));
    },
  };
}

/** Walks, and looks at everything after each move. @returns how often each kind was carried out */
async function walk(
  { reach, readAll }: Kept,
  { mode, moves }: { readonly mode: 'manual' | 'pipeline'; readonly moves: readonly Move[] },
): Promise<readonly string[]> {
  const world = await startedRun(mode, written, { reach });
  const files = readAll(world.memory);
  const done: string[] = [];
  let before = await files();
  for (const move of moves) {
    const result = await carryOut(world, world, move);
    const after = await files();
    if (result.ok) done.push(move.kind);
    // `gate start` may record the requeue before it is refused the claim.
    else if (move.kind !== 'start') expect(after).toEqual(before);
    expect(await world.stale(world.item)).toEqual([]);
    expect(await world.violationsOf()).toEqual([]);
    expectOnlyAdded(before, after, result.ok ? move.kind : 'refused');
    before = after;
  }
  expectReadable(before, world.item);
  return done;
}

/** Records never change; files of attempts do when a rejection takes them back, or an agent was called for the last one. */
function expectOnlyAdded(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
  kind: string,
): void {
  for (const [path, text] of before) {
    expect(after.has(path)).toBe(true);
    if (itemOfPath(path) !== undefined) expect(after.get(path)).toBe(text);
    if (!/\/gates\/G\d\/attempt-\d+\.json$/.test(path) || kind === 'reject') continue;
    const [one, other] = [text, after.get(path) ?? ''];
    if (kind !== 'invoke') expect(other).toBe(one);
    else expect(withoutInvocations(other)).toEqual(withoutInvocations(one));
  }
}

const withoutInvocations = (text: string): object => ({
  ...attemptViewSchema.parse(JSON.parse(text)),
  invocation_ids: [],
});

function expectReadable(files: ReadonlyMap<string, string>, item: string): void {
  expect(files.has(runFile(item))).toBe(true);
  for (const [path, text] of files) {
    if (path.includes('/gates/')) attemptViewSchema.parse(JSON.parse(text));
    if (path.endsWith('/RUN.json')) runRecordSchema.parse(JSON.parse(text));
  }
}

describe('random walks of a run', () => {
  test.each([
    ['in memory', inMemory, 120, 3],
    ['in files', inFiles, 20, 0],
  ] as const)('%s', async (_, keep, numRuns, often) => {
    const counts = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(anyRunWalk(30), async (it) => {
        for (const kind of await walk(keep(), it)) counts.set(kind, (counts.get(kind) ?? 0) + 1);
      }),
      { numRuns, seed },
    );
    // The walks are worth something only when every command is carried out often; those in files are a part of the others.
    const rare = kinds.filter((kind) => (counts.get(kind) ?? 0) < often);
    expect([rare, Object.fromEntries(counts)]).toEqual([[], expect.anything()]);
  });
});
