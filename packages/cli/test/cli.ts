/** Runs the built command line as a process, in a folder of its own; what a test sees is what a user sees. */
import { execFileSync, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { afterAll, expect } from '@jest/globals';

const bundle = path.resolve('dist/cli/index.js');
const made: string[] = [];

afterAll(() => {
  for (const folder of made) fs.rmSync(folder, { recursive: true, force: true });
});

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** The one document on stdout; reading it fails when there is anything else. */
  readonly json: unknown;
}

export interface Root {
  readonly dir: string;
  /** Runs the command line in this folder. */
  readonly run: (...args: readonly string[]) => Ran;
  /** The same with variables of the environment. */
  readonly runWith: (env: Readonly<Record<string, string>>, ...args: readonly string[]) => Ran;
  /** The same, and it must succeed; `--json` is added. @returns the document */
  readonly ok: (...args: readonly string[]) => unknown;
  readonly write: (file: string, content: string | Uint8Array) => void;
  readonly read: (file: string) => string;
  readonly remove: (file: string) => void;
  /** Every file and what is in it; of `.git` only what the orchestrator keeps there. */
  readonly files: () => Readonly<Record<string, string>>;
  readonly git: (...args: readonly string[]) => string;
}

function newFolder(prefix: string): string {
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(tmpdir(), prefix)));
  made.push(folder);
  return folder;
}

let home: string | undefined;

/** The environment of a person called Ada Lovelace, on a machine without anything else. */
function environment(): NodeJS.ProcessEnv {
  if (home === undefined) {
    home = newFolder('home-');
    const config =
      '[user]\nname = Ada Lovelace\nemail = ada@example.org\n[init]\ndefaultBranch = main\n';
    fs.writeFileSync(path.join(home, '.gitconfig'), config);
  }
  return { PATH: process.env['PATH'], HOME: home, LC_ALL: 'C.UTF-8' };
}

/** A new folder with these files. */
export function newRoot(
  files: Readonly<Record<string, string>> = {},
  { git = false }: { readonly git?: boolean } = {},
): Root {
  const root = rootIn(newFolder('cli-'));
  if (git) root.git('init', '--quiet');
  for (const [file, text] of Object.entries(files)) root.write(file, text);
  return root;
}

/** A folder of its own with everything that is in this one, what the orchestrator keeps to itself included. */
export function copyOf({ dir }: Root): Root {
  const copy = newFolder('cli-');
  fs.cpSync(dir, copy, { recursive: true });
  return rootIn(copy);
}

function rootIn(dir: string): Root {
  const full = (file: string): string => path.join(dir, file);
  return {
    dir,
    run: (...args) => run(dir, args),
    runWith: (env, ...args) => run(dir, args, env),
    ok: (...args) => {
      const { code, stdout, stderr, json } = run(dir, [...args, '--json']);
      expect([code, code === 0 ? '' : stdout + stderr]).toEqual([0, '']);
      return json;
    },
    write: (file, content) => {
      fs.mkdirSync(path.dirname(full(file)), { recursive: true });
      fs.writeFileSync(full(file), content);
    },
    read: (file) => fs.readFileSync(full(file), 'utf8'),
    remove: (file) => fs.rmSync(full(file)),
    files: () => filesOf(dir),
    git: (...args) => execFileSync('git', args, { cwd: dir, env: environment(), encoding: 'utf8' }),
  };
}

function run(
  cwd: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Ran {
  const { status, stdout, stderr } = spawnSync(process.execPath, [bundle, ...args], {
    cwd,
    env: { ...environment(), ...env },
    encoding: 'utf8',
    timeout: 20_000,
    maxBuffer: 64 * 1024 * 1024,
  });
  return {
    code: status ?? -1,
    stdout,
    stderr,
    get json(): unknown {
      return JSON.parse(stdout) as unknown;
    },
  };
}

/** What git keeps for itself, and what the orchestrator has only looked up. */
const hidden = /^\.git\/(?!orchestrator\/)|^(\.git\/|\.)orchestrator\/@cache\//;

function filesOf(dir: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    fs
      .readdirSync(dir, { recursive: true, withFileTypes: true })
      .filter((entry) => !entry.isDirectory())
      .map((entry) => path.join(entry.parentPath, entry.name))
      .filter((file) => !hidden.test(path.relative(dir, file)))
      .sort()
      .map((file) => [path.relative(dir, file), fs.readFileSync(file, 'latin1')]),
  );
}

export interface Expected {
  readonly exit: number;
  readonly code: string | RegExp;
  /** A part of what is said. */
  readonly says: string | RegExp;
  /** A part of the way out. */
  readonly hint: string | RegExp;
}

