/** Where the story plays: a new git repository, and the programs that run in it. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import { devNull, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { printed, typed, wordsOf } from './teller.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const built = join(here, '..', '..', 'dist', 'cli', 'index.js');
const program = process.env['ORCHESTRATOR'] ?? built;

export const root = realpathSync(mkdtempSync(join(tmpdir(), 'whole-life-')));

/** Types a command of the orchestrator; it must end with this exit code. @returns what it printed */
export function orchestrator(command, exit = 0) {
  const args = unquoted(wordsOf(command));
  const [file, first] = /\.[cm]?js$/.test(program) ? [process.execPath, [program]] : [program, []];
  return run(`orchestrator ${command}`, file, [...first, ...args], exit);
}

/** Types a git command; it must succeed. */
export const git = (command) => run(`git ${command}`, 'git', unquoted(wordsOf(command)), 0);

/** Somebody has written these lines into a file. */
export function write(file, ...lines) {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), `${lines.join('\n')}\n`);
}

/** Puts a file of this example into the repository. */
export const place = (file, as = file) =>
  cpSync(join(here, file), join(root, as), { recursive: true });

const unquoted = (words) => words.map((word) => word.replaceAll('"', ''));

/** Alice sits at this machine, whoever runs the example and wherever; the others give their names with --actor. */
const env = {
  ...Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(GIT|GITHUB|ORCHESTRATOR)(_|$)/.test(name)),
  ),
  GIT_CONFIG_GLOBAL: devNull,
  GIT_CONFIG_NOSYSTEM: '1',
};

function run(command, file, args, expected) {
  typed(command);
  const { status, stdout, stderr, error } = spawnSync(file, args, {
    cwd: root,
    env,
    encoding: 'utf8',
  });
  const output = `${stdout ?? ''}${stderr ?? ''}`;
  if (output !== '') printed(output, status ?? 1);
  if (status === expected) return output;
  throw new Error(
    `"${command}" ended with ${error?.message ?? `exit ${status}`}; the story needs exit ${expected}.`,
  );
}
