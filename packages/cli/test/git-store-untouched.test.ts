/** The store on a branch does not touch the repository of the user, and nothing in it makes the store run programs. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { claim, complete, newRoot, on, registerWi } from './cli.ts';
import { git, labWithItem, listing, newLab, tree, type Lab } from './git-store-lab.ts';

const own = /^orchestrator(\/|$)/;

/** A checkout with staged, changed and new files, a stash, a tag, and another branch. */
function workedIn(): Lab {
  const lab = newLab();
  lab.write('kept.txt', 'kept\n');
  lab.git('add', '.');
  lab.git('commit', '--quiet', '-m', 'all');
  lab.git('tag', 'v1');
  lab.git('branch', 'side');
  lab.write('kept.txt', 'stashed\n');
  lab.git('stash', 'push', '--quiet');
  lab.write('kept.txt', 'changed\n');
  lab.write('staged.txt', 'staged\n');
  lab.git('add', 'staged.txt');
  lab.write('new.txt', 'new\n');
  return lab;
}

const everything = (lab: Lab): void => {
  lab.ok(...registerWi);
  lab.ok('schedule', '--work-item', 'wi');
  claim(lab, 'a');
  complete(lab, 'a');
  lab.ok('list');
  lab.ok('verify');
  lab.ok('history', '--work-item', 'wi');
  lab.ok('export');
};

test('nothing changes but what the orchestrator keeps in .git/orchestrator', () => {
  const lab = workedIn();
  const before = [listing(path.join(lab.dir, '.git'), own), listing(lab.dir, /^\.git(\/|$)/)];
  everything(lab);
  expect([listing(path.join(lab.dir, '.git'), own), listing(lab.dir, /^\.git(\/|$)/)]).toEqual(
    before,
  );
});

test('in a repository that is its own remote: the branch and its objects, nothing else', () => {
  const lab = workedIn();
  lab.git('remote', 'remove', 'origin');
  const left =
    /^(orchestrator|objects|refs\/heads\/orchestrator|logs\/refs\/heads\/orchestrator)(\/|$)/;
  const before = [listing(path.join(lab.dir, '.git'), left), listing(lab.dir, /^\.git(\/|$)/)];
  everything(lab);
  expect([listing(path.join(lab.dir, '.git'), left), listing(lab.dir, /^\.git(\/|$)/)]).toEqual(
    before,
  );
  expect(lab.git('fsck', '--strict').trim()).toBe('');
});

