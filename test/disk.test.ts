/** A disk that is full, and one that is read-only: exit 6, nothing half-written, and later the same command goes through. */
import { spawnSync } from 'node:child_process';
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
  runSync,
  type Ran,
} from './processes.ts';

const steps = [
  '  - {key: one, order: 1, parallelizable: true}',
  '  - {key: two, order: 1, parallelizable: true}',
  '  - {key: three, order: 2}',
].join('\n');

const mount = (...args: readonly string[]): boolean => spawnSync('/bin/mount', args).status === 0;

function mayMount(): boolean {
  const folder = freshFolder('mount');
  const may = mount('-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder);
  if (may) spawnSync('/bin/umount', [folder]);
  else console.warn('Skipped: this machine does not let us mount a disk.');
  removeFolder(folder);
  return may;
}

const describeHere = mayMount() ? describe : describe.skip;

describeHere('a disk of one megabyte', () => {
  let folder: string;
  let cli: string;
  let disks = 0;

  beforeAll(() => {
    folder = freshFolder('disk');
    cli = copyOfCli(path.join(folder, 'cli'));
  });
  afterAll(() => removeFolder(folder));

  const orchestrator = (...args: readonly string[]): readonly string[] => [
    process.execPath,
    cli,
    ...args,
    '--json',
  ];
  const on = (command: string, step: string, ...more: readonly string[]) =>
    orchestrator(command, '--work-item', item, '--step', step, '--actor', 'ada', ...more);
  const claim = () => on('claim', 'one');
  const complete = () => on('complete', 'one', '--outcome', 'Done', '--next-action', 'Go on');
  const schedule = () => orchestrator('schedule', '--work-item', item);

  /** A disk of its own with a checkout; `before` is done on it. */
  function withDisk(
    before: readonly (() => readonly string[])[],
    use: (root: string) => void,
  ): void {
    const root = path.join(folder, `disk-${(disks += 1)}`);
    fs.mkdirSync(root);
    expect(mount('-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', root)).toBe(true);
    try {
      prepare(cli, root, steps);
      for (const command of before) expect(runSync(command(), root).code).toBe(0);
      use(root);
    } finally {
      spawnSync('/bin/umount', ['--lazy', root]);
    }
  }

  const told = ({ code, stdout, stderr }: Ran): unknown => {
    const document = JSON.parse(stdout === '' ? '{}' : stdout) as { error?: { code?: unknown } };
    return { code, error: document.error?.code, stderr };
  };
  const later = { code: 6, error: 'storage-failed', stderr: '' };

  function expectClean(root: string): void {
    const { code, stdout } = runSync(orchestrator('verify'), root);
    expect([code, JSON.parse(stdout)]).toEqual([0, expect.objectContaining({ violations: [] })]);
    expect(halfWritten(root)).toEqual([]);
    const left = filesBelow(path.join(root, '.git')).filter((file) => /turnstile$/.test(file));
    expect(left).toEqual([]);
    const temporary = filesBelow(path.join(root, 'artifacts')).filter((file) =>
      path.basename(file).startsWith('.'),
    );
    expect(temporary).toEqual([]);
  }

  /** Leaves so many bytes free. */
  function fill(root: string, free: number): void {
    const filler = path.join(root, 'filler');
    fs.rmSync(filler, { force: true });
    const { bavail, bsize } = fs.statfsSync(root);
    fs.writeFileSync(filler, Buffer.alloc(Math.max(0, bavail * bsize - free)));
  }

  describe.each([
    ['claim', [], claim],
    ['complete', [claim], complete],
    ['schedule', [], schedule],
  ] as const)('%s', (_, before, command) => {
    test('full: exit 6, nothing half-written; with more and more room it goes through', () => {
      withDisk(before, (root) => {
        const codes: (number | null)[] = [];
        for (let pages = 0; pages <= 40 && codes.at(-1) !== 0; pages += 1) {
          fill(root, pages * 4096);
          const ran = runSync(command(), root);
          codes.push(ran.code);
          if (ran.code !== 0) expect(told(ran)).toEqual(later);
          expect(halfWritten(root)).toEqual([]);
        }
        expect(codes.slice(0, 2)).toEqual([6, 6]);
        expect(codes.at(-1)).toBe(0);
        expectClean(root);
      });
    }, 60_000);

    test('full, then freed: the same command succeeds, and others do', () => {
      for (const pages of [0, 1, 2, 3, 4]) {
        withDisk(before, (root) => {
          fill(root, pages * 4096);
          const ran = runSync(command(), root);
          if (ran.code !== 0) expect(told(ran)).toEqual(later);
          fs.rmSync(path.join(root, 'filler'));
          expect(told(runSync(command(), root))).toMatchObject({ code: 0 });
          const other = on('claim', 'two', '--executor', 'bob');
          expect(told(runSync(other, root))).toMatchObject({ code: 0 });
          expectClean(root);
        });
      }
    }, 60_000);

    test('read-only: exit 6, and nothing changes; views answer', () => {
      withDisk(before, (root) => {
        expect(mount('-o', 'remount,ro', root)).toBe(true);
        const files = filesBelow(root);
        expect(told(runSync(command(), root))).toEqual(later);
        expect(filesBelow(root)).toEqual(files);
        for (const view of [
          ['status', '--work-item', item],
          ['explain', '--work-item', item],
          ['list'],
          ['verify'],
        ])
          expect([view, runSync(orchestrator(...view), root).code]).toEqual([view, 0]);
        expect(mount('-o', 'remount,rw', root)).toBe(true);
        expect(told(runSync(command(), root))).toMatchObject({ code: 0 });
        expectClean(root);
      });
    }, 60_000);
  });
});
