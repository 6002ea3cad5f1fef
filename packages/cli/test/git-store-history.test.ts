/** The branch only ever grows: one that was rewritten is noticed by whoever has seen it, and by `verify --since`. */
import * as fs from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { at, claim, complete, on, registerWi } from './cli.ts';
import {
  changeBranch,
  clones,
  git,
  labWithItem,
  onBranch,
  otherClone,
  refusedHere,
  tip,
  tree,
  type Lab,
} from './git-store-lab.ts';

const ref = 'refs/heads/orchestrator';
const rewritten = { exit: 5, code: 'history-rewritten' };
const claimed = 'artifacts/claims/wi/a.1.json';

describe('after this clone has seen it', () => {
  test('force-pushed to something else', () => {
    const lab = labWithItem();
    const seen = tip(lab);
    const oid = git(lab.bare, ['commit-tree', `${seen}^{tree}`, '-m', 'same files, other history']);
    lab.inBare('update-ref', ref, oid);
    const { message, hint } = refusedHere(lab, on('claim', 'a'), {
      ...rewritten,
      says: oid.slice(0, 12),
      hint: seen.slice(0, 12),
    });
    expect(message).toContain(seen.slice(0, 12));
    refusedHere(lab, ['status', '--work-item', 'wi'], {
      ...rewritten,
      says: '',
      hint: 'Restore it',
    });
    // Whoever never saw the other one can't know.
    expect(otherClone(lab).ok('status', '--work-item', 'wi')).toMatchObject({ workItemId: 'wi' });
    // The way out for a rewriting that was meant.
    expect(hint).toContain(clones(lab)[0]);
    for (const clone of clones(lab)) fs.rmSync(clone, { recursive: true });
    claim(lab, 'a');
  });

  test('deleted; the restoring command that is named works as it stands', () => {
    const lab = labWithItem();
    claim(lab, 'a');
    lab.inBare('update-ref', '-d', ref);
    const { hint } = refusedHere(lab, on('complete', 'a'), {
      ...rewritten,
      says: 'gone',
      hint: 'git push',
    });
    const words = /git push (\S+) (\S+):(\S+) from a clone/.exec(hint) ?? [];
    expect(words[3]).toBe(ref);
    const [clone = ''] = clones(lab);
    const inside = `${clone}/${fs.readFileSync(`${clone}/current`, 'utf8').trim()}`;
    git(inside, ['push', '--quiet', words[1] ?? '', `${words[2] ?? ''}:${words[3] ?? ''}`]);
    complete(lab, 'a');
  });

  test('moved back by one record', () => {
    const lab = labWithItem();
    claim(lab, 'a');
    lab.inBare('update-ref', ref, `${tip(lab)}~1`);
    refusedHere(lab, on('claim', 'a'), {
      ...rewritten,
      says: 'does not contain',
      hint: 'Restore it',
    });
  });

  test('a merge that contains what was seen is growth', () => {
    const lab = labWithItem();
    const seen = tip(lab);
    const side = git(lab.bare, ['commit-tree', `${seen}^{tree}`, '-m', 'side']);
    const merge = ['commit-tree', `${seen}^{tree}`, '-p', side, '-p', seen, '-m', 'merge'];
    lab.inBare('update-ref', ref, git(lab.bare, merge));
    claim(lab, 'a');
  });
});

describe('verify --since', () => {
  const since = (lab: Lab, commit: string) => {
    const ran = lab.run('verify', '--since', commit, '--json');
    return {
      code: ran.code,
      violations: (at(ran.json, 'violations') as { code: string; path: string }[] | undefined)?.map(
        (it) => [it.code, it.path],
      ),
    };
  };

  test('additions only: nothing to say, also in a repository without a commit of its own', () => {
    const lab = labWithItem();
    const first = tip(lab);
    claim(lab, 'a');
    expect(since(lab, first)).toEqual({ code: 0, violations: [] });
    expect(lab.ok('verify')).toMatchObject({ ok: true, uncommitted: 0, items: 1 });
  });

  describe('in a repository with commits', () => {
    const committed = (): Lab => {
      const lab = labWithItem();
      lab.git('add', '.');
      lab.git('commit', '--quiet', '-m', 'all');
      return lab;
    };

    test('a record that was changed and put back, and one that was removed', () => {
      const lab = committed();
      claim(lab, 'a');
      complete(lab, 'a');
      const first = tip(lab);
      const text = `${onBranch(lab, claimed)}\n`;
      changeBranch(lab, { file: claimed, bytes: 'x' });
      changeBranch(lab, { file: claimed, bytes: text });
      expect(since(lab, first)).toEqual({ code: 5, violations: [['changed', claimed]] });
      const [handoff = ''] = tree(lab).flatMap((it) => /artifacts\/handoff\/\S+/.exec(it) ?? []);
      changeBranch(lab, { file: handoff, remove: true });
      expect(since(lab, first).violations).toContainEqual(['deleted', handoff]);
    });

    test('a record that a merge drops', () => {
      const lab = committed();
      const first = tip(lab);
      claim(lab, 'a');
      complete(lab, 'a');
      const full = tip(lab);
      const side = git(lab.bare, ['commit-tree', `${full}^{tree}`, '-p', full, '-m', 'side']);
      const [handoff = ''] = tree(lab).flatMap((it) => /artifacts\/handoff\/\S+/.exec(it) ?? []);
      const dropped = changeBranch(lab, { file: handoff, remove: true });
      const merge = ['commit-tree', `${dropped}^{tree}`, '-p', full, '-p', side, '-m', 'merge'];
      lab.inBare('update-ref', ref, git(lab.bare, merge));
      expect(since(lab, first)).toEqual({ code: 5, violations: [['deleted', handoff]] });
    });

    test('a merge of additions is no change', () => {
      const lab = committed();
      const first = tip(lab);
      claim(lab, 'a');
      const mine = tip(lab);
      lab.inBare('update-ref', ref, first);
      const other = changeBranch(lab, { file: 'artifacts/work-items/x.json', bytes: 'x' });
      lab.inBare('update-ref', ref, mine);
      const both = changeBranch(lab, { file: 'artifacts/work-items/x.json', bytes: 'x' });
      const merge = ['commit-tree', `${both}^{tree}`, '-p', mine, '-p', other, '-m', 'merge'];
      lab.inBare('update-ref', ref, git(lab.bare, merge));
      const { violations } = since(lab, first);
      expect(violations?.filter(([code]) => code === 'changed' || code === 'deleted')).toEqual([]);
    });

    test('a commit that the branch does not have, and what is no commit', () => {
      const lab = committed();
      const head = lab.git('rev-parse', 'HEAD').trim();
      expect(since(lab, head)).toEqual({
        code: 5,
        violations: [['history-rewritten', 'artifacts']],
      });
      expect(since(lab, '--output=canary').code).toBe(5);
      expect(lab.files()).not.toHaveProperty('canary');
    });

    test('a schedule that was rewritten is a view', () => {
      const lab = committed();
      lab.ok('schedule', '--work-item', 'wi');
      const first = tip(lab);
      claim(lab, 'a');
      lab.ok('schedule', '--work-item', 'wi');
      expect(since(lab, first)).toEqual({ code: 0, violations: [] });
    });
  });
});

test('a branch that was deleted before anybody saw it is an empty store', () => {
  const lab = labWithItem();
  lab.inBare('update-ref', '-d', ref);
  const other = otherClone(lab);
  expect(other.ok('list')).toMatchObject({ items: [] });
  other.ok(...registerWi);
});
