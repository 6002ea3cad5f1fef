/** What a hint tells the user to do: the command lines in it, ready to be run as they stand. */
import { expect } from '@jest/globals';
import type { Root } from '../cli.ts';
import { commands as table, type CommandRow } from '../../src/commands/table.ts';

export interface Advice {
  readonly message: string;
  readonly hint: string;
  /** Command lines of the hint that nobody has followed yet. */
  readonly left: () => readonly string[];
  /**
   * Runs the next command line of the hint; it must succeed. `"…"` becomes a text, other placeholders what is given.
   * @returns its document, or what it prints where that is help
   */
  readonly follow: (fill?: Readonly<Record<string, string>>) => unknown;
  /** What the hint says at a place: the first group of the pattern. */
  readonly says: (pattern: RegExp) => string;
}

export function adviceOf(root: Root, message: string, hint: string): Advice {
  const left = commandsIn(hint);
  return {
    message,
    hint,
    left: () => left.map((words) => words.join(' ')),
    follow: (fill = {}) => {
      const words = left.shift();
      if (words === undefined) throw new Error(`No command line is left in: ${hint}`);
      return runAsAdvised(root, words.map(filledWith(fill)));
    },
    says: (pattern) => {
      const found = pattern.exec(hint);
      if (found === null) throw new Error(`${String(pattern)} is not what the hint says: ${hint}`);
      return found[1] ?? found[0];
    },
  };
}

function runAsAdvised(root: Root, words: readonly string[]): unknown {
  if (!words.includes('--help')) return root.ok(...words);
  const { code, stdout } = root.run(...words);
  expect([code, stdout]).toEqual([0, expect.stringContaining('Usage: orchestrator')]);
  return stdout;
}

const filledWith =
  (fill: Readonly<Record<string, string>>) =>
  (word: string): string => {
    if (word === '…') return 'As the hint says';
    const filled = fill[word];
    // What stands in capitals is to be filled in by the reader: so it is here.
    if (filled === undefined && /^[A-Z]+(@[A-Z]+)?$/.test(word))
      throw new Error(`What is ${word}?`);
    return filled ?? word;
  };

/** Every command line in a sentence, as words. */
export function commandsIn(hint: string): string[][] {
  const starts = [...hint.matchAll(/\borchestrator (?=[a-z-])/g)];
  return starts.flatMap(({ index, 0: { length } }) => {
    const words = wordsFrom(hint.slice(index + length));
    return words.length === 0 ? [] : [words];
  });
}

/** The words up to the end of the command line: a stop behind a word, or a word that is neither an option nor its value. */
function wordsFrom(text: string): string[] {
  const { row, names } = rowOf(text);
  if (row === undefined && !text.startsWith('--help')) return [];
  const words = names.slice(0, -1);
  const rest = names.slice(0, -1).reduce((left, name) => left.slice(name.length).trimStart(), text);
  let isValue = false;
  for (const [, quote, raw = ''] of rest.matchAll(/"([^"]*)"|(\S+)/g)) {
    const word = quote ?? raw.replace(/[.,;:)?]+$/, '');
    const isOption = word.startsWith('--');
    // What follows `run` and is no command below it is a workflow.
    const isWorkflow = row?.below !== undefined && words.length === names.length;
    const isArgument = row?.argument !== undefined && (isWorkflow || /[/.]|^[A-Z]+$/.test(word));
    if (words.length >= names.length && !isValue && !isOption && !isArgument) break;
    words.push(word);
    isValue = isOption && takesValue(row, word);
    if (quote === undefined && word !== raw) break;
  }
  return words;
}

/** The command that a text begins with, and its names: `run show`. */
function rowOf(
  text: string,
  rows: readonly CommandRow[] = table,
): { readonly row?: CommandRow; readonly names: readonly string[] } {
  const row = rows.find(({ name }) => new RegExp(`^${name}(?![\\w-])`).test(text));
  if (row === undefined) return { names: [] };
  const below = rowOf(text.slice(row.name.length).trimStart(), row.below ?? []);
  return { row: below.row ?? row, names: [row.name, ...below.names] };
}

const takesValue = (row: CommandRow | undefined, option: string): boolean =>
  row?.options.some(([flags]) => flags.split(' ')[0] === option && /[<[]/.test(flags)) ?? false;
