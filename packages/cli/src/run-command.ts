/** Runs the `run:` of a step: a text through `sh -ec`, a list without a shell; the root is its working directory. */
import { spawn } from 'node:child_process';
import type { RunEnvironment, RunResult } from '@orchestrator/app';

/** How much of the end of the output is kept, in characters. */
const kept = 2000;

export function runCommand(
  root: string,
  command: string | readonly string[],
  { item, step, attempt, attemptId }: RunEnvironment,
  stop: AbortSignal,
): Promise<RunResult> {
  const [program = 'sh', ...args] = typeof command === 'string' ? ['sh', '-ec', command] : command;
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        ORCHESTRATOR_WORK_ITEM: item,
        ORCHESTRATOR_STEP: step,
        ORCHESTRATOR_ATTEMPT: String(attempt),
        ORCHESTRATOR_ATTEMPT_ID: attemptId,
      },
    });
    let tail = '';
    const keep = (chunk: Buffer): void =>
      void (tail = (tail + chunk.toString('utf8')).slice(-kept));
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    const end = (): void => void child.kill('SIGTERM');
    stop.addEventListener('abort', end, { once: true });
    child.on('error', (error) => resolve({ code: 127, tail: error.message }));
    child.on('close', (code, signal) => {
      stop.removeEventListener('abort', end);
      const ended = {
        code: code ?? 128,
        tail: signal === null ? tail.trim() : `killed by ${signal}`,
      };
      resolve(stop.aborted && code !== 0 ? { ...ended, stopped: true } : ended);
    });
  });
}
