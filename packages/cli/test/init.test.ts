/** `init`: what it finds out, what it writes, and what it leaves alone. */
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { readYaml } from '@orchestrator/stores/yaml';
import { at, copyOf, newRoot, refused, textAt, type Root } from './cli.ts';

const workflows = ['plan', 'gate', 'pull-request', 'pull-request-fork'].map(
  (name) => `.github/workflows/${name}.yml`,
);
const plan = 'artifacts/workflows/first-plan@1.0.0.yaml';
const item = 'artifacts/work-items/my-first-item.json';
const attributes = 'artifacts/.gitattributes';
const all = ['orchestrator.yml', plan, item, attributes, ...workflows];
const github = 'https://github.com/acme/app.git';

function repository(url: string | undefined, remote = 'origin'): Root {
  const root = newRoot({}, { git: true });
  if (url !== undefined) root.git('remote', 'add', remote, url);
  return root;
}

const yaml = (root: Root, file: string): unknown => {
  const { value, problems } = readYaml(root.read(file));
  expect(problems).toEqual([]);
  return value;
};
const choices = (root: Root, field: string): unknown =>
  at(
    yaml(root, '.github/workflows/gate.yml'),
    'on',
    'workflow_dispatch',
    'inputs',
    field,
    'options',
  );

describe('in a repository with a remote', () => {
  test('it writes the policy, a plan, an item and the workflows, and prints the next two commands', () => {
    const root = repository(github);
    expect(root.ok('init')).toEqual({
      ...{ schema: 'orchestrator.init/1', written: all, kept: [], dryRun: false, store: 'git' },
      found: [
        'Found the remote origin (github.com/acme/app), and the base branch main.',
        'Records live on a branch of their own.',
      ],
      next: [
        'git add .github artifacts orchestrator.yml && git commit -m "Set up the orchestrator" && git push -u origin HEAD',
        'gh workflow run plan.yml -f work-item=my-first-item',
      ],
    });
    expect(Object.keys(root.files())).toEqual([...all].sort());
    expect(yaml(root, 'orchestrator.yml')).toEqual({ store: { kind: 'git' }, base: 'main' });
    expect(root.read('orchestrator.yml')).toContain('# roles: { quality: [acme] }\n');
    expect(root.ok('validate')).toMatchObject({ ok: true });
  });

  test('the commands that it prints work, and the branch of records takes the item over', () => {
    const root = repository(undefined);
    const bare = newRoot();
    bare.git('init', '--quiet', '--bare', '--initial-branch=main');
    root.git('remote', 'add', 'origin', bare.dir);
    const [commit = ''] = at(root.ok('init'), 'next') as readonly string[];
    const env = { PATH: process.env['PATH'], HOME: bare.dir, LC_ALL: 'C' };
    root.git('config', 'user.name', 'Kim');
    root.git('config', 'user.email', 'kim@example.org');
    execFileSync('sh', ['-ec', commit], { cwd: root.dir, env, stdio: 'pipe' });
    expect(root.git('status', '--porcelain')).toBe('');
    expect(root.ok('schedule', '--work-item', 'my-first-item')).toMatchObject({
      readySteps: [{ key: 'build' }],
    });
    expect(bare.git('ls-tree', '-r', '--name-only', 'orchestrator')).toContain(item);
    expect(root.run('work', '--work-item', 'my-first-item').code).toBe(0);
    const decide = ['gate', '--work-item', 'my-first-item', '--gate', 'release'];
    root.ok(...decide, '--decision', 'approve');
    expect(root.run('work', '--work-item', 'my-first-item').code).toBe(0);
    expect(root.ok('status', '--work-item', 'my-first-item')).toMatchObject({ state: 'done' });
    expect(root.ok('verify')).toMatchObject({ ok: true });
  });

  test.each([
    ['git@github.com:acme/app.git', 'github.com/acme/app', 'acme'],
    ['ssh://git@ghe.example.org:2222/tools/app', 'ghe.example.org/tools/app', 'tools'],
    ['https://kim:sec@ret@github.com/acme/app', 'github.com/acme/app', 'acme'],
    ['ftp://kim:secret@example.org/app', 'ftp://example.org/app', 'alice'],
    ['/srv/git/app.git', '/srv/git/app.git', 'alice'],
  ])('%s is told as %s, and nothing of who may read it', (url, place, person) => {
    const root = repository(url);
    const { stdout } = root.run('init');
    expect(stdout).toContain(`(${place})`);
    expect(stdout + Object.values(root.files()).join('')).not.toMatch(/sec|ret@/);
    expect(root.read('orchestrator.yml')).toContain(`# roles: { quality: [${person}] }`);
  });

  test('a remote of another name is named', () => {
    const root = repository(github, 'upstream');
    expect(root.run('init').stdout).toContain('remote upstream (github.com/acme/app)');
    expect(yaml(root, 'orchestrator.yml')).toMatchObject({
      store: { kind: 'git', remote: 'upstream' },
    });
  });

  test('the base branch is the default of the remote, wherever one stands', () => {
    const root = repository(github);
    root.git('commit', '--quiet', '--allow-empty', '-m', 'First');
    root.git('update-ref', 'refs/remotes/origin/trunk', 'HEAD');
    root.git('symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/trunk');
    root.git('switch', '--quiet', '-c', 'topic');
    expect(root.run('init').stdout).toContain(
      'The workflows can run when they have reached trunk.',
    );
    expect(yaml(root, 'orchestrator.yml')).toMatchObject({ base: 'trunk' });
  });

  test('a branch whose name the policy can not hold is left out', () => {
    const root = repository(github);
    root.git('symbolic-ref', 'HEAD', 'refs/heads/x;$(touch)&');
    root.ok('init');
    expect(yaml(root, 'orchestrator.yml')).toEqual({ store: { kind: 'git' } });
    expect(root.run('init').stdout).not.toContain('touch');
  });

  test('below the top it says where GitHub looks', () => {
    const top = repository(github);
    top.write('part/of/it/.keep', '');
    const { stdout } = top.run('init', '--root', 'part/of/it');
    expect(stdout).toContain(`GitHub reads workflows only in ${top.dir}.`);
  });

  test('the environment does not point it at another repository', () => {
    const other = repository('https://github.com/other/place');
    const root = repository(github);
    const { stdout } = root.runWith({ GIT_DIR: path.join(other.dir, '.git') }, 'init');
    expect(stdout).toContain('github.com/acme/app');
  });
});

