/** An item lives in exactly one store: whoever comes with the other one is sent to the right place. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { at, claim, complete, definition, newRoot, on, registerWi, workflow } from './cli.ts';
import { git, labWithItem, newLab, refusedHere, steps, tip } from './git-store-lab.ts';

const wrong = { exit: 4, code: 'wrong-store' };
const commands = [
  registerWi,
  ['schedule', '--work-item', 'wi'],
  on('claim', 'a'),
  on('complete', 'a'),
  on('abandon', 'a', '--reason', 'x'),
];

describe('the item is in the checkout, and orchestrator.yml names the branch', () => {
  test('every command that writes is refused and names the checkout', () => {
    const lab = newLab(steps, { 'orchestrator.yml': '' });
    lab.ok(...registerWi);
    claim(lab, 'a');
    lab.write('orchestrator.yml', 'store: {kind: git}\n');
    for (const args of commands) {
      refusedHere(lab, args, { ...wrong, says: 'artifacts/claims/wi/a.1.json', hint: 'checkout' });
    }
    expect(tip(lab)).toBe('none');
    lab.write('orchestrator.yml', '');
    complete(lab, 'a');
  });
});

describe('the item is on the branch, and orchestrator.yml names the checkout', () => {
  test('a local branch, loose or packed', () => {
    const lab = labWithItem();
    lab.git('fetch', '--quiet', 'origin', 'orchestrator:orchestrator');
    lab.write('orchestrator.yml', '');
    for (const args of commands.slice(0, 3)) {
      refusedHere(lab, args, {
        ...wrong,
        says: 'the branch orchestrator',
        hint: 'orchestrator.yml',
      });
    }
    lab.git('pack-refs', '--all');
    refusedHere(lab, on('claim', 'a'), { ...wrong, says: 'the branch orchestrator', hint: '' });
    expect(fs.existsSync(path.join(lab.dir, 'artifacts/claims'))).toBe(false);
  });

  test('only a branch of the remote is known', () => {
    const lab = labWithItem();
    lab.git('fetch', '--quiet', 'origin');
    lab.write('orchestrator.yml', '');
    refusedHere(lab, registerWi, {
      ...wrong,
      says: 'origin/orchestrator',
      hint: 'orchestrator.yml',
    });
    // Another item is not concerned.
    lab.ok('register', '--work-item', 'mine', '--workflow', 'wf@1.0.0');
  });

  test('in a linked worktree, where .git is a file', () => {
    const lab = labWithItem();
    lab.git('fetch', '--quiet', 'origin', 'orchestrator:orchestrator');
    lab.write('orchestrator.yml', '');
    lab.git('add', '.');
    lab.git('commit', '--quiet', '-m', 'all');
    const linked = path.join(newRoot().dir, 'linked');
    lab.git('worktree', 'add', '--quiet', linked);
    const ran = lab.run('--root', linked, ...registerWi, '--json');
    expect([ran.code, at(ran.json, 'error', 'code'), ran.stderr]).toEqual([4, 'wrong-store', '']);
  });

  test('a branch of another name, as it was named before', () => {
    const lab = labWithItem(steps, { 'orchestrator.yml': 'store: {kind: git, branch: records}\n' });
    expect(git(lab.bare, ['for-each-ref', '--format=%(refname)'])).toBe('refs/heads/records');
    expect(lab.ok('list')).toMatchObject({ items: [{ workItemId: 'wi' }] });
    lab.write('orchestrator.yml', 'store: {kind: git}\n');
    // The other branch can't be known; what is certain is that nothing of it is touched.
    refusedHere(lab, on('claim', 'a'), {
      exit: 2,
      code: 'unknown-item',
      says: 'wi',
      hint: 'register',
    });
  });
});

test('both policies in one repository are two stores, and each keeps its own items', () => {
  const lab = labWithItem();
  const plain = newRoot({ [definition]: workflow(steps) }, { git: true });
  plain.ok('register', '--work-item', 'other', '--workflow', 'wf@1.0.0');
  expect(at(lab.ok('list'), 'items', 'length')).toBe(1);
  expect(at(plain.ok('list'), 'items', 'length')).toBe(1);
});
