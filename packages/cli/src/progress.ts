/** Progress of a pool: one live line on a terminal, one line an event in a pipe. */
import type { WorkEvent } from '@orchestrator/app';
import { duration } from '@orchestrator/render/duration';
import { cut, type Terminal } from './terminal.ts';

export interface Progress {
  readonly update: (event: WorkEvent, sentence: string) => void;
  readonly end: () => void;
}

const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const clearLine = '\r\u001b[2K';

export function createProgress(terminal: Terminal): Progress {
  const running = new Map<string, number>();
  let tick = 0;
  const draw = (): void => {
    const now = performance.now();
    const parts = [...running].map(([step, since]) => `${step} ${duration(now - since)}`);
    const frame = frames[(tick += 1) % frames.length] ?? '';
    process.stderr.write(
      clearLine +
        cut(parts.length === 0 ? '' : `${frame} ${parts.join(' · ')}`, process.stderr.columns - 1),
    );
  };
  const timer = terminal.live ? setInterval(draw, 100) : undefined;
  return {
    update: (event, sentence) => {
      if (event.type === 'claimed') running.set(event.step, performance.now());
      else running.delete(event.step);
      if (terminal.live) process.stderr.write(clearLine);
      terminal.notice(sentence);
    },
    end: () => {
      if (timer === undefined) return;
      clearInterval(timer);
      process.stderr.write(clearLine);
    },
  };
}
