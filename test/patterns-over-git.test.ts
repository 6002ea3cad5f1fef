/** FR-029 over real git: the same facts, pushed directly or collected from uploads, make the same trees. */
import { execFileSync } from 'node:child_process';
import * as path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { verify } from '@orchestrator/app';
import { createGitStore, type GitStore } from '@orchestrator/stores';
import { byUploads, directly, enriched } from '../packages/app/test/patterns-modes.ts';
import { oracleFrom, pickFrom } from '../packages/app/test/patterns-oracle.ts';
import { newFolder, removeFolders } from '../packages/app/test/uploads.ts';
import { granted, item } from '../packages/app/test/world.ts';
import { anyWorkflow } from '../packages/core/test/workflows.ts';
import { freshFolder, removeFolder } from './processes.ts';

/** How many random workflows, and which; more of them before a release: ORCHESTRATOR_GIT_PATTERN_RUNS=25. */
const runs = Number(process.env['ORCHESTRATOR_GIT_PATTERN_RUNS'] ?? '3');
const seed = Number(process.env['ORCHESTRATOR_PATTERN_SEED'] ?? Date.now() % 2 ** 31);
let folder: string;
let remote: string;

beforeAll(() => {
  folder = freshFolder('patterns');
  remote = path.join(folder, 'remote.git');
  execFileSync('git', ['init', '--quiet', '--bare', remote]);
});
afterAll(() => {
  removeFolders();
  removeFolder(folder);
});

const git = (...args: readonly string[]): string =>
  execFileSync('git', ['-C', remote, ...args], { encoding: 'utf8' }).trim();

/** Mode, object id and path of every file but the views. */
const tree = (branch: string): readonly string[] =>
  git('ls-tree', '-r', branch)
    .split('\n')
    .filter((line) => !/\tartifacts\/(schedule|exports)\//.test(line));

/** Everybody who takes part has a clone of his own. */
function branchOf(branch: string) {
  const stores: GitStore[] = [];
  const open = (): GitStore => {
    const clone = path.join(folder, `${branch}-${stores.length}`);
    const store = createGitStore({ remote, branch, clone });
    stores.push(store);
    return store;
  };
  return { open, close: () => stores.forEach((store) => store.close()) };
}

const small = anyWorkflow.filter(({ steps }) => steps.length <= 5);

describe('directly, and by uploads', () => {
  test(`the same objects (${runs} workflows, seed ${seed})`, async () => {
    let turn = 0;
    await fc.assert(
      fc.asyncProperty(small, fc.nat(), fc.nat(), async (workflow, facts, choices) => {
        turn += 1;
        const setting = {
          ...{ written: enriched(workflow), oracle: oracleFrom(facts), newFolder },
          pick: pickFrom(choices),
        };
        const [one, two] = [branchOf(`direct-${turn}`), branchOf(`uploads-${turn}`)];
        const direct = await directly({ ...setting, open: one.open });
        const collected = await byUploads({ ...setting, open: two.open });
        expect(tree(`uploads-${turn}`)).toEqual(tree(`direct-${turn}`));
        for (const { deps } of [direct, collected]) {
          expect((await granted(verify(deps, { item }))).report.violations).toEqual([]);
        }
        one.close();
        two.close();
        removeFolders();
        // Records only ever come, on both.
        for (const branch of [`uploads-${turn}`, `direct-${turn}`]) {
          const touched = git('log', '--diff-filter=MD', '--name-only', '--format=', branch);
          expect(
            touched.split('\n').filter((it) => it !== '' && !it.includes('/schedule/')),
          ).toEqual([]);
        }
      }),
      // A smaller example would take as long again for each step of the way.
      { numRuns: runs, seed, endOnFailure: true },
    );
  }, 1_200_000);
});
