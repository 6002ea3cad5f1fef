/** Runs the command of a step. What it prints goes straight to the log; when the job is stopped, so is it. */
import { spawn } from 'node:child_process';
import type { Command } from './command.ts';

export interface Ending {
  readonly code: number;
  /** How it ended, in words that follow "the command". */
  readonly how: string;
  /** The job was cancelled, or ran out of time. */
  readonly stopped: boolean;
}

export interface Place {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

/** The runner goes on from SIGINT to SIGTERM after 7.5 s, and kills 2.5 s later: this is over by then. */
const grace = 5000;
const signals = ['SIGINT', 'SIGTERM'] as const;

export async function runCommand(command: Command, place: Place): Promise<Ending> {
  let stopped = false;
  let stop: (signal: NodeJS.Signals) => void = () => undefined;
  const onSignal = (signal: NodeJS.Signals): void => {
    stopped = true;
    stop(signal);
  };
  for (const signal of signals) process.on(signal, onSignal);
  try {
    const ended = await start(command, place, (end) => (stop = end));
    return { ...ended, stopped };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { code: 127, how: `could not be started: ${why}`, stopped };
  } finally {
    for (const signal of signals) process.off(signal, onSignal);
  }
}

function start(
  { program, args }: Command,
  place: Place,
  onStarted: (stop: (signal: NodeJS.Signals) => void) => void,
): Promise<Omit<Ending, 'stopped'>> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      ...place,
      stdio: ['ignore', 'inherit', 'inherit'],
      // A group of its own: whatever it has started can be ended with it.
      detached: process.platform !== 'win32',
    });
    let alarm: NodeJS.Timeout | undefined;
    onStarted((signal) => {
      endAll(child.pid, signal);
      alarm ??= setTimeout(() => {
        endAll(child.pid, 'SIGKILL');
      }, grace);
    });
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      clearTimeout(alarm);
      // What it has left behind must not watch how the outcome is recorded.
      endAll(child.pid, 'SIGKILL');
      const how = signal === null ? `ended with exit code ${code ?? 0}` : `was killed by ${signal}`;
      resolve({ code: code ?? 128, how });
    });
  });
}

function endAll(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, signal);
  } catch {
    // Nobody is left.
  }
}
