/** A copy of the packages in which sources can be broken and their tests run, while the originals stay as they are. */
import { execFile } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import jestConfig from '../../../jest.config.ts';
import type { Edit } from './variants.ts';

const top = path.join(import.meta.dirname, '../../..');
const scope = '@orchestrator';
const results = 'results.json';

/** What a run of some tests came to. */
export interface TestRun {
  /** Test files that could not be run at all. */
  readonly notStarted: readonly string[];
  /** Those that were run, not those that were left out. */
  readonly tests: readonly RanTest[];
}

export interface RanTest {
  /** From the top of the repository. */
  readonly file: string;
  /** With the names of the blocks around it. */
  readonly name: string;
  readonly passed: boolean;
  readonly messages: string;
}

/** A test file and the full name of a test in it. */
export type Selected = readonly [file: string, test: string];

/** Copies every package to an empty folder; they find each other there, and all else where it is installed. */
export function copyPackages(folder: string): void {
  for (const file of ['package.json', 'tsconfig.json'])
    fs.copyFileSync(path.join(top, file), path.join(folder, file));
  linkAll(path.join(top, 'node_modules'), path.join(folder, 'node_modules'), [scope, '.cache']);
  fs.mkdirSync(path.join(folder, 'node_modules', scope));
  for (const name of fs.readdirSync(path.join(top, 'packages'))) {
    const [from, to] = [path.join(top, 'packages', name), path.join(folder, 'packages', name)];
    for (const part of ['package.json', 'src', 'test'])
      if (fs.existsSync(path.join(from, part)))
        fs.cpSync(path.join(from, part), path.join(to, part), { recursive: true });
    linkAll(path.join(from, 'node_modules'), path.join(to, 'node_modules'));
    fs.symlinkSync(to, path.join(folder, 'node_modules', scope, name));
  }
  // Nothing to build first, and no cache that stays behind.
  const { globalSetup: _, ...config } = jestConfig;
  const own = { ...config, cacheDirectory: path.join(folder, 'cache') };
  fs.writeFileSync(path.join(folder, 'jest.config.json'), JSON.stringify(own));
}

function linkAll(from: string, to: string, except: readonly string[] = []): void {
  if (!fs.existsSync(from)) return;
  fs.mkdirSync(to, { recursive: true });
  for (const name of fs.readdirSync(from))
    if (!except.includes(name)) fs.symlinkSync(path.join(from, name), path.join(to, name));
}

/**
 * Runs something while a file of the copy is broken.
 * @throws Error unless the text to be replaced is in the file exactly once
 */
export async function whileBroken<Result>(
  folder: string,
  { file, find, replace }: Edit,
  run: () => Promise<Result>,
): Promise<Result> {
  const target = path.join(folder, file);
  const text = fs.readFileSync(target, 'utf8');
  const pieces = text.split(find);
  if (pieces.length !== 2)
    throw new Error(`${file} holds this text ${pieces.length - 1} times, not once: ${find}`);
  fs.writeFileSync(target, pieces.join(replace));
  try {
    return await run();
  } finally {
    fs.writeFileSync(target, text);
  }
}

/** Runs these tests of the copy, and no others of their files but those of the same name. */
export async function runTests(folder: string, selected: readonly Selected[]): Promise<TestRun> {
  const files = [...new Set(selected.map(([file]) => file))];
  const names = [...new Set(selected.map(([, name]) => escaped(name)))];
  const args = [
    ...['--experimental-vm-modules', 'node_modules/jest/bin/jest.js', '--runInBand'],
    ...['--config', 'jest.config.json', '--json', '--outputFile', results],
    ...['--testNamePattern', `^(${names.join('|')})$`, '--runTestsByPath', ...files],
  ];
  const output = path.join(folder, results);
  fs.rmSync(output, { force: true });
  const env = { ...process.env, FORCE_COLOR: '0' };
  const complaints = await new Promise<string>((done) => {
    execFile(process.execPath, args, { cwd: folder, env, timeout: 60_000 }, (_, __, stderr) =>
      done(stderr),
    );
  });
  if (!fs.existsSync(output)) throw new Error(`The tests could not be run: ${complaints}`);
  return readResults(folder, JSON.parse(fs.readFileSync(output, 'utf8')) as Results);
}

const escaped = (name: string): string => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** The part of Jest's report that is read here. */
interface Results {
  readonly testResults: readonly {
    readonly name: string;
    readonly message: string;
    readonly status: string;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}

function readResults(folder: string, { testResults }: Results): TestRun {
  const tests = testResults.flatMap(({ name, assertionResults }) =>
    assertionResults
      .filter(({ status }) => status === 'passed' || status === 'failed')
      .map(({ fullName, status, failureMessages }) => ({
        file: path.relative(folder, name),
        name: fullName,
        passed: status === 'passed',
        messages: failureMessages.join('\n'),
      })),
  );
  const notStarted = testResults
    .filter(({ assertionResults }) => assertionResults.length === 0)
    .map(({ message }) => message);
  return { notStarted, tests };
}
