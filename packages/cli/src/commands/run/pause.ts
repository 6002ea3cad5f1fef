/** Waiting for somebody at a terminal to do the work of a gate. */
import { createInterface } from 'node:readline/promises';

export type Answer =
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly why: string }
  | { readonly kind: 'stop' };

/** Is there somebody who can be asked? */
export const canAsk = (): boolean => process.stdin.isTTY && process.stderr.isTTY;

/** Asks until the answer is one of those that are offered. Ctrl-C and Ctrl-D mean to stop here. */
export async function pause(question: string): Promise<Answer> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const stopped = new AbortController();
  terminal.on('close', () => {
    stopped.abort();
  });
  terminal.on('SIGINT', () => {
    terminal.close();
  });
  try {
    for (;;) {
      const answer = await terminal.question(question, { signal: stopped.signal });
      const [word = '', ...rest] = answer.trim().split(/\s+/);
      if (word === '') return { kind: 'done' };
      if (word === 's' || word === 'stop') return { kind: 'stop' };
      const isFailure = word === 'f' || word === 'fail';
      if (isFailure && rest.length > 0) return { kind: 'failed', why: rest.join(' ') };
      process.stderr.write(isFailure ? '  Say why: f REASON\n' : '  Enter, f REASON, or s\n');
    }
  } catch (error) {
    if (stopped.signal.aborted) return { kind: 'stop' };
    throw error;
  } finally {
    terminal.close();
  }
}