describe('without a remote', () => {
  test.each([
    ['outside git', false, 'This is no git repository: run git init'],
    ['in a repository', true, 'This repository has no remote: add one on GitHub'],
  ])('%s it says what is missing, and writes all the same', (_, git, says) => {
    const root = newRoot({}, { git });
    const { code, stdout } = root.run('init');
    expect([code, stdout]).toEqual([0, expect.stringContaining(says)]);
    expect(Object.keys(root.files())).toEqual(all.filter((file) => file !== item).sort());
    expect(yaml(root, 'orchestrator.yml')).toMatchObject({ store: { kind: 'worktree' } });
    const commands = stdout.slice(stdout.indexOf('Next:')).match(/(?<=^ {2}orchestrator ).*$/gm);
    expect(commands).toHaveLength(2);
    for (const command of commands ?? []) root.ok(...command.split(' '));
    expect(root.ok('status', '--work-item', 'my-first-item')).toMatchObject({
      gates: [{ key: 'release', state: 'pending' }],
    });
  });

  test('started by npx, it prints commands that npx understands', () => {
    const { stdout } = newRoot().runWith({ npm_command: 'exec' }, 'init');
    expect(stdout).toContain('\n  npx github:org/orchestrator#v1 register --work-item');
  });
});

describe('what is there stays', () => {
  const mine = 'mine\r\n';

  test.each(all)('%s', (file) => {
    const root = repository(github);
    // The policy and the plan mean something; they are kept in other words.
    const text =
      file === 'orchestrator.yml' ? '# mine\r\nstore: {kind: git}\r\n' : file === plan ? '' : mine;
    root.write(file, text);
    const document = root.ok('init');
    // A plan that says nothing has no item and no gate.
    const missing = file === plan ? [item, '.github/workflows/gate.yml'] : [];
    const others = all.filter((name) => name !== file && !missing.includes(name));
    expect(document).toMatchObject({ written: others, kept: [file] });
    expect(root.read(file)).toBe(text);
  });

  test('an item is registered to the bytes of the plan that is there', () => {
    const root = repository(github);
    const text = 'id: first-plan\r\nversion: 1.0.0\r\nsteps: [{key: only, order: 1}]\r\n';
    root.write(plan, text);
    root.ok('init');
    expect(root.read(plan)).toBe(text);
    expect(root.ok('validate')).toMatchObject({ ok: true });
  });

  test('a policy that says worktree is followed', () => {
    const root = repository(github);
    root.write('orchestrator.yml', 'store: {kind: worktree}\n');
    const { stdout } = root.run('init');
    expect(stdout).toContain('Records live in this checkout');
    expect(stdout).toContain('orchestrator.yml, which was there, says so.');
    expect(stdout).toContain('\n  orchestrator register --work-item my-first-item');
  });

  test('a link that leads nowhere is not followed', () => {
    const root = repository(github);
    fs.symlinkSync(path.join(root.dir, 'nowhere'), path.join(root.dir, 'orchestrator.yml'));
    expect(root.ok('init')).toMatchObject({ kept: ['orchestrator.yml'] });
    expect(fs.existsSync(path.join(root.dir, 'nowhere'))).toBe(false);
  });
});

