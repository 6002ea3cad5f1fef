/** The store on a branch when it can't be reached or locked, and when git itself is not what it should be. */
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { at, claim, newRoot, on, registerWi, textAt } from './cli.ts';
import {
  error,
  fakeGit,
  labWithItem,
  refusedHere,
  nobodyCanRun,
  runAsNobody,
  tip,
  type Complaint,
  type Lab,
} from './git-store-lab.ts';

const refusedClaim = (lab: Lab): Complaint =>
  refusedHere(lab, on('claim', 'a'), { exit: 6, code: 'storage-failed', says: '', hint: '' });

describe('a lock that a killed git left in the repository of the user', () => {
  test('it is explained, and never removed', () => {
    const lab = labWithItem();
    const lock = path.join(lab.bare, 'refs/heads/orchestrator.lock');
    fs.writeFileSync(lock, '');
    const { message, hint } = refusedClaim(lab);
    expect(message).toMatch(/is locked by .*remote\.git\/.*heads\/orchestrator\.lock/);
    expect(hint).toContain('remove that file');
    expect(fs.existsSync(lock)).toBe(true);
    // Reading needs no lock.
    expect(lab.ok('status', '--work-item', 'wi')).toMatchObject({ workItemId: 'wi' });
    fs.rmSync(lock);
    claim(lab, 'a');
  });

  test('in a repository that is its own remote', () => {
    const lab = labWithItem();
    lab.git('remote', 'remove', 'origin');
    lab.ok(...registerWi);
    const lock = path.join(lab.dir, '.git/refs/heads/orchestrator.lock');
    fs.writeFileSync(lock, '');
    const ran = lab.run(...on('claim', 'a'), '--json');
    expect([ran.code, error(ran).message]).toEqual([
      6,
      expect.stringMatching(/is locked by .*orchestrator\.lock/),
    ]);
    expect(fs.existsSync(lock)).toBe(true);
  });
});

describe('a remote that is gone', () => {
  test.each([['before it is ever read'], ['after it was read once']])('%s', (when) => {
    const lab = labWithItem();
    if (when.startsWith('before')) {
      fs.rmSync(path.join(lab.dir, '.git/orchestrator'), { recursive: true });
    }
    fs.renameSync(lab.bare, `${lab.bare}.away`);
    for (const args of [on('claim', 'a'), ['status', '--work-item', 'wi'], ['list'], ['verify']]) {
      const ran = lab.run(...args, '--json');
      expect([args[0], ran.code, ran.stderr]).toEqual([args[0], 6, '']);
      expect(error(ran)).toMatchObject({
        code: 'storage-failed',
        message: expect.stringMatching(/no repository where .*remote\.git/),
        hint: expect.stringContaining('store.remote'),
      });
    }
    fs.renameSync(`${lab.bare}.away`, lab.bare);
    claim(lab, 'a');
  });

  test('between the read and the push: nothing is written, and the command can be repeated', () => {
    const lab = labWithItem();
    const away = `${lab.bare}.away`;
    // The user's own repository is what goes: just before git would push to it.
    const PATH = fakeGit(
      `case " $* " in *' push '*) mv ${lab.bare} ${away};; esac\nexec $REAL "$@"`,
    );
    const ran = lab.runWith({ PATH }, ...on('claim', 'a'), '--json');
    expect([ran.code, error(ran).code]).toEqual([
      6,
      expect.stringMatching(/storage-failed|outcome-unknown/),
    ]);
    fs.renameSync(away, lab.bare);
    expect(claim(lab, 'a')).toMatchObject({ claimed: true });
    expect(lab.inBare('rev-list', '--count', 'orchestrator')).toBe('2');
  });
});

const describeAsNobody = nobodyCanRun() ? describe : describe.skip;
describeAsNobody('a repository that may only be read', () => {
  test('reading works, writing says what is missing, nothing is written', () => {
    const lab = labWithItem();
    lab.ok('list');
    execFileSync('chmod', ['-R', 'a-w,a+rX', lab.bare]);
    const before = tip(lab);
    const read = runAsNobody(lab, 'status', '--work-item', 'wi', '--json');
    expect([read.code, read.stderr, at(read.json, 'workItemId')]).toEqual([0, '', 'wi']);
    const ran = runAsNobody(lab, ...on('claim', 'a', '--actor', 'bob'), '--json');
    expect([ran.code, ran.stderr, tip(lab)]).toEqual([6, '', before]);
    expect(error(ran)).toMatchObject({
      code: 'storage-failed',
      message: expect.stringContaining('no write permission'),
      hint: expect.stringContaining('write access'),
    });
    execFileSync('chmod', ['-R', 'u+w', lab.bare]);
  });

  test('a checkout that may only be read: the clone has no place, and it is said', () => {
    const lab = labWithItem();
    fs.rmSync(path.join(lab.dir, '.git/orchestrator'), { recursive: true });
    runAsNobody(lab, '--version');
    execFileSync('chmod', ['-R', 'a-w', lab.dir]);
    const ran = runAsNobody(lab, 'status', '--work-item', 'wi', '--json');
    execFileSync('chmod', ['-R', 'u+w', lab.dir]);
    expect([ran.code, ran.stderr]).toEqual([6, '']);
    expect(error(ran)).toMatchObject({
      code: 'storage-failed',
      hint: expect.stringContaining('writable'),
    });
  });
});

describe('git', () => {
  test.each([
    ['none at all', 'exit', /git is not installed/],
    ['one that is too old: usage errors', 'echo "usage: git [--version]" >&2; exit 129', /too old/],
    [
      'one that is too old: unknown options',
      `case " $* " in *' init '*) echo "error: unknown option \\\`object-format'" >&2; exit 129;; *' fetch '*) echo "error: unknown option" >&2; exit 129;; esac; exec $REAL "$@"`,
      /too old/,
    ],
  ])('%s', (name, body, says) => {
    const lab = labWithItem();
    fs.rmSync(path.join(lab.dir, '.git/orchestrator'), { recursive: true });
    const before = lab.files();
    const PATH = name === 'none at all' ? newRoot().dir : fakeGit(body);
    const ran = lab.runWith({ PATH }, ...on('claim', 'a', '--actor', 'bob'), '--json');
    expect([ran.code, ran.stderr]).toEqual([6, '']);
    expect(error(ran)).toMatchObject({
      code: 'storage-failed',
      message: expect.stringMatching(says),
      hint: expect.stringContaining('2.31'),
    });
    expect(Object.keys(lab.files()).filter((file) => !file.startsWith('.git/'))).toEqual(
      Object.keys(before).filter((file) => !file.startsWith('.git/')),
    );
    expect(textAt(claim(lab, 'a'), 'step')).toBe('a');
    expect(at(lab.ok('verify'), 'ok')).toBe(true);
  });
});