/** The `error` of the one document that a refused command prints; the tree must be as it was. */
export function refused(root: Root, args: readonly string[], expected: Expected): unknown {
  const before = root.files();
  const { code, json, stdout, stderr } = root.run(...args, '--json');
  expect({ code, stdout: code === expected.exit ? '' : stdout, stderr }).toEqual({
    code: expected.exit,
    stdout: '',
    stderr: '',
  });
  expect(json).toEqual({ schema: 'orchestrator.error/1', error: expect.any(Object) });
  const error = at(json, 'error');
  expect(error).toMatchObject({
    code: expect.stringMatching(asPattern(expected.code)),
    message: expect.stringMatching(asPattern(expected.says)),
    hint: expect.stringMatching(asPattern(expected.hint)),
  });
  expect(root.files()).toEqual(before);
  return error;
}

/** Wrong usage: exit 2. */
export const misused = (
  root: Root,
  args: readonly string[],
  says: string | RegExp,
  hint: string | RegExp,
): unknown => refused(root, args, { exit: 2, code: 'invalid-input', says, hint });

const asPattern = (part: string | RegExp): RegExp =>
  typeof part === 'string' ? new RegExp(part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')) : part;

/** What lies at a place inside a document. */
export function at(value: unknown, ...place: readonly (string | number)[]): unknown {
  return place.reduce<unknown>(
    (inner, part) =>
      typeof inner === 'object' && inner !== null
        ? (inner as Readonly<Record<string, unknown>>)[part]
        : undefined,
    value,
  );
}

/** The text at a place inside a document. */
export function textAt(value: unknown, ...place: readonly (string | number)[]): string {
  const found = at(value, ...place);
  if (typeof found !== 'string') throw new Error(`no text at ${place.join('.')}`);
  return found;
}

/** The names of all members of an object, sorted. */
export const keysOf = (value: unknown): readonly string[] => Object.keys(value ?? {}).sort();

/** A root with the workflow `wf@1.0.0` of these steps (and what follows them), and the item `wi` registered to it. */
export function rootWithItem(steps: string, options: { readonly git?: boolean } = {}): Root {
  const root = newRoot({ [definition]: workflow(steps) }, options);
  root.ok('register', '--work-item', 'wi', '--workflow', 'wf@1.0.0');
  return root;
}

export const definition = 'artifacts/workflows/wf@1.0.0.yaml';
export const workflow = (steps: string): string => `id: wf\nversion: 1.0.0\nsteps:\n${steps}\n`;

/** The options of a command on a step of `wi`. */
export const on = (
  command: string,
  step: string,
  ...more: readonly string[]
): readonly string[] => [command, '--work-item', 'wi', '--step', step, ...more];
export const claim = (root: Root, step: string, ...more: readonly string[]): unknown =>
  root.ok(...on('claim', step, ...more));
export const complete = (root: Root, step: string, ...more: readonly string[]): unknown =>
  root.ok(...on('complete', step, ...more));
export const gate = (
  decision: string,
  key: string,
  ...more: readonly string[]
): readonly string[] => [
  'gate',
  '--work-item',
  'wi',
  '--gate',
  key,
  '--decision',
  decision,
  ...more,
];

export const registerWi = ['register', '--work-item', 'wi', '--workflow', 'wf@1.0.0'];

export interface Problem {
  readonly code: string;
  readonly line: number;
  readonly says: string;
  readonly hint: string;
}

/** Both `validate` and `register` name the file, the line and the way out; `validate` names every problem. */
export function expectInvalid(root: Root, problem: Problem, file = definition): unknown {
  const before = root.files();
  const { code, json, stderr } = root.run('validate', '--json');
  expect([code, stderr]).toEqual([2, '']);
  expect(json).toEqual({
    schema: 'orchestrator.validate/1',
    ok: false,
    problems: expect.any(Array),
  });
  expect(at(json, 'problems', 0)).toEqual({
    code: problem.code,
    path: file,
    line: problem.line,
    detail: expect.stringContaining(problem.says),
    hint: expect.stringContaining(problem.hint),
  });
  expect(root.files()).toEqual(before);
  refused(root, registerWi, {
    exit: 2,
    code: 'invalid-definition',
    says: `${file}:${problem.line}: `,
    hint: problem.hint,
  });
  return at(json, 'problems');
}

/** Writes to the item are refused with exit 5 and name the file; the tree stays as it is. */
export const expectDamaged = (root: Root, item: string, file: string): unknown =>
  refused(root, ['schedule', '--work-item', item], {
    exit: 5,
    code: 'item-damaged',
    says: file,
    hint: file,
  });
