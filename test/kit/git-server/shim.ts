/** A `git` in front of the real one that does something else at one of its runs; all others it passes on. */
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';

export interface Shim {
  /** Only runs of this subcommand count; absent: all do. */
  readonly subcommand?: string;
  /** Which of them, from 1. */
  readonly nth: number;
  /** Shell lines; the arguments are in `"$@"`, the real git is `"$real"`. What follows them is the run itself. */
  readonly does: string;
}

/** A word for the shell. */
export const quoted = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;

/**
 * @param folder made; put it in front of the PATH of a client, or let it be the GIT_EXEC_PATH of a server
 * @returns how many runs have counted so far
 */
export function writeShim(folder: string, { subcommand, nth, does }: Shim): () => number {
  const real = execFileSync('which', ['git'], { encoding: 'utf8' }).trim();
  const runs = path.join(folder, 'runs');
  fs.mkdirSync(runs, { recursive: true });
  // A server's git finds its helpers here, too.
  const helpers = execFileSync(real, ['--exec-path'], { encoding: 'utf8' }).trim();
  for (const name of fs.readdirSync(helpers))
    if (name !== 'git') fs.symlinkSync(path.join(helpers, name), path.join(folder, name));
  const script = `#!/bin/sh
real=${quoted(real)}
export PATH="\${PATH#${folder}:}"
case " $* " in *${subcommand === undefined ? '' : quoted(` ${subcommand} `)}*)
  n=1
  while ! mkdir ${quoted(runs)}/$n 2>/dev/null; do n=$((n + 1)); done
  printf '%s\\n' "$*" >${quoted(runs)}/$n/arguments
  if [ $n -eq ${nth} ]; then
    unset GIT_EXEC_PATH
    ${does}
  fi ;;
esac
exec "$real" "$@"
`;
  fs.writeFileSync(path.join(folder, 'git'), script, { mode: 0o755 });
  return () => fs.readdirSync(runs).length;
}

/** The arguments of every run that counted, in their order. */
export const runsOf = (folder: string): readonly string[] =>
  fs
    .readdirSync(path.join(folder, 'runs'))
    .map(Number)
    .sort((one, other) => one - other)
    .map((run) => fs.readFileSync(path.join(folder, 'runs', String(run), 'arguments'), 'utf8'));
