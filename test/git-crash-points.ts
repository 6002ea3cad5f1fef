/** Where a `kill -9` can strike: the command itself, each git that it runs, and git on the server. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { GitServer } from './kit/git-server/server.ts';
import { quoted, runsOf, writeShim } from './kit/git-server/shim.ts';
import { claimOf, runIn, type Place } from './git-crash-lab.ts';

export type Point =
  /** The command, before its n-th run of git, while that goes on without it, or when it is done. */
  | {
      readonly dies: 'command';
      readonly run: number;
      readonly moment: 'before' | 'during' | 'after';
    }
  /** The command, at its k-th call of this kind. */
  | { readonly dies: 'command at'; readonly call: string; readonly k: number }
  /** Its n-th run of git or a helper of that, at the k-th call; the command lives on. */
  | { readonly dies: 'git'; readonly run: number; readonly call: string; readonly k: number }
  /** `git receive-pack` on the server, or a helper of that. */
  | { readonly dies: 'server'; readonly call: string; readonly k: number };

/** The calls that change a file system, opening, sending, and starting others. */
export const calls: readonly string[] = [
  'openat',
  'mkdir',
  'link',
  'rename',
  'unlink',
  'rmdir',
  'write',
  'fsync',
  'fdatasync',
  'symlink',
  'ftruncate',
  'sendto',
  'clone',
  'execve',
];

/** `strace` that kills whoever makes its k-th call of this kind; the log says whether anybody did. */
const straced = (
  call: string,
  k: number,
  log: string,
  ...more: readonly string[]
): readonly string[] => [
  ...['strace', '-f', '-qq', '-o', log, ...more],
  ...['-e', `trace=${call}`, '-e', `inject=${call}:signal=KILL:when=${k}`],
];

const moments = {
  before: 'kill -9 $PPID; exit 137',
  during: 'kill -9 $PPID',
  after: '"$real" "$@"; kill -9 $PPID; exit 137',
} as const;

/** Claims step one and dies on the way. @returns whether anything was killed: else there is no such point */
export async function dieAt(
  place: Place,
  cli: string,
  point: Point,
  server?: GitServer,
): Promise<boolean> {
  const scratch = path.join(path.dirname(place.checkout), 'dying');
  const log = path.join(scratch, 'strace');
  const shim = path.join(scratch, 'shim');
  fs.mkdirSync(scratch, { recursive: true });
  const claim = claimOf(cli, 'one', 'ann');
  const run = runIn(place);
  const search = { PATH: `${shim}:${process.env['PATH'] ?? ''}` };
  const wasKilled = (): boolean =>
    fs.existsSync(log) && fs.readFileSync(log, 'utf8').includes('killed by SIGKILL');
  switch (point.dies) {
    case 'command':
      writeShim(shim, { nth: point.run, does: moments[point.moment] });
      await run(claim, search);
      return runsOf(shim).length >= point.run;
    case 'command at':
      // Its gits go on untouched.
      await run([...straced(point.call, point.k, log, '--detach-on=execve'), ...claim]);
      return wasKilled();
    case 'git': {
      const strace = straced(point.call, point.k, log).map(quoted).join(' ');
      writeShim(shim, { nth: point.run, does: `exec ${strace} "$real" "$@"` });
      await run(claim, search);
      return wasKilled();
    }
    case 'server': {
      const strace = straced(point.call, point.k, log).map(quoted).join(' ');
      writeShim(shim, { subcommand: 'receive-pack', nth: 1, does: `exec ${strace} "$real" "$@"` });
      server?.wrap(['env', `GIT_EXEC_PATH=${shim}`]);
      await run(claim);
      server?.wrap(undefined);
      return wasKilled();
    }
  }
}

/** How often the command runs git when nothing dies. */
export async function countRuns(place: Place, cli: string): Promise<number> {
  const shim = path.join(path.dirname(place.checkout), 'counting');
  writeShim(shim, { nth: 0, does: '' });
  await runIn(place)(claimOf(cli, 'one', 'ann'), { PATH: `${shim}:${process.env['PATH'] ?? ''}` });
  const runs = runsOf(shim).length;
  place.restore();
  return runs;
}
