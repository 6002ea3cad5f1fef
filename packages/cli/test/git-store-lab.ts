/** A repository whose items live on a branch of a bare one beside it; and hands in that branch. */
import { execFileSync, spawnSync, type ExecFileSyncOptions } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { expect } from '@jest/globals';
import {
  definition,
  newRoot,
  registerWi,
  workflow,
  type Expected,
  type Ran,
  type Root,
} from './cli.ts';

export const steps = '  - {key: a, order: 1}\n  - {key: b, order: 2}';
const ref = 'refs/heads/orchestrator';

export interface Lab extends Root {
  /** The bare repository that is the remote `origin`. */
  readonly bare: string;
  /** Runs git in the bare repository. @returns what it prints, without the last line end */
  readonly inBare: (...args: readonly string[]) => string;
}

const plain: ExecFileSyncOptions = {
  env: {
    PATH: process.env['PATH'],
    HOME: '/nonexistent',
    GIT_AUTHOR_NAME: 'hand',
    GIT_AUTHOR_EMAIL: 'hand@example.org',
    GIT_COMMITTER_NAME: 'hand',
    GIT_COMMITTER_EMAIL: 'hand@example.org',
    LC_ALL: 'C',
  },
};

/** Runs git anywhere, as somebody else. */
export const git = (folder: string, args: readonly string[], input?: string | Uint8Array): string =>
  execFileSync('git', ['-C', folder, ...args], {
    ...plain,
    ...(input !== undefined && { input }),
    stdio: ['pipe', 'pipe', 'pipe'],
  })
    .toString('utf8')
    .trimEnd();

/** A repository with `wf@1.0.0` in its checkout and the store on a branch of `origin`; no item yet. */
export function newLab(lines = steps, files: Readonly<Record<string, string>> = {}): Lab {
  const root = newRoot(
    { [definition]: workflow(lines), 'orchestrator.yml': 'store: {kind: git}\n', ...files },
    { git: true },
  );
  const bare = path.join(newRoot().dir, 'remote.git');
  execFileSync('git', ['init', '--quiet', '--bare', '--initial-branch=main', bare], plain);
  root.git('remote', 'add', 'origin', bare);
  return { ...root, bare, inBare: (...args) => git(bare, args) };
}

/** The same, and the item `wi` is registered. */
export function labWithItem(lines = steps, files: Readonly<Record<string, string>> = {}): Lab {
  const lab = newLab(lines, files);
  lab.ok(...registerWi);
  return lab;
}

/** Another clone of the same remote, with the same policy and definition. */
export function otherClone(lab: Lab): Lab {
  const root = newRoot(
    { [definition]: lab.read(definition), 'orchestrator.yml': lab.read('orchestrator.yml') },
    { git: true },
  );
  root.git('remote', 'add', 'origin', lab.bare);
  return { ...lab, ...root };
}

export const tip = (lab: Lab): string => {
  try {
    return lab.inBare('rev-parse', '--verify', '--quiet', ref);
  } catch {
    return 'none';
  }
};

/** Every file of the branch, with mode and object. */
export const tree = (lab: Lab): readonly string[] =>
  lab.inBare('ls-tree', '-r', ref).split('\n').filter(Boolean);

/** What lies at a path of the branch. */
export const onBranch = (lab: Lab, file: string): string =>
  git(lab.bare, ['cat-file', 'blob', `${ref}:${file}`]);

type Change =
  | { readonly file: string; readonly bytes: string | Uint8Array; readonly mode?: string }
  | { readonly file: string; readonly oid: string; readonly mode: string }
  | { readonly file: string; readonly remove: true };

/** Changes the branch as anybody may who can push: no check, one commit. */
export function changeBranch(lab: Lab, ...changes: readonly Change[]): string {
  const index = path.join(lab.bare, `hand-${process.pid}-${changes.length}.index`);
  const env = { ...plain.env, GIT_INDEX_FILE: index };
  const run = (args: readonly string[], input?: string | Uint8Array): string =>
    execFileSync('git', ['-C', lab.bare, ...args], {
      env,
      ...(input !== undefined && { input }),
      stdio: ['pipe', 'pipe', 'pipe'],
    })
      .toString('utf8')
      .trimEnd();
  const before = tip(lab);
  run(['read-tree', ...(before === 'none' ? ['--empty'] : [before])]);
  for (const change of changes) {
    const { file } = change;
    if ('remove' in change) {
      run(['update-index', '-z', '--index-info'], `0 ${'0'.repeat(40)}\t${file}\0`);
      continue;
    }
    const oid = 'oid' in change ? change.oid : run(['hash-object', '-w', '--stdin'], change.bytes);
    run(['update-index', '-z', '--index-info'], `${change.mode ?? '100644'} ${oid}\t${file}\0`);
  }
  const parents = before === 'none' ? [] : ['-p', before];
  const commit = run(['commit-tree', run(['write-tree']), ...parents, '-m', 'by hand']);
  run(['update-ref', ref, commit]);
  fs.rmSync(index, { force: true });
  return commit;
}

