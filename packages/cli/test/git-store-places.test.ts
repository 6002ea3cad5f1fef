/** Where the branch lives, as orchestrator.yml says: names, addresses, paths, and what is none of them. */
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { at, claim, definition, newRoot, on, registerWi, workflow, type Root } from './cli.ts';
import {
  clones,
  git,
  labWithItem,
  newLab,
  refusedHere,
  steps,
  tip,
  type Lab,
} from './git-store-lab.ts';

const store = (lab: Root, text: string): void =>
  lab.write('orchestrator.yml', `store: {kind: git${text}}\n`);
const outOf = (lab: Lab): string => path.dirname(lab.bare);

describe('store.remote', () => {
  test.each<[string, (lab: Lab) => string]>([
    [
      'a name',
      (lab) => {
        lab.git('remote', 'rename', 'origin', 'upstream');
        return 'upstream';
      },
    ],
    ['a file URL', (lab) => `"file://${lab.bare}"`],
    ['an absolute path', (lab) => lab.bare],
    ['a path relative to the root', (lab) => path.relative(lab.dir, lab.bare)],
    ['nothing: origin', () => ''],
  ])('%s', (_, remoteFor) => {
    const lab = newLab();
    const remote = remoteFor(lab);
    store(lab, remote === '' ? '' : `, remote: ${remote}`);
    lab.ok(...registerWi);
    claim(lab, 'a');
    expect(lab.inBare('rev-list', '--count', 'orchestrator')).toBe('2');
    expect(clones(lab)).toHaveLength(1);
  });

  test('a name that would be an option', () => {
    const lab = newLab();
    const canary = path.join(outOf(lab), 'canary');
    const name = `--upload-pack=touch ${canary}`;
    lab.git('config', `remote.${name}.url`, lab.bare);
    lab.git('config', 'remote.origin.url', '/nowhere');
    store(lab, `, remote: "${name}"`);
    lab.ok(...registerWi);
    expect([fs.existsSync(canary), tip(lab) === 'none']).toEqual([false, false]);
  });

  test('an address that is relative, seen from a root in a folder below', () => {
    const lab = newLab();
    lab.git('remote', 'set-url', 'origin', path.relative(lab.dir, lab.bare));
    lab.write(`below/${definition}`, workflow(steps));
    lab.write('below/orchestrator.yml', 'store: {kind: git}\n');
    lab.ok('--root', 'below', ...registerWi);
    expect(tip(lab)).not.toBe('none');
  });

  test('a name that there is not', () => {
    const lab = newLab();
    store(lab, ', remote: upstrem');
    refusedHere(lab, registerWi, {
      exit: 6,
      code: 'storage-failed',
      says: 'the remote upstrem, and this repository has none of that name',
      hint: 'git remote add upstrem URL',
    });
  });

  test('no remote at all: the repository itself, without touching what is checked out', () => {
    const lab = newLab();
    lab.git('add', '.');
    lab.git('commit', '--quiet', '-m', 'all');
    lab.git('remote', 'remove', 'origin');
    const before = [lab.git('status', '--porcelain'), lab.git('rev-parse', 'HEAD')];
    lab.ok(...registerWi);
    claim(lab, 'a');
    expect([lab.git('status', '--porcelain'), lab.git('rev-parse', 'HEAD')]).toEqual(before);
    expect(lab.git('rev-list', '--count', 'orchestrator').trim()).toBe('2');
    lab.git('worktree', 'add', '--quiet', path.join(outOf(lab), 'linked'), 'orchestrator');
    refusedHere(lab, on('complete', 'a'), {
      exit: 6,
      code: 'storage-failed',
      says: 'is checked out',
      hint: 'Check out another branch there',
    });
  });

  test.each([
    ['a remote helper', 'ext::sh -c "touch CANARY"', /transport/],
    ['an option', '--upload-pack=touch CANARY', /no repository/],
    ['an option as a name', '-u', /none of that name/],
    ['a host that is an option', 'ssh://-oProxyCommand=touch%20CANARY/x', /./],
    ['a host that is an option, in short', '-oProxyCommand=touch CANARY:x', /./],
  ])('%s runs nothing', (_, remote, says) => {
    const lab = newLab();
    const canary = path.join(outOf(lab), 'canary');
    store(lab, `, remote: '${remote.replace('CANARY', canary)}'`);
    refusedHere(lab, registerWi, { exit: 6, code: 'storage-failed', says, hint: /./ });
    expect(fs.existsSync(canary)).toBe(false);
    expect(tip(lab)).toBe('none');
  });
});

describe('orchestrator.yml', () => {
  test.each([
    ['a kind that there is not', 'store:\n  kind: gti\n', 2, /worktree.*git|git/],
    ['an unknown field', 'base: main\nstore:\n  kind: git\n  brnach: x\n', 4, /branch/],
    ['a branch that is no name', 'store:\n  kind: git\n  branch: a b\n', 3, /branch name|letters/],
    [
      'a branch that is an option',
      'store:\n  kind: git\n  branch: --all\n',
      3,
      /branch name|letters/,
    ],
    ['a branch with dots', 'store:\n  kind: git\n  branch: a..b\n', 3, /branch name|letters/],
    ['an empty remote', 'store:\n  kind: git\n  remote: ""\n', 3, /remote/],
    ['commit belongs to the other kind', 'store:\n  kind: git\n  commit: true\n', 3, /./],
    ['a list', 'store: [git]\n', 1, /./],
  ])('%s', (_, text, line, hint) => {
    const lab = newLab(steps, { 'orchestrator.yml': text });
    const { message, hint: wayOut } = refusedHere(lab, registerWi, {
      exit: 2,
      code: 'invalid-policy',
      says: new RegExp(`^orchestrator.yml:${line}: `),
      hint: /./,
    });
    expect(`${message} ${wayOut}`).toMatch(hint);
  });

  test.each(['.hidden', 'a/.b', 'x.', 'HEAD', '/x', 'a.lock/b', 'refs/heads/x'])(
    'branch: %s is a name that git would not take, or takes for something else',
    (branch) => {
      const lab = newLab(steps, { 'orchestrator.yml': `store: {kind: git, branch: ${branch}}\n` });
      const ran = lab.run(...registerWi, '--json');
      const code: unknown = at(ran.json, 'error', 'code');
      const refs = lab.inBare('for-each-ref', '--format=%(refname)');
      // Either it is refused where it is written, or it is exactly the branch of that name.
      expect([code, refs]).toEqual(
        code === 'invalid-policy' ? [code, ''] : [undefined, `refs/heads/${branch}`],
      );
      if (code === undefined) expect(at(lab.ok('list'), 'items', 'length')).toBe(1);
    },
  );
});

