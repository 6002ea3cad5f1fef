/** Whatever is left of a history, and whatever its records cite: it can be looked at, and nothing is written over it. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { explain, history, next, schedule, status, verify } from '@orchestrator/app';
import { readItem, recordText, type AnyStored, type JsonValue } from '@orchestrator/core';
import { createMemoryStore, sha256 } from '@orchestrator/stores';
import { granted } from '../world.ts';
import { createReal } from './act.ts';
import { anyWalk, type Walk } from './choice.ts';
import { walkAlong } from './walk.ts';

const item = 'item-1';
type Random = Iterator<number>;
const draw = (random: Random, below: number): number => random.next().value % Math.max(1, below);

/** What a walk leaves: the item's own records, and all files of the others. */
async function walked(walk: Walk) {
  const real = createReal(walk.versions);
  await walkAlong(walk, { real });
  const { files } = await real.memory.read(item);
  const others = [...real.memory.files].filter(([path]) => !path.includes(item));
  return { files, records: readItem(item, files).records, others };
}

/** All views answer, and a command that writes is refused or harmless. */
async function lookAt(walk: Walk, files: readonly (readonly [string, string])[]): Promise<void> {
  const memory = createMemoryStore(new Map(files));
  const { deps } = createReal(walk.versions, () => memory);
  const state = await status(deps, item);
  for (const view of [explain, next, history]) expect((await view(deps, item)).ok).toBe(state.ok);
  const isDamaged = state.ok && state.view.damaged.length > 0;
  const { violations } = (await granted(verify(deps, { item }))).report;
  if (isDamaged) expect(violations).not.toEqual([]);
  const before = new Map(memory.files);
  const scheduled = await schedule(deps, { item });
  if (isDamaged) expect([scheduled.ok, memory.files]).toEqual([false, before]);
}

/** The same records in another order, each citing any of those before it. */
function scramble(records: readonly AnyStored[], random: Random): [string, string][] {
  const known: string[] = [];
  const refs = records.flatMap((it) =>
    it.kind === 'launch' ? [[it.record.step, it.record.k] as const] : [],
  );
  const someRefs = () =>
    Array.from({ length: draw(random, 4) }, () => refs[draw(random, refs.length)]);
  return [...records]
    .map((stored) => ({ stored, place: draw(random, 1000) }))
    .sort((one, other) => one.place - other.place)
    .map(({ stored: { path, kind, record } }) => {
      const cites = kind !== 'registration' && known.length > 0;
      const causes = Array.from(
        { length: cites ? 1 + draw(random, 3) : 0 },
        () => known[draw(random, known.length)],
      );
      const text = recordText({
        ...record,
        causes,
        ...('voids' in record && { voids: someRefs() }),
        ...('covers' in record && { covers: someRefs() }),
        ...('predecessors' in record && { predecessors: someRefs() }),
        ...('undoes' in record && { undoes: known[draw(random, known.length)] ?? record.undoes }),
      } as unknown as JsonValue);
      known.push(sha256(text));
      return [path, text];
    });
}

describe('a life that is not whole', () => {
  test('any subset of its records', async () => {
    await fc.assert(
      fc.asyncProperty(anyWalk(30), fc.infiniteStream(fc.nat({ max: 5 })), async (walk, random) => {
        const { files, others } = await walked(walk);
        const some = files.filter(
          ({ path }) => path.includes('/work-items/') || random.next().value > 0,
        );
        await lookAt(walk, [...some.map(({ path, text }) => [path, text] as const), ...others]);
      }),
      { numRuns: 150, seed: Number(process.env['ORCHESTRATOR_WALK_SEED'] ?? '20261121') },
    );
  });

  test('records with random causes, and with references to whatever attempts', async () => {
    await fc.assert(
      fc.asyncProperty(anyWalk(30), fc.infiniteStream(fc.nat()), async (walk, random) => {
        const { records, others } = await walked(walk);
        await lookAt(walk, [...scramble(records, random), ...others]);
      }),
      { numRuns: 150, seed: Number(process.env['ORCHESTRATOR_WALK_SEED'] ?? '20261121') },
    );
  });
});
