/**
 * `kill -9` in front of every file operation that changes anything: after each of them the same command finishes what it
 * began, nothing is half-written, the history verifies, and nobody else is held up.
 */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  copyOfCli,
  filesBelow,
  freshFolder,
  halfWritten,
  item,
  prepare,
  removeFolder,
  run,
  runSync,
} from './processes.ts';

/** The calls that change a file system, and opening. Each is counted by itself; `write` also goes to stdout and wakes threads. */
const calls = [
  'mkdir',
  'fsync',
  'link',
  'unlink',
  'rename',
  'write',
  'pwrite64',
  'linkat',
  'unlinkat',
  'openat',
];
const others = ['mkdirat', 'renameat', 'renameat2', 'fdatasync', 'ftruncate', 'symlink'];
const steps = [
  '  - {key: one, order: 1, parallelizable: true}',
  '  - {key: two, order: 1, parallelizable: true}',
].join('\n');

const strace = runSync(['strace', '--version'], '/').code === 0;
if (!strace)
  console.warn('Skipped: there is no strace here, so nothing can be killed on the spot.');
const describeHere = strace ? describe : describe.skip;

describeHere('kill -9 at every system call that opens or changes a file', () => {
  let folder: string;
  let cli: string;
  let copies = 0;

  beforeAll(() => {
    folder = freshFolder('crash');
    cli = copyOfCli(path.join(folder, 'cli'));
  });
  afterAll(() => removeFolder(folder));

  const orchestrator = (...args: readonly string[]): readonly string[] => [
    process.execPath,
    cli,
    ...args,
  ];
  const on = (command: string, step: string, executor: string, ...more: readonly string[]) => [
    ...orchestrator(command, '--work-item', item, '--step', step, '--executor', executor),
    ...['--actor', 'ada', '--json', ...more],
  ];

  /** What is done before, in a checkout that every kill gets a copy of. */
  function prepared(name: string, ...before: readonly (readonly string[])[]): string {
    const root = path.join(folder, name);
    prepare(cli, root, steps);
    for (const command of before) {
      const ran = runSync(command, root);
      expect([ran.code, ran.code === 0 ? '' : ran.stdout + ran.stderr]).toEqual([0, '']);
    }
    return root;
  }

  interface Command {
    readonly root: string;
    readonly command: readonly string[];
    /** What somebody else does at the same place, and must be able to. */
    readonly other: readonly string[];
    /** Slots of the records, as patterns, of which all or none are there. */
    readonly together: readonly RegExp[];
  }

  /** @returns whether the command was killed at all */
  async function killAt({ root, command, other, together }: Command, injected: string, k: number) {
    const copy = path.join(folder, `copy-${(copies += 1)}`);
    fs.cpSync(root, copy, { recursive: true });
    const inject = ['-e', `trace=${injected}`, '-e', `inject=${injected}:signal=KILL:when=${k}`];
    const killed = await run(
      ['strace', '-f', '-qqq', '-o', '/dev/null', ...inject, ...command],
      copy,
    );
    if (killed.code === 0) {
      removeFolder(copy);
      return false;
    }
    const said: Record<string, unknown> = {};
    said['half-written after the kill'] = halfWritten(copy);

    // Half of the copies are first met by somebody else, the others by the same command again.
    const others = async (): Promise<void> => void (said['other'] = brief(await run(other, copy)));
    if (k % 2 === 0) await others();
    said['again'] = brief(await run(command, copy));
    if (k % 2 === 1) await others();

    const files = filesBelow(path.join(copy, 'artifacts'));
    said['records'] = together.filter((slot) => !files.some((file) => slot.test(file)));
    said['half-written'] = halfWritten(copy);
    said['turnstiles'] = filesBelow(path.join(copy, '.git')).filter((file) =>
      file.endsWith('.turnstile'),
    );
    const verified = await run(orchestrator('verify', '--json'), copy);
    said['verify'] = [verified.code, (JSON.parse(verified.stdout) as { ok: unknown }).ok];
    expect({ k, injected, ...said }).toEqual({
      k,
      injected,
      'half-written after the kill': [],
      other: '0',
      again: '0',
      records: [],
      'half-written': [],
      turnstiles: [],
      verify: [0, true],
    });
    removeFolder(copy);
    return true;
  }

  const brief = ({ code, stdout, stderr }: Awaited<ReturnType<typeof run>>): string =>
    code === 0 ? '0' : `${code}: ${stdout}${stderr}`;

  /** Every place where one of the calls is made; two at a time. @returns how often each was the last one */
  async function killEverywhere(command: Command): Promise<Readonly<Record<string, number>>> {
    const kills: Record<string, number> = {};
    for (const call of [...calls, ...others]) {
      let next = 1;
      let last = Number.POSITIVE_INFINITY;
      const worker = async (): Promise<void> => {
        while (next < last) {
          const k = next++;
          if (await killAt(command, call, k)) kills[call] = (kills[call] ?? 0) + 1;
          else last = Math.min(last, k);
        }
      };
      await Promise.all([worker(), worker()]);
    }
    return kills;
  }

  /** All of them, and they were many: otherwise nothing was tried. */
  async function expectKills(command: Command): Promise<void> {
    const kills = await killEverywhere(command);
    for (const call of ['fsync', 'link', 'unlink']) expect(kills[call] ?? 0).toBeGreaterThan(1);
    expect(Object.values(kills).reduce((sum, one) => sum + one, 0)).toBeGreaterThan(20);
  }

  const claimTwo = (): readonly string[] => on('claim', 'two', 'bob');

  test('claim: its launch and its claim appear together', async () => {
    const command = {
      root: prepared('claim'),
      command: on('claim', 'one', 'ann'),
      other: claimTwo(),
      together: [/^decisions\/wi\/one\.1\.json$/, /^claims\/wi\/one\.1\.json$/],
    };
    await expectKills(command);
  }, 180_000);

  test('complete', async () => {
    const command = {
      root: prepared('complete', on('claim', 'one', 'ann')),
      command: on('complete', 'one', 'ann', '--outcome', 'Done', '--next-action', 'Go on'),
      other: claimTwo(),
      together: [/^handoff\/wi\/.*\.json$/],
    };
    await expectKills(command);
  }, 180_000);

  test('schedule: two launches and the view', async () => {
    const command = {
      root: prepared('schedule'),
      command: orchestrator('schedule', '--work-item', item, '--json'),
      other: claimTwo(),
      together: [/^decisions\/wi\/one\.1\.json$/, /^decisions\/wi\/two\.1\.json$/],
    };
    await expectKills(command);
  }, 180_000);
});
