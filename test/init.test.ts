/** Five minutes to start: `npx github:org/orchestrator#v1 init`, from a tag that holds the release tree. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { execFileSync, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { releaseTree, temporary } from './actions/release-tree.ts';
import { git } from './kit/act/git.ts';

const nobody = 65_534;
const written = [
  'orchestrator.yml',
  'artifacts/workflows/first-plan@1.0.0.yaml',
  'artifacts/work-items/my-first-item.json',
  'artifacts/.gitattributes',
  '.github/workflows/plan.yml',
  '.github/workflows/gate.yml',
  '.github/workflows/pull-request.yml',
  '.github/workflows/pull-request-fork.yml',
];

let released: string;
let home: string;
const made: string[] = [];
beforeAll(() => {
  released = releaseTree();
  home = temporary('home');
  made.push(released, home);
  git(released, 'init', '--quiet', '--initial-branch=main');
  // As it comes, with the bits that the tree has, whatever this machine has git do with line ends.
  git(released, '-c', 'core.autocrlf=false', 'add', '--all', '--force');
  git(released, 'commit', '--quiet', '--message', 'Release');
  git(released, 'tag', 'v1');
}, 180_000);
afterAll(() => {
  for (const folder of made) fs.rmSync(folder, { recursive: true, force: true });
});

/** A fresh repository with a remote, in a folder whose name needs care. */
function consumer(): string {
  const folder = path.join(temporary('consumer'), 'my (first) repository');
  made.push(path.dirname(folder));
  fs.mkdirSync(folder);
  git(folder, 'init', '--quiet', '--initial-branch=main');
  git(folder, 'config', 'user.name', 'Kim');
  git(folder, 'config', 'user.email', 'kim@example.com');
  git(folder, 'remote', 'add', 'origin', 'https://github.com/acme/app.git');
  return folder;
}

const environment = (): NodeJS.ProcessEnv => ({
  ...{ PATH: process.env['PATH'], HOME: home, LC_ALL: 'C.UTF-8' },
  ...{ npm_config_cache: path.join(home, 'cache'), npm_config_update_notifier: 'false' },
  // Nobody answers there: it must do without any package but its own.
  ...{ npm_config_registry: 'http://127.0.0.1:9/', npm_config_fetch_retries: '0' },
});

interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** As somebody starts it who has nothing installed. */
function npx(folder: string, ...args: readonly string[]): Ran {
  const from = `--package=git+${pathToFileURL(released).href}#v1`;
  const words = ['exec', '--yes', from, '--', 'orchestrator', ...args];
  const options = { cwd: folder, env: environment(), encoding: 'utf8', timeout: 100_000 } as const;
  const { status: code, stdout, stderr } = spawnSync('npm', words, options);
  return { code, stdout, stderr };
}

const filesIn = (folder: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    git(folder, 'ls-files', '--others', '--cached', '-z')
      .split('\0')
      .filter((file) => file !== '')
      .sort()
      .map((file) => [file, fs.readFileSync(path.join(folder, file), 'latin1')]),
  );

test('in a bare folder it writes everything, and prints the next two commands', () => {
  const folder = consumer();
  const { code, stdout, stderr } = npx(folder, 'init');
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toContain(
    'Found the remote origin (github.com/acme/app), and the base branch main.',
  );
  expect(stdout.match(/(?<=^wrote {2}).*$/gm)).toEqual(written);
  expect(Object.keys(filesIn(folder))).toEqual([...written].sort());
  const [commit = '', dispatch = '', ...more] =
    stdout.split('Next:\n')[1]?.trim().split('\n') ?? [];
  expect(more).toEqual([]);
  expect(dispatch.trim()).toBe('gh workflow run plan.yml -f work-item=my-first-item');

  git(folder, 'init', '--quiet', '--bare', '../remote.git');
  git(folder, 'remote', 'set-url', 'origin', '../remote.git');
  execFileSync('sh', ['-ec', commit], { cwd: folder, env: environment(), stdio: 'pipe' });
  expect(git(folder, 'ls-tree', '-r', '--name-only', 'origin/main').trim().split('\n')).toEqual(
    [...written].sort(),
  );
  expect(npx(folder, 'validate')).toMatchObject({ code: 0, stdout: 'No problems.\n' });
});

test('what is there stays as it is, to the byte; a dry run writes nothing', () => {
  const folder = consumer();
  fs.mkdirSync(path.join(folder, '.github/workflows'), { recursive: true });
  fs.writeFileSync(path.join(folder, '.github/workflows/gate.yml'), 'name: mine\r\n');
  fs.writeFileSync(path.join(folder, 'orchestrator.yml'), 'store: {kind: git}\r\n');
  const before = filesIn(folder);
  const { code, stdout } = npx(folder, 'init', '--dry-run');
  expect(code).toBe(0);
  expect(stdout.match(/^would write {2}/gm)).toHaveLength(written.length - 2);
  expect(filesIn(folder)).toEqual(before);
  expect(npx(folder, 'init').code).toBe(0);
  expect(filesIn(folder)).toMatchObject(before);
  expect(Object.keys(filesIn(folder))).toEqual([...written].sort());
});

test('a clone with the line ends of Windows has the same records', () => {
  const folder = consumer();
  expect(orchestrator(folder, 'init').code).toBe(0);
  git(folder, 'add', '--all');
  git(folder, 'commit', '--quiet', '--message', 'Set up');
  git(folder, '-c', 'core.autocrlf=true', 'clone', '--quiet', '.', '../windows');
  const clone = path.join(folder, '../windows');
  expect(filesIn(clone)['.github/workflows/plan.yml']).toContain('\r\n');
  expect(orchestrator(clone, 'validate')).toMatchObject({ code: 0, stdout: 'No problems.\n' });
});

test('in a folder that can only be read it says so, and what to do', () => {
  const folder = consumer();
  const user = process.getuid?.() === 0 ? { uid: nobody, gid: nobody } : {};
  fs.chmodSync(path.dirname(folder), 0o755);
  fs.chmodSync(released, 0o755);
  fs.chmodSync(folder, 0o555);
  const { code, stderr } = orchestrator(folder, 'init', user);
  fs.chmodSync(folder, 0o755);
  expect(stderr).toBe(
    "storage-failed: orchestrator.yml can't be written: EACCES. No file was left behind.\n" +
      '  → Make the folder writable for you and run the same command again.\n',
  );
  expect(code).toBe(6);
  expect(filesIn(folder)).toEqual({});
});

/** The program of the release, started by its path. */
function orchestrator(folder: string, command: string, user: { readonly uid?: number } = {}): Ran {
  const program = [path.join(released, 'cli/index.js'), command];
  const options = { cwd: folder, env: environment(), encoding: 'utf8', ...user } as const;
  const { status: code, stdout, stderr } = spawnSync(process.execPath, program, options);
  return { code, stdout, stderr };
}