describe('the root', () => {
  test('is no repository, and no remote is named', () => {
    const root = newRoot({
      [definition]: workflow(steps),
      'orchestrator.yml': 'store: {kind: git}\n',
    });
    const { code, json } = root.run(...registerWi, '--json');
    expect([code, at(json, 'error', 'message')]).toEqual([
      6,
      expect.stringContaining('this is no git repository'),
    ]);
    expect(at(json, 'error', 'hint')).toContain('store.remote');
  });

  test('is no repository, but the remote is a path', () => {
    const lab = newLab();
    const root = newRoot({ [definition]: workflow(steps) });
    store(root, `, remote: ${lab.bare}`);
    root.ok(...registerWi);
    claim(root, 'a');
    expect(Object.keys(root.files()).filter((file) => !file.startsWith('.orchestrator/'))).toEqual([
      definition,
      'orchestrator.yml',
    ]);
  });

  test('is a folder below the top, twice: two roots, two branches, one repository', () => {
    const lab = newLab();
    for (const name of ['one', 'two']) {
      lab.write(`${name}/${definition}`, workflow(steps));
      lab.write(`${name}/orchestrator.yml`, `store: {kind: git, branch: ${name}}\n`);
      lab.ok('--root', name, ...registerWi);
      lab.ok('--root', name, ...on('claim', 'a'));
      expect(lab.inBare('ls-tree', '--name-only', name)).toBe('artifacts');
    }
    expect(clones(lab)).toEqual([]);
  });
});

const asRoot = process.getuid?.() === 0 ? describe : describe.skip;

asRoot('a checkout that belongs to somebody else, as in a container', () => {
  const foreign = (): Lab => {
    const lab = newLab();
    execFileSync('chown', ['-R', '65534', lab.dir]);
    return lab;
  };

  test('git does not read its settings: it is said, and no other place is taken for the remote', () => {
    const lab = foreign();
    refusedHere(lab, registerWi, {
      exit: 6,
      code: 'storage-failed',
      says: /dubious ownership|belongs to/,
      hint: 'safe.directory',
    });
  });

  test('the settings that allow it are in a file that the environment names', () => {
    const lab = foreign();
    const allowed = path.join(newRoot().dir, 'gitconfig');
    fs.writeFileSync(allowed, '[safe]\n\tdirectory = *\n');
    const ran = lab.runWith({ GIT_CONFIG_GLOBAL: allowed }, ...registerWi, '--actor', 'ada');
    const local = fs.existsSync(path.join(lab.dir, '.git/refs/heads/orchestrator'));
    expect([local, ran.code !== 0 || tip(lab) !== 'none']).toEqual([false, true]);
  });
});

describe('a repository of the user that is not whole', () => {
  test('a shallow clone with replaced and grafted commits', () => {
    const lab = labWithItem();
    lab.inBare('config', 'uploadpack.allowFilter', 'true');
    claim(lab, 'a');
    const shallow = path.join(newRoot().dir, 'shallow');
    git(outOf(lab), [
      'clone',
      '--quiet',
      '--depth=1',
      '--branch=orchestrator',
      `file://${lab.bare}`,
      shallow,
    ]);
    fs.writeFileSync(path.join(shallow, 'orchestrator.yml'), 'store: {kind: git}\n');
    const head = git(shallow, ['rev-parse', 'HEAD']);
    const empty = git(shallow, ['hash-object', '-t', 'tree', '-w', '--stdin'], '');
    git(shallow, ['replace', head, git(shallow, ['commit-tree', empty, '-m', 'lie'])]);
    fs.writeFileSync(path.join(shallow, '.git/info/grafts'), `${head}\n`);
    git(shallow, ['branch', '--quiet', '-m', 'work']);
    expect(lab.ok('--root', shallow, 'status', '--work-item', 'wi')).toMatchObject({
      currentSteps: [expect.anything()],
    });
    expect(lab.ok('--root', shallow, 'verify')).toMatchObject({ ok: true, items: 1 });
  });

  test('a remote that is a shallow clone itself', () => {
    const lab = labWithItem();
    claim(lab, 'a');
    const shallow = path.join(outOf(lab), 'shallow.git');
    const args = ['clone', '--quiet', '--bare', '--depth=1', '--branch=orchestrator'];
    git(outOf(lab), [...args, `file://${lab.bare}`, shallow]);
    const other = newLab();
    other.git('remote', 'set-url', 'origin', shallow);
    const status = other.run('status', '--work-item', 'wi', '--json');
    expect([status.code, status.stderr]).toEqual([0, '']);
    other.ok('register', '--work-item', 'second', '--workflow', 'wf@1.0.0');
    expect(other.ok('verify')).toMatchObject({ ok: true, items: 2 });
    expect(git(shallow, ['rev-list', '--count', 'orchestrator'])).toBe('2');
  });
});
