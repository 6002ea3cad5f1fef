import { execFile } from 'node:child_process';
import type { RefTarget } from './state.ts';

export interface TreeEntry {
  readonly path: string;
  readonly mode: string;
  readonly type: string;
  readonly sha: string;
  /** Bytes; undefined for anything but a blob. */
  readonly size: number | undefined;
}

/** What the local GitHub asks of the bare repository. Every sha handed in has 40 hexadecimal digits. */
export interface Git {
  readonly refs: () => Promise<ReadonlyMap<string, RefTarget>>;
  /** Full name of the default branch, whether or not it has a commit. */
  readonly head: () => Promise<string>;
  /** `commit`, `tree`, `blob`, `tag`; undefined when there is no such object. */
  readonly typeOf: (sha: string) => Promise<string | undefined>;
  readonly commit: (sha: string) => Promise<Buffer>;
  readonly blob: (sha: string) => Promise<Buffer>;
  /** The sha of what lies at a path of a commit or tree; undefined when nothing does. */
  readonly at: (sha: string, path: string) => Promise<string | undefined>;
  readonly tree: (sha: string, recursive: boolean) => Promise<readonly TreeEntry[]>;
  readonly isAncestor: (ancestor: string, sha: string) => Promise<boolean>;
  readonly isRefName: (name: string) => Promise<boolean>;
  /** Compare-and-swap; `from` undefined: create. False when the ref was not as expected. */
  readonly moveRef: (name: string, to: string, from: string | undefined) => Promise<boolean>;
}

interface Ran {
  readonly ok: boolean;
  readonly stdout: Buffer;
  readonly stderr: string;
}

const environment = {
  PATH: process.env['PATH'],
  LC_ALL: 'C',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
};

function run(bare: string, args: readonly string[]): Promise<Ran> {
  return new Promise((done) => {
    execFile(
      'git',
      [`--git-dir=${bare}`, ...args],
      { env: environment, encoding: 'buffer', maxBuffer: 2 ** 28 },
      (error, stdout, stderr) => done({ ok: error === null, stdout, stderr: stderr.toString() }),
    );
  });
}

async function must(bare: string, args: readonly string[]): Promise<Buffer> {
  const { ok, stdout, stderr } = await run(bare, args);
  if (!ok) throw new Error(`git ${args.join(' ')}: ${stderr}`);
  return stdout;
}

const linesOf = (output: Buffer, end: '\n' | '\0'): readonly string[] =>
  output
    .toString()
    .split(end)
    .filter((line) => line !== '');

async function readRefs(bare: string): Promise<ReadonlyMap<string, RefTarget>> {
  const format = '--format=%(objectname) %(objecttype) %(refname)';
  const lines = linesOf(await must(bare, ['for-each-ref', format]), '\n');
  return new Map(
    lines.map((line) => {
      const [sha = '', type = '', ...name] = line.split(' ');
      return [name.join(' '), { sha, type }];
    }),
  );
}

function treeEntry(line: string): TreeEntry {
  // A path may hold tabs too.
  const tab = line.indexOf('\t');
  const [mode = '', type = '', sha = '', size = ''] = line.slice(0, tab).split(/ +/);
  const path = line.slice(tab + 1);
  return { path, mode, type, sha, size: size === '-' ? undefined : Number(size) };
}

async function textOf(ran: Promise<Ran>): Promise<string | undefined> {
  const { ok, stdout } = await ran;
  return ok ? stdout.toString().trim() : undefined;
}

/** What is found is found again: objects never change. */
function remembered<T>(find: (sha: string) => Promise<T>): typeof find {
  const known = new Map<string, T>();
  return async (sha) => {
    const found = known.get(sha) ?? (await find(sha));
    if (found !== undefined) known.set(sha, found);
    return found;
  };
}

/** Reads and moves refs of the bare repository at `bare`, by running git. */
export function gitOf(bare: string): Git {
  const commit = remembered((sha) => must(bare, ['cat-file', 'commit', sha]));
  return {
    refs: () => readRefs(bare),
    head: async () => (await must(bare, ['symbolic-ref', 'HEAD'])).toString().trim(),
    typeOf: remembered((sha) => textOf(run(bare, ['cat-file', '-t', sha]))),
    commit,
    blob: (sha) => must(bare, ['cat-file', 'blob', sha]),
    at: (sha, path) => textOf(run(bare, ['rev-parse', '--verify', '--quiet', `${sha}:${path}`])),
    tree: async (sha, recursive) => {
      const deep = recursive ? ['-r', '-t'] : [];
      const output = await must(bare, ['ls-tree', '-z', '--long', ...deep, sha]);
      return linesOf(output, '\0').map(treeEntry);
    },
    isAncestor: async (ancestor, sha) =>
      (await run(bare, ['merge-base', '--is-ancestor', ancestor, sha])).ok,
    isRefName: async (name) => (await run(bare, ['check-ref-format', name])).ok,
    moveRef: async (name, to, from) =>
      (await run(bare, ['update-ref', '--no-deref', name, to, from ?? '0'.repeat(40)])).ok,
  };
}
