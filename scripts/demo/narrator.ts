/** What the demo says: a line or two for each step, a live line on a terminal, plain lines in a pipe, a table at the end. */
import { styleText } from 'node:util';
import { join } from 'node:path';

export interface Narrator {
  readonly step: (title: string, detail?: string) => void;
  readonly command: (args: readonly string[], result: string) => void;
  readonly tell: (line: string) => void;
  readonly started: (worker: string) => void;
  readonly ended: (worker: string) => void;
  readonly summary: (history: unknown, root: string, refused: string) => void;
  readonly failed: (message: string, root: string) => void;
}

interface Entry {
  readonly at: string;
  readonly actor: string;
  readonly detail: string;
}

const clearLine = '\r\u001b[2K';

export function createNarrator(): Narrator {
  const live = process.stdout.isTTY && process.env['CI'] === undefined;
  const color = live && process.env['NO_COLOR'] === undefined;
  const style = (kind: 'bold' | 'dim' | 'cyan' | 'red', text: string): string =>
    color ? styleText(kind, text) : text;
  const width = live ? process.stdout.columns : 160;
  const begun = performance.now();
  const busy = new Set<string>();
  let number = 0;

  const elapsed = (): string => `${((performance.now() - begun) / 1000).toFixed(1)}s`;
  const print = (line: string): void => {
    process.stdout.write(`${live ? clearLine : ''}${line}\n`);
  };
  const cut = (line: string): string =>
    line.length > width ? `${line.slice(0, width - 1)}…` : line;
  const draw = (): void => {
    if (busy.size > 0)
      process.stdout.write(
        `${clearLine}${cut(`   … ${elapsed()}  at work: ${[...busy].join(', ')}`)}`,
      );
  };
  if (live) setInterval(draw, 100).unref();

  return {
    step: (title, detail) => {
      number += 1;
      print(
        `\n${style('bold', `${number}. ${title}`)}${detail === undefined ? '' : style('dim', `  ${detail}`)}`,
      );
    },
    command: (args, result) => {
      print(style('dim', cut(`   $ orchestrator ${args.map(quoted).join(' ')}`)));
      if (result !== '') print(cut(`   ${result}`));
    },
    tell: (line) => {
      print(cut(`   ${line}`));
    },
    started: (worker) => void busy.add(worker),
    ended: (worker) => {
      busy.delete(worker);
      if (live && busy.size === 0) process.stdout.write(clearLine);
    },
    summary: (history, root, refused) => {
      const entries = entriesOf(history);
      print(`\n${style('bold', 'What is on record')}`);
      for (const { at, actor, detail } of entries)
        print(cut(`   ${at.slice(11, 23)}  ${actor.padEnd(10)} ${detail}`));
      print(
        `\n   ${entries.length} records; the attempt to reject integrated work was refused: ${refused.split(':')[0] ?? ''}`,
      );
      print(`\n${style('bold', 'Where it is')}`);
      for (const path of [
        'artifacts/',
        'artifacts/schedule/',
        'artifacts/exports/',
        'dist/REPORT.md',
        'published/',
      ]) {
        print(`   ${style('cyan', join(root, path))}`);
      }
      print(`\nDone in ${elapsed()}. Look around: cd ${root} && git log --stat`);
    },
    failed: (message, root) => {
      print(style('red', `\nThe demo stopped: ${message}`));
      print(`What it wrote is in ${root}`);
    },
  };
}

const quoted = (word: string): string => (/^[\w@.:/=-]+$/.test(word) ? word : JSON.stringify(word));

function entriesOf(history: unknown): readonly Entry[] {
  if (typeof history !== 'object' || history === null || !('entries' in history)) return [];
  return Array.isArray(history.entries) ? (history.entries as readonly Entry[]) : [];
}