/** A hook of the bare repository. */
export function hook(lab: Lab, name: string, body: string): void {
  const file = path.join(lab.bare, 'hooks', name);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, `#!/bin/sh\n${body}\n`, { mode: 0o755 });
}

/** A folder for the front of PATH with a `git` of this shell text; `$REAL` is the true one. */
export function fakeGit(body: string): string {
  const folder = newRoot().dir;
  const real = execFileSync('sh', ['-c', 'command -v git'], plain).toString().trim();
  const text = `#!/bin/sh\nREAL=${real}\n${body}\n`;
  fs.writeFileSync(path.join(folder, 'git'), text, { mode: 0o755 });
  return `${folder}:${process.env['PATH'] ?? ''}`;
}

/** Every path below a folder with its mode and bytes: what must not have changed. */
export function listing(folder: string, left: RegExp): Readonly<Record<string, string>> {
  return Object.fromEntries(
    fs
      .readdirSync(folder, { recursive: true, withFileTypes: true })
      .map((entry) => ({ entry, full: path.join(entry.parentPath, entry.name) }))
      .filter(({ full }) => !left.test(path.relative(folder, full)))
      .sort((one, other) => (one.full < other.full ? -1 : 1))
      .map(({ entry, full }) => {
        const { mode } = fs.lstatSync(full);
        const held = entry.isFile()
          ? fs.readFileSync(full, 'latin1')
          : entry.isSymbolicLink()
            ? fs.readlinkSync(full)
            : '';
        return [path.relative(folder, full), `${mode.toString(8)} ${held}`];
      }),
  );
}

/** The store's own clones in a repository. */
export const clones = (lab: Root): readonly string[] => {
  const scratch = path.join(lab.dir, '.git/orchestrator');
  if (!fs.existsSync(scratch)) return [];
  return fs
    .readdirSync(scratch)
    .filter((name) => name.startsWith('@store-'))
    .map((name) => path.join(scratch, name));
};

export interface Complaint {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

/** The `error` of the one document that a refused command prints. */
export const error = ({ stdout }: Ran): Complaint =>
  (JSON.parse(stdout) as { error: Complaint }).error;

/** What a user has, but for what the orchestrator keeps to itself. */
const usersFiles = (lab: Root): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(lab.files()).filter(([file]) => !file.startsWith('.git/')));

/** A command is refused as expected: nothing is said beside it, the branch and the checkout stay as they are. */
export function refusedHere(lab: Lab, args: readonly string[], expected: Expected): Complaint {
  const before = [tip(lab), usersFiles(lab)];
  const ran = lab.run(...args, '--json');
  expect({
    code: ran.code,
    stderr: ran.stderr,
    said: ran.code === expected.exit || ran.stdout,
  }).toEqual({ code: expected.exit, stderr: '', said: true });
  const complaint = error(ran);
  const matching = (part: string | RegExp): unknown =>
    typeof part === 'string' ? expect.stringContaining(part) : expect.stringMatching(part);
  expect(complaint).toMatchObject({
    code: matching(expected.code),
    message: matching(expected.says),
    hint: matching(expected.hint),
  });
  expect([tip(lab), usersFiles(lab)]).toEqual(before);
  return complaint;
}

const nobody = 65_534;

/** Can such a user start Node and the command line at all? Where they lie in a private folder, no. */
export function nobodyCanRun(): boolean {
  if (process.getuid?.() !== 0) return true;
  const program = [path.resolve('dist/cli/index.js'), '--version'];
  const user = { uid: nobody, gid: nobody };
  return spawnSync(process.execPath, program, { ...user, cwd: '/', stdio: 'ignore' }).status === 0;
}

/** Runs the command line as a user without rights to what is not his; the checkout becomes his. */
export function runAsNobody(lab: Lab, ...args: readonly string[]): Ran {
  const home = newRoot({ '.gitconfig': '[safe]\n\tdirectory = *\n[user]\n\tname = Nobody\n' }).dir;
  const isRoot = process.getuid?.() === 0;
  if (isRoot) {
    for (const folder of [home, lab.dir]) {
      execFileSync('chown', ['-R', String(nobody), folder], plain);
    }
    fs.chmodSync(path.dirname(lab.bare), 0o755);
  }
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [path.resolve('dist/cli/index.js'), ...args],
    {
      cwd: lab.dir,
      env: { PATH: process.env['PATH'], HOME: home, LC_ALL: 'C.UTF-8' },
      encoding: 'utf8',
      ...(isRoot && { uid: nobody, gid: nobody }),
    },
  );
  return {
    code: status ?? -1,
    stdout,
    stderr,
    get json(): unknown {
      return JSON.parse(stdout) as unknown;
    },
  };
}
