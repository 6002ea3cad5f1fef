/** A sample of the kills of `git-crash.ts`, and full disks: the same command goes on, and nothing is lost or there twice. */
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { claimOf, lookAfter, makePlace, runIn } from './git-crash-lab.ts';
import type { Point } from './git-crash-points.ts';
import { crash, makeGround, type Crash, type Ground } from './git-crash-sweep.ts';
import { tryGit } from './kit/git-server/git.ts';
import { copyOfCli, freshFolder, removeFolder, runSync } from './processes.ts';

const strace = runSync(['strace', '--version'], '/').code === 0;
if (!strace) console.warn('Skipped in part: there is no strace here, so no call can be killed.');
const testWithStrace = strace ? test : test.skip;

let folder: string;
let cli: string;
beforeAll(() => {
  folder = freshFolder('git-crash');
  cli = copyOfCli(path.join(folder, 'cli'));
});
afterAll(() => removeFolder(folder));

const grounds: Ground[] = [];
afterAll(async () => {
  for (const { server } of grounds) await server?.close();
});
async function groundAt(name: string, isWarm: boolean, overHttp: boolean): Promise<Ground> {
  const ground = await makeGround(path.join(folder, name), cli, isWarm, overHttp);
  grounds.push(ground);
  return ground;
}

/** The point is there, and all is well afterwards. */
async function expectSurvival(ground: Ground, point: Point, othersFirst: boolean): Promise<Crash> {
  const ended = await crash(ground, point, othersFirst);
  expect([point, ended.killed, ended.problems]).toEqual([point, true, []]);
  return ended;
}

describe('kill -9, by path', () => {
  let ground: Ground;
  beforeAll(async () => {
    ground = await groundAt('by path', true, false);
  }, 60_000);

  test('the command, around its push: it may have landed', async () => {
    const run = ground.runs;
    const ends = [
      await expectSurvival(ground, { dies: 'command', run, moment: 'before' }, false),
      await expectSurvival(ground, { dies: 'command', run, moment: 'after' }, true),
    ];
    expect(ends.map(({ landed }) => landed)).toEqual([false, true]);
    await expectSurvival(ground, { dies: 'command', run, moment: 'during' }, true);
  }, 60_000);

  test('the command, around the gits before', async () => {
    for (const [index, moment] of (['during', 'after', 'before'] as const).entries()) {
      const run = ground.runs - 1 - index;
      await expectSurvival(ground, { dies: 'command', run, moment }, index === 1);
    }
  }, 60_000);

  testWithStrace(
    'the command, while it keeps its nonce',
    async () => {
      await expectSurvival(ground, { dies: 'command at', call: 'fsync', k: 1 }, false);
      await expectSurvival(ground, { dies: 'command at', call: 'fsync', k: 2 }, true);
    },
    60_000,
  );

  testWithStrace(
    'git, while it makes the commit and while it pushes',
    async () => {
      const { runs } = ground;
      await expectSurvival(ground, { dies: 'git', run: runs - 1, call: 'write', k: 2 }, true);
      await expectSurvival(ground, { dies: 'git', run: runs, call: 'write', k: 3 }, false);
    },
    60_000,
  );
});

describe('kill -9, over HTTP', () => {
  test('the command, for the first time in its checkout', async () => {
    const ground = await groundAt('for the first time', false, true);
    const run = ground.runs;
    await expectSurvival(ground, { dies: 'command', run, moment: 'during' }, false);
    await expectSurvival(ground, { dies: 'command', run: 3, moment: 'after' }, true);
  }, 60_000);

  testWithStrace(
    'git on the server: at most a lock is left, and the message names it',
    async () => {
      const ground = await groundAt('server', true, true);
      const locked = await expectSurvival(ground, { dies: 'server', call: 'rename', k: 1 }, false);
      expect(locked).toMatchObject({ locks: 1, landed: false });
      const point = { dies: 'server', call: 'write', k: 4 } as const;
      expect((await expectSurvival(ground, point, true)).locks).toBe(0);
    },
    60_000,
  );
});

const mount = (...args: readonly string[]): boolean => spawnSync('/bin/mount', args).status === 0;

function mayMount(): boolean {
  const at = freshFolder('mount');
  const may = mount('-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', at);
  if (may) spawnSync('/bin/umount', [at]);
  else console.warn('Skipped: this machine does not let us mount a disk.');
  removeFolder(at);
  return may;
}

(mayMount() ? describe : describe.skip)('a full disk', () => {
  /** Leaves so many bytes free. @returns what frees the disk again */
  function fill(disk: string, free: number): () => void {
    const filler = path.join(disk, 'filler');
    const { bavail, bsize } = fs.statfsSync(disk);
    fs.writeFileSync(filler, Buffer.alloc(Math.max(0, bavail * bsize - free)));
    return () => fs.rmSync(filler, { force: true });
  }

  test.each([
    ['of the repository', 'now/remote.git'],
    ['of the checkout', 'now/checkout'],
  ])(
    '%s: exit 6 and the branch as it was; then the same command goes through',
    async (name, at) => {
      const here = path.join(folder, `disk ${name}`);
      fs.mkdirSync(here);
      const place = await makePlace(here, cli, true);
      const disk = path.join(here, at);
      const copy = path.join(here, 'copy');
      fs.cpSync(disk, copy, { recursive: true });
      expect(mount('-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', disk)).toBe(true);
      try {
        fs.cpSync(copy, disk, { recursive: true });
        const tip = async () =>
          (await tryGit(place.repository, ['rev-parse', 'orchestrator'])).stdout;
        const before = await tip();
        const codes: number[] = [];
        for (const free of [0, 4096]) {
          const release = fill(disk, free);
          const { code, stdout } = await runIn(place)(claimOf(cli, 'one', 'ann'));
          codes.push(code);
          if (code !== 0)
            expect([JSON.parse(stdout), await tip()]).toEqual([
              expect.objectContaining({ error: expect.anything() as unknown }),
              before,
            ]);
          release();
        }
        expect(codes[0]).toBe(6);
        expect((await lookAfter(place, cli, false)).problems).toEqual([]);
      } finally {
        spawnSync('/bin/umount', ['--lazy', disk]);
      }
    },
    90_000,
  );
});