test('the button offers the gates of all plans, and what a duplicate review needs', () => {
  const root = repository(github);
  const gates = '[{key: intake, kind: handoff}, {key: 2024, before: a}, {key: "no", before: a}]';
  root.write(
    'artifacts/workflows/wf@1.0.0.yaml',
    `id: wf\nversion: 1.0.0\nsteps: [{key: a, order: 1}]\ngates: ${gates.replace('2024', '"2024"')}\n`,
  );
  root.ok('init');
  expect(choices(root, 'gate')).toEqual(['2024', 'intake', 'no', 'release']);
  expect(choices(root, 'decision')).toEqual([
    ...['approve', 'reject', 'proceed', 'close', 'merge', 'link'],
  ]);
  expect(root.ok('validate')).toMatchObject({ ok: true });
});

test.each([
  ['four fields', '[]', ['work-item', 'gate', 'decision', 'reason']],
  [
    'one more where another item may have to be named',
    '[{key: intake, kind: handoff}]',
    ['work-item', 'gate', 'decision', 'reason', 'target'],
  ],
])('the button has %s', (_, gates, fields) => {
  const root = repository(github);
  root.write(
    'artifacts/workflows/wf@1.0.0.yaml',
    `id: wf\nversion: 1.0.0\nsteps: [{key: a, order: 1}]\ngates: ${gates}\n`,
  );
  root.ok('init');
  const button = yaml(root, '.github/workflows/gate.yml');
  expect(Object.keys(at(button, 'on', 'workflow_dispatch', 'inputs') as object)).toEqual(fields);
});

describe('the workflows', () => {
  const root = repository(github);
  root.ok('init');

  test.each(workflows)('%s: nothing by default, all of it named, nothing interpolated', (file) => {
    const text = root.read(file);
    expect(yaml(root, file)).toMatchObject({ permissions: {} });
    expect(text).not.toMatch(/^\s*-?\s*run:/m);
    for (const [, uses = ''] of text.matchAll(/uses: (\S+)/g))
      expect(uses).toMatch(/^org\/orchestrator\/[a-z-]+@v1$|^actions\/checkout@[0-9a-f]{40}$/);
    for (const job of Object.values(at(yaml(root, file), 'jobs') as object))
      expect(job).toMatchObject({ 'timeout-minutes': expect.any(Number), permissions: {} });
  });

  test('the job that runs commands of people can only read', () => {
    expect(at(yaml(root, '.github/workflows/plan.yml'), 'jobs', 'work')).toMatchObject({
      permissions: { contents: 'read' },
      steps: [{ with: { 'persist-credentials': false } }, { uses: 'org/orchestrator/execute@v1' }],
    });
  });
});

describe('when it can not write', () => {
  test('a file where a folder belongs: it says so, and leaves nothing behind', () => {
    const root = repository(github);
    root.write('.github', 'a file');
    refused(root, ['init'], {
      ...{ exit: 6, code: 'storage-failed' },
      says: ".github/workflows/plan.yml can't be written: a file is where a folder should be.",
      hint: 'Move that file away',
    });
  });

  test('a link that leads out of the folder is no place to write to', () => {
    const [root, elsewhere] = [repository(github), newRoot()];
    fs.symlinkSync(elsewhere.dir, path.join(root.dir, '.github'));
    const { code, stderr } = root.run('init');
    expect([code, stderr]).toEqual([6, expect.stringContaining('a link leads out of the folder')]);
    expect(elsewhere.files()).toEqual({});
  });
});

test('a dry run says the same, and writes nothing', () => {
  const root = repository(github);
  const copy = copyOf(root);
  const planned = root.ok('init', '--dry-run');
  expect(root.files()).toEqual({});
  expect(copy.ok('init')).toEqual({ ...(planned as object), dryRun: false });
  expect(root.run('init', '--dry-run').stdout).toContain('would write  orchestrator.yml\n');
});

test('it can be said twice', () => {
  const root = repository(github);
  const first = root.ok('init');
  const before = root.files();
  const again = root.ok('init');
  expect(again).toMatchObject({ written: [], kept: all, next: at(first, 'next') });
  expect(root.files()).toEqual(before);
});

test('examples/minimal is what it writes', () => {
  const example = path.resolve('examples/minimal');
  const folders = fs.readdirSync(example, { recursive: true, withFileTypes: true });
  const files = folders
    .filter((entry) => !entry.isDirectory())
    .map((entry) => path.relative(example, path.join(entry.parentPath, entry.name)))
    .filter((file) => file !== 'README.md');
  const root = repository(github);
  root.git('config', 'user.name', 'kim');
  const now = { ORCHESTRATOR_TEST: '1', ORCHESTRATOR_NOW: '2026-01-19T12:00:00.000Z' };
  expect(root.runWith(now, 'init').code).toBe(0);
  const read = (file: string): string => fs.readFileSync(path.join(example, file), 'latin1');
  expect(Object.fromEntries(files.map((file) => [file, read(file)]))).toEqual(root.files());
  expect(textAt(root.ok('validate'), 'schema')).toBe('orchestrator.validate/1');
});
