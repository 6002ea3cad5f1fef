import { spawn, type ChildProcess } from 'node:child_process';
import { errorCode } from '../files/error-code.ts';
import { commandEnvironment } from './environment.ts';
import { killGroup, killGroupWithUs } from './process-group.ts';
import { createTail } from './tail.ts';

export interface Command {
  readonly root: string;
  readonly program: string;
  readonly args: readonly string[];
  readonly seconds: number;
}

/** How a command ended. `refused`: it never started. */
export type Ending =
  | { readonly kind: 'exit'; readonly code: number; readonly output: string }
  | { readonly kind: 'signal'; readonly signal: string; readonly output: string }
  | { readonly kind: 'timeout'; readonly output: string }
  | { readonly kind: 'refused'; readonly code: string };

/** Longest wait that a timer can hold, about 24 days. */
const maxMilliseconds = 2 ** 31 - 1;

/**
 * Runs a program in the root, without a shell, in a process group of its own that is gone when this
 * returns: at the end of the time, and also when the program leaves others behind.
 */
export function runCommand(command: Command): Promise<Ending> {
  try {
    return watch(start(command), command.seconds);
  } catch (error) {
    return Promise.resolve({ kind: 'refused', code: errorCode(error) });
  }
}

const start = ({ root, program, args }: Command) =>
  spawn(program, args, {
    cwd: root,
    env: commandEnvironment(process.env),
    stdio: ['ignore', 'pipe', 'pipe'],
    // Makes it the leader of a group, so that all it starts can be ended with it.
    detached: process.platform !== 'win32',
    windowsHide: true,
  });

function watch(child: ReturnType<typeof start>, seconds: number): Promise<Ending> {
  const out = createTail();
  const err = createTail();
  child.stdout.on('data', (chunk: Buffer) => out.add(chunk));
  child.stderr.on('data', (chunk: Buffer) => err.add(chunk));
  const output = () => [out.text(), err.text()].filter((text) => text !== '').join('\n');
  return new Promise((resolve) => {
    const state = { isLate: false };
    const limit = setTimeout(
      () => {
        state.isLate = true;
        killGroup(child);
      },
      Math.min(seconds * 1000, maxMilliseconds),
    );
    const forget = killGroupWithUs(child);
    const settle = (ending: Ending) => {
      clearTimeout(limit);
      forget();
      resolve(ending);
    };
    child.once('error', (error) => settle({ kind: 'refused', code: errorCode(error) }));
    child.once('exit', () => endLeftovers(child));
    child.once('close', (code, signal) => settle(endingOf(code, signal, state.isLate, output())));
  });
}

function endingOf(
  code: number | null,
  signal: NodeJS.Signals | null,
  isLate: boolean,
  output: string,
): Ending {
  if (isLate) return { kind: 'timeout', output };
  if (code !== null) return { kind: 'exit', code, output };
  return { kind: 'signal', signal: signal ?? 'a signal', output };
}

/** How long a process that left the group may still hold the output open. */
const graceMilliseconds = 500;

function endLeftovers(child: ChildProcess): void {
  killGroup(child);
  setTimeout(() => {
    child.stdout?.destroy();
    child.stderr?.destroy();
  }, graceMilliseconds).unref();
}
