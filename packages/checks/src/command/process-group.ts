import type { ChildProcess } from 'node:child_process';

/** Ends a child and all that it started and that stayed in its group. */
export function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32') child.kill('SIGKILL');
    else process.kill(-child.pid, 'SIGKILL');
  } catch {
    // Nothing of it is left, which is what was wanted.
  }
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Ends the group when this process is interrupted: a group of its own does not hear the Ctrl-C of the
 * terminal. Returns how to stop listening.
 */
export function killGroupWithUs(child: ChildProcess): () => void {
  const onSignal = (signal: NodeJS.Signals) => {
    killGroup(child);
    forget();
    // Without us the signal would have ended this process, unless somebody else listens.
    if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
  };
  const forget = () => {
    for (const signal of signals) process.off(signal, onSignal);
  };
  for (const signal of signals) process.on(signal, onSignal);
  return forget;
}
