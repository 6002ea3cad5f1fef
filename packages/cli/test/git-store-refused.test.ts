/** The store on a branch when the server declines: what a user sees, and that nothing was written. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { claim, on, registerWi } from './cli.ts';
import {
  changeBranch,
  git,
  hook,
  labWithItem,
  newLab,
  refusedHere,
  tip,
  type Complaint,
  type Lab,
} from './git-store-lab.ts';

const say = (...lines: readonly string[]): string =>
  [...lines.map((line) => `echo '${line}' >&2`), 'exit 1'].join('\n');

const refusedClaim = (lab: Lab): Complaint =>
  refusedHere(lab, on('claim', 'a'), { exit: 6, code: 'storage-failed', says: '', hint: '' });

describe('a server that declines', () => {
  test.each([
    [
      'a protected branch (GH006)',
      'pre-receive',
      say('error: GH006: Protected branch update failed for refs/heads/orchestrator.'),
      /is protected.*GH006/,
      'store.branch in orchestrator.yml',
    ],
    [
      'a ruleset (GH013), from the update hook',
      'update',
      say('error: GH013: Repository rule violations found for refs/heads/orchestrator.'),
      /is protected.*GH013/,
      'without pull requests',
    ],
    [
      'push protection',
      'pre-receive',
      say('error: GH013: Repository rule violations found.', 'GITHUB PUSH PROTECTION'),
      /looks like a secret/,
      'Take the secret out',
    ],
    [
      'no permission, in the words of GitHub',
      'pre-receive',
      say('Permission to ada/store.git denied to bob.'),
      /no write permission/,
      'contents: write',
    ],
    ['a hook without a word', 'update', 'exit 1', /declined by a rule or a hook/, 'store.branch'],
  ])('%s', (_, name, body, says, hint) => {
    const lab = labWithItem();
    hook(lab, name, body);
    const { message, hint: wayOut } = refusedClaim(lab);
    expect(message).toMatch(says);
    expect(wayOut).toContain(hint);
    fs.rmSync(path.join(lab.bare, 'hooks', name));
    claim(lab, 'a');
  });

  test('what a hook prints reaches no terminal as a command', () => {
    const lab = labWithItem();
    hook(
      lab,
      'pre-receive',
      `printf '\\033[2J\\033]0;x\\007::set-output name=x::y\\n' >&2\nexit 1`,
    );
    const { code, stderr } = lab.run(...on('claim', 'a'));
    expect(code).toBe(6);
    // eslint-disable-next-line no-control-regex
    expect(stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u009b]/);
    expect(stderr).not.toMatch(/^::/m);
  });

  test('a repository with "secret" in its path is not full of secrets', () => {
    const lab = labWithItem();
    const secret = path.join(path.dirname(lab.bare), 'secret-plans.git');
    fs.renameSync(lab.bare, secret);
    const moved = { ...lab, bare: secret, inBare: (...args: string[]) => git(secret, args) };
    lab.git('remote', 'set-url', 'origin', secret);
    hook(moved, 'pre-receive', say('error: GH006: Protected branch update failed.'));
    expect(refusedClaim(moved).message).toMatch(/is protected/);
  });

  test('a first push that is declined leaves no branch', () => {
    const lab = newLab();
    hook(lab, 'pre-receive', 'exit 1');
    refusedHere(lab, registerWi, {
      exit: 6,
      code: 'storage-failed',
      says: 'declined',
      hint: 'store.branch',
    });
    expect(tip(lab)).toBe('none');
  });

  test.each<[string, (lab: Lab) => unknown, RegExp]>([
    [
      'a branch below it has its name as a folder',
      (lab) => {
        changeBranch(lab, { file: 'README.md', bytes: 'x' });
        const commit = tip(lab);
        lab.inBare('update-ref', '-d', 'refs/heads/orchestrator');
        return lab.inBare('update-ref', 'refs/heads/orchestrator/x', commit);
      },
      /orchestrator\/x|exists|cannot lock ref/,
    ],
    [
      'the ref is hidden',
      (lab) => lab.inBare('config', 'transfer.hideRefs', 'refs/heads/orchestrator'),
      /hidden/,
    ],
  ])('a reason that no rule knows is passed on: %s', (_, prepare, says) => {
    const lab = newLab();
    prepare(lab);
    refusedHere(lab, registerWi, { exit: 6, code: 'storage-failed', says, hint: /./ });
    expect(tip(lab)).toBe('none');
  });

  test('the message begins like a sentence', () => {
    const lab = labWithItem();
    hook(lab, 'pre-receive', 'exit 1');
    expect(refusedClaim(lab).message).toMatch(/^[A-Z]/);
  });
});
