/** FR-029 at work: the same facts, recorded directly or by collectors, make the same tree, byte for byte. */
import { afterAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Store } from '@orchestrator/core';
import { createMemoryStore } from '@orchestrator/stores';
import { anyWorkflow, type WrittenWorkflow } from '../../core/test/workflows.ts';
import { byUploads, directly, enriched, withoutViews } from './patterns-modes.ts';
import { oracleFrom, pickFrom } from './patterns-oracle.ts';
import { newFolder, removeFolders } from './uploads.ts';

/** How many random workflows, and which; more of them before a release: ORCHESTRATOR_PATTERN_RUNS=1000. */
const runs = Number(process.env['ORCHESTRATOR_PATTERN_RUNS'] ?? '100');
const seed = Number(process.env['ORCHESTRATOR_PATTERN_SEED'] ?? Date.now() % 2 ** 31);
afterAll(removeFolders);

const anyCase = fc.record({
  workflow: anyWorkflow,
  facts: fc.nat(),
  one: fc.nat(),
  other: fc.nat(),
});
type Case = typeof anyCase extends fc.Arbitrary<infer Value> ? Value : never;

/** What was read before is not parsed again, as the store in a checkout does it; `verify` looks afresh. */
function remembering(store: Store): Store {
  const seen = new Set<string>();
  return {
    ...store,
    read: async (of) => {
      const { files, version } = await store.read(of);
      const known = files.map((file) =>
        seen.has(`${file.path} ${file.id}`) ? { ...file, checked: true as const } : file,
      );
      for (const { path, id } of files) seen.add(`${path} ${id}`);
      return { files: known, version };
    },
  };
}

/** What both ways lead to. @param bent a store that is not what it should be */
async function both(
  { workflow, facts, one, other }: Case,
  bent: (store: Store) => Store = remembering,
  ways: readonly [Way, Way] = [directly, byUploads],
) {
  const written = enriched(workflow);
  const oracle = oracleFrom(facts);
  const results = [];
  for (const [index, way] of ways.entries()) {
    const memory = createMemoryStore();
    const store = bent(memory);
    const pick = pickFrom(index === 0 ? one : other);
    const world = await way({ written, oracle, pick, newFolder, open: () => store });
    results.push({ world, tree: withoutViews(memory.files) });
  }
  removeFolders();
  return results;
}
type Way = typeof directly;

const count = (files: readonly string[], part: string): number =>
  files.filter((file) => file.includes(part)).length;

describe('directly, and by uploads', () => {
  test(`the same tree (${runs} workflows, seed ${seed})`, async () => {
    const seen = { requeues: 0, secondAttempts: 0, votes: 0 };
    await fc.assert(
      fc.asyncProperty(anyCase, async (it) => {
        const [direct, collected] = await both(it);
        expect(collected?.tree).toEqual(direct?.tree);
        expect(await direct?.world.violations()).toEqual([]);
        expect(await collected?.world.violations()).toEqual([]);
        const files = [...(direct?.tree.keys() ?? [])];
        seen.requeues += count(files, '/retry.');
        seen.secondAttempts += count(files, '.2.json');
        seen.votes += count(files, '/gate.');
      }),
      { numRuns: runs, seed },
    );
    // Otherwise it would say little.
    for (const often of Object.values(seen)) expect(often).toBeGreaterThan(runs / 10);
  }, 900_000);
});

describe('what the comparison finds', () => {
  const workflow: WrittenWorkflow = {
    steps: ['a', 'b', 'c'].map((key, index) => ({
      ...{ key, order: index + 1, parallelizable: index < 2, resources: [] },
      retry: { maxAttempts: 2 },
    })),
    gates: [],
  };
  /** Changes launches that a scheduler records by itself: a mistake that is put into it. */
  const bentScheduler =
    (change: (text: string, records: number) => string) =>
    (store: Store): Store => ({
      ...store,
      append: async (of, append, version) => {
        const isScheduler = append.records.every(({ path }) => path.includes('/decisions/'));
        const { length } = (await store.read(of)).files;
        const records = append.records.map(({ path, text }) => ({
          path,
          text: isScheduler ? change(text, length) : text,
        }));
        return store.append(of, { ...append, records }, version);
      },
    });
  /** How the two ways come out with a mistake, for some seeds. */
  async function outcomes(bent: (store: Store) => Store, ways: readonly [Way, Way]) {
    const found = new Set<string>();
    for (let facts = 0; facts < 10; facts += 1) {
      const result = await both(
        { workflow, facts, one: facts + 100, other: facts + 200 },
        bent,
        ways,
      )
        .then(([one, two]) => {
          const trees = [one, two].map((it) => JSON.stringify([...(it?.tree ?? [])]));
          return trees[0] === trees[1] ? 'equal' : 'trees differ';
        })
        .catch((error: unknown) =>
          String(error)
            .replace(/^[^:]*: \S*: /, '')
            .slice(0, 40),
        );
      found.add(result);
    }
    return [...found];
  }
  const clock = (): ((text: string) => string) => {
    let time = Date.parse('2029-01-01T00:00:00Z');
    return (text) =>
      text.replace(/"at":"[^"]*"/, () => `"at":"${new Date((time += 1)).toISOString()}"`);
  };

  test('nothing, when there is no mistake', async () => {
    expect(
      await outcomes(
        bentScheduler((text) => text),
        [directly, byUploads],
      ),
    ).toEqual(['equal']);
    expect(
      await outcomes(
        bentScheduler((text) => text),
        [directly, directly],
      ),
    ).toEqual(['equal']);
  });

  test('a launch with the clock of the scheduler', async () => {
    expect(await outcomes(bentScheduler(clock()), [directly, directly])).toContain('trees differ');
    expect(await outcomes(bentScheduler(clock()), [directly, byUploads])).not.toContain('equal');
  });

  test('a launch that tells how much there was when somebody looked', async () => {
    const looked = (text: string, records: number): string =>
      text.replace(/"rank":\d+/, `"rank":${records}`);
    expect(await outcomes(bentScheduler(looked), [directly, directly])).toContain('trees differ');
  });

  test('a collector that writes its own time into what it collects', async () => {
    const stamped = async (setting: Parameters<Way>[0]): ReturnType<Way> => {
      const now = clock();
      const open = (): Store => {
        const store = setting.open();
        return {
          ...store,
          append: (of, append, version) =>
            store.append(
              of,
              {
                ...append,
                records: append.records.map(({ path, text }) => ({
                  path,
                  text: path.includes('/handoff/')
                    ? now(text.replace('"timestamp"', '"at"')).replace('"at"', '"timestamp"')
                    : text,
                })),
              },
              version,
            ),
        };
      };
      return byUploads({ ...setting, open });
    };
    expect(await outcomes((store) => store, [directly, stamped])).not.toContain('equal');
  });
});