describe('hostile settings', () => {
  /** Whatever runs, leaves a file. */
  function trapped(): { readonly lab: Lab; readonly sprung: () => readonly string[] } {
    const lab = workedIn();
    const traps = newRoot().dir;
    const program = (name: string): string => {
      const file = path.join(traps, `${name}.sh`);
      fs.writeFileSync(file, `#!/bin/sh\ntouch ${path.join(traps, name)}.sprung\nexit 0\n`, {
        mode: 0o755,
      });
      return file;
    };
    const hooks = path.join(traps, 'hooks');
    fs.mkdirSync(hooks);
    const names = [
      'pre-commit',
      'commit-msg',
      'post-commit',
      'pre-push',
      'post-checkout',
      'reference-transaction',
    ];
    for (const name of [...names, 'post-index-change', 'pre-auto-gc', 'fsmonitor-watchman']) {
      for (const folder of [hooks, path.join(lab.dir, '.git/hooks')]) {
        fs.mkdirSync(folder, { recursive: true });
        fs.copyFileSync(program(`hook-${name}`), path.join(folder, name));
      }
    }
    const settings: Readonly<Record<string, string>> = {
      'core.fsmonitor': program('fsmonitor'),
      'core.hooksPath': hooks,
      'core.editor': program('editor'),
      'core.pager': program('pager'),
      'core.gitProxy': program('proxy'),
      'core.alternateRefsCommand': program('alternate'),
      'filter.trap.clean': program('clean'),
      'filter.trap.smudge': program('smudge'),
      'filter.trap.process': program('process'),
      'filter.trap.required': 'true',
      'diff.external': program('diff'),
      'diff.trap.textconv': program('textconv'),
      'diff.trap.command': program('diff-command'),
      'merge.trap.driver': program('merge'),
      'gpg.program': program('gpg'),
      'commit.gpgSign': 'true',
      'push.gpgSign': 'if-asked',
      'log.showSignature': 'true',
      'alias.fetch': `!${program('alias-fetch')}`,
      'alias.cat-file': `!${program('alias-cat')}`,
      'protocol.ext.allow': 'always',
      'init.templateDir': hooks,
      'remote.origin.uploadpack': program('upload-pack'),
      'remote.origin.receivepack': program('receive-pack'),
      'remote.origin.vcs': 'trap',
      'uploadpack.packObjectsHook': program('pack-objects'),
      'interactive.diffFilter': program('interactive'),
      'sequence.editor': program('sequence'),
      'trailer.trap.command': program('trailer'),
      'submodule.recurse': 'true',
      'fetch.recurseSubmodules': 'true',
      'push.recurseSubmodules': 'on-demand',
    };
    for (const [key, value] of Object.entries(settings)) lab.git('config', key, value);
    lab.write('.gitattributes', '* filter=trap diff=trap merge=trap\n');
    const sprung = (): readonly string[] =>
      fs.readdirSync(traps).filter((it) => it.endsWith('.sprung'));
    for (const name of sprung()) fs.rmSync(path.join(traps, name));
    return { lab, sprung };
  }

  test('of the repository: no program runs, and the records arrive', () => {
    const { lab, sprung } = trapped();
    const before = listing(path.join(lab.dir, '.git'), own);
    everything(lab);
    lab.ok(...on('claim', 'b'));
    expect(sprung()).toEqual([]);
    expect(listing(path.join(lab.dir, '.git'), own)).toEqual(before);
    expect(tree(lab).length).toBeGreaterThan(5);
  });

  test('attributes and submodules on the branch itself', () => {
    const { lab, sprung } = trapped();
    const seed = newRoot().dir;
    git(seed, ['init', '--quiet', '-b', 'orchestrator']);
    fs.writeFileSync(path.join(seed, '.gitattributes'), '* filter=trap diff=trap text eol=crlf\n');
    git(seed, ['add', '.']);
    git(seed, ['commit', '--quiet', '-m', 'attributes']);
    git(seed, ['push', '--quiet', lab.bare, 'orchestrator']);
    everything(lab);
    expect(sprung()).toEqual([]);
    expect(lab.inBare('show', 'orchestrator:artifacts/work-items/wi.json')).not.toContain('\r');
  });

  test.each([
    [
      'insteadOf to a helper',
      6,
      (bare: string, trap: string) => [`url.ext::sh -c "touch ${trap}" #.insteadOf`, bare],
    ],
    [
      // It is pushed to where it is read from, whatever is set about pushing.
      'pushInsteadOf to a helper',
      0,
      (bare: string, trap: string) => [`url.ext::sh -c "touch ${trap}" #.pushInsteadOf`, bare],
    ],
  ])('%s: nothing of it runs', (_, exit, setting) => {
    const lab = labWithItem();
    const trap = path.join(path.dirname(lab.bare), 'sprung');
    lab.git('config', 'protocol.ext.allow', 'always');
    lab.git('config', ...setting(lab.bare, trap));
    const ran = lab.run(...on('claim', 'a'), '--json');
    expect(ran.code).toBe(exit);
    expect(fs.existsSync(trap)).toBe(false);
  });

  test('insteadOf to another repository is followed: it is how the user reaches it', () => {
    const lab = newLab();
    lab.git('config', `url.${path.dirname(lab.bare)}/.insteadOf`, 'work:');
    lab.git('remote', 'set-url', 'origin', 'work:remote.git');
    lab.ok(...registerWi);
    expect(lab.inBare('rev-list', '--count', 'orchestrator')).toBe('1');
  });

  test('variables of git in the environment point nowhere else', () => {
    const lab = labWithItem();
    const elsewhere = newRoot({}, { git: true });
    const env = {
      GIT_DIR: path.join(elsewhere.dir, '.git'),
      GIT_WORK_TREE: elsewhere.dir,
      GIT_INDEX_FILE: path.join(elsewhere.dir, 'index'),
      GIT_OBJECT_DIRECTORY: path.join(elsewhere.dir, 'objects'),
      GIT_NAMESPACE: 'other',
      GIT_EXTERNAL_DIFF: 'false',
      GIT_TRACE: path.join(elsewhere.dir, 'trace'),
    };
    const before = listing(elsewhere.dir, /^$/);
    expect(lab.runWith(env, ...on('claim', 'a')).code).toBe(0);
    expect(listing(elsewhere.dir, /^$/)).toEqual(before);
    expect(lab.inBare('rev-list', '--count', 'orchestrator')).toBe('2');
  });
});
