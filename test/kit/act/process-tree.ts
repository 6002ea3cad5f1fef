/** Ends everything that a run started, as a machine does that loses its power. Linux only: reads /proc. */
import * as fs from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly zombie: boolean;
}

/**
 * SIGKILL for every process whose environment holds the mark, with all their descendants. They are stopped first, so that
 * none can start another meanwhile. Returns when all are gone.
 * @param mark `NAME=value`, found in the environment of nobody else
 */
export async function killMarked(mark: string): Promise<void> {
  const stopped = new Set<number>();
  for (;;) {
    const fresh = family(mark).filter((pid) => !stopped.has(pid));
    if (fresh.length === 0) break;
    for (const pid of fresh) {
      signal(pid, 'SIGSTOP');
      stopped.add(pid);
    }
  }
  for (const pid of stopped) signal(pid, 'SIGKILL');
  while (family(mark).length > 0) await delay(10);
}

/** The living ones that carry the mark, and their descendants. */
function family(mark: string): readonly number[] {
  const living = processes().filter(({ zombie }) => !zombie);
  const found = new Set(living.filter(({ pid }) => carries(pid, mark)).map(({ pid }) => pid));
  for (let size = -1; size !== found.size;) {
    size = found.size;
    for (const { pid, parent } of living) if (found.has(parent)) found.add(pid);
  }
  return [...found];
}

function processes(): readonly Process[] {
  return fs
    .readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      const stat = read(`/proc/${name}/stat`);
      // "pid (name) state parent …", and the name may hold blanks and parentheses.
      const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return stat === ''
        ? []
        : [{ pid: Number(name), parent: Number(parent), zombie: state === 'Z' }];
    });
}

const carries = (pid: number, mark: string): boolean =>
  read(`/proc/${pid}/environ`).split('\0').includes(mark);

/** Empty for a process that has ended meanwhile, or is somebody else's. */
function read(file: string): string {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended by itself.
  }
}
