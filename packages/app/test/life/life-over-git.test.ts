/** The same random lives on a branch of a repository: the same answers, and byte for byte the same records. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createGitStore, type GitStore } from '@orchestrator/stores';
import { createReal, type Real } from './act.ts';
import type { Action } from './actions.ts';
import { anyWalk } from './choice.ts';
import { walkAlong } from './walk.ts';

/** How many walks, and which; more of them before a release. */
const walks = Number(process.env['ORCHESTRATOR_GIT_WALKS'] ?? '30');
const seed = Number(process.env['ORCHESTRATOR_WALK_SEED'] ?? '20261121');
let folder: string;
let remote: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'orchestrator-lives-'));
  remote = path.join(folder, 'remote.git');
  execFileSync('git', ['init', '--quiet', '--bare', remote]);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const git = (...args: readonly string[]): string =>
  execFileSync('git', ['-C', remote, ...args], { encoding: 'utf8', maxBuffer: 2 ** 26 });

/** The records on a branch: blob by path. Views are left out. */
function recordsOn(branch: string): ReadonlyMap<string, string> {
  const lines = git('ls-tree', '-r', branch).split('\n');
  const rows = lines.filter((line) => line !== '').map((line) => line.split(/[ \t]/));
  return new Map(
    rows.flatMap(([, , blob = '', file = '']) => (isRecord(file) ? [[file, blob] as const] : [])),
  );
}

const isRecord = (file: string): boolean => !/^artifacts\/(schedule|exports)\//.test(file);

/** What git calls these bytes. */
function blobsOf(files: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const records = [...files].filter(([file]) => isRecord(file));
  return new Map(
    records.map(([file, text]) => [
      file,
      execFileSync('git', ['hash-object', '--stdin'], { input: text, encoding: 'utf8' }).trim(),
    ]),
  );
}

const answerOf = async (real: Real, action: Action): Promise<string> => {
  const answer = await real.act(action);
  return answer.ok ? 'carried out' : answer.refusal.code;
};

describe('random lives on a branch', () => {
  test(`leave what they leave in memory (${walks} walks, seed ${seed})`, async () => {
    let turn = 0;
    await fc.assert(
      fc.asyncProperty(anyWalk(20), async (walk) => {
        const { versions } = walk;
        turn += 1;
        const memory = createReal(versions);
        const actions = await walkAlong(walk, { real: memory });
        const stores: GitStore[] = [];
        const branch = `walk-${turn}`;
        const real = createReal(versions, (machine) => {
          const clone = path.join(folder, `${branch}-${machine}`);
          const store = createGitStore({ remote, branch, clone });
          stores.push(store);
          return store;
        });
        for (const [state, digest] of memory.digests) real.digests.set(state, digest);
        const again = createReal(versions);
        for (const [state, digest] of memory.digests) again.digests.set(state, digest);
        for (const action of actions) {
          const wanted = await answerOf(again, action);
          expect([action, await answerOf(real, action)]).toEqual([action, wanted]);
        }
        stores.forEach((store) => store.close());
        expect(recordsOn(branch)).toEqual(blobsOf(memory.memory.files));
      }),
      // A smaller example would take as long again for each step of the way.
      { numRuns: walks, seed, endOnFailure: true },
    );
  }, 600_000);
});
