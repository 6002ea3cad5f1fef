/** The table of docs/requirements.md, as its test reads it. */
import * as fs from 'node:fs';
import * as path from 'node:path';

const docs = path.join(import.meta.dirname, '../../../../docs');

export interface Row {
  /** `FR-001`, `Scenario 1`, `Edge case 1`. */
  readonly id: string;
  readonly text: string;
  /** What a user types. */
  readonly commands: readonly string[];
  readonly tests: readonly NamedTest[];
  /** Names of broken rules: for each test those that turn it red. */
  readonly rules: readonly (readonly string[])[];
}

export interface NamedTest {
  /** From the top of the repository. */
  readonly file: string;
  /** With the names of the blocks around it. */
  readonly name: string;
}

/** @throws Error when a line of the table is not a row */
export function readTable(): readonly Row[] {
  const lines = fs.readFileSync(path.join(docs, 'requirements.md'), 'utf8').split('\n');
  const rows = lines.filter((line) => /^\| (FR-|Scenario|Edge case)/.test(line));
  return rows.map(readRow);
}

function readRow(line: string): Row {
  const cells = line.split(/(?<!\\)\|/).map((cell) => cell.trim());
  const [, id = '', text = '', commands = '', tests = '', rules = '', end] = cells;
  if (end !== '' || cells.length !== 7) throw new Error(`Not a row of five cells: ${line}`);
  return {
    ...{ id, text },
    commands: linesOf(commands).map((it) => it.replace(/^`(.*)`$/, '$1')),
    tests: linesOf(tests).map(readLink),
    rules: linesOf(rules).map((it) => it.split('; ')),
  };
}

const linesOf = (cell: string): readonly string[] =>
  cell === '–' ? [] : cell.split('<br>').map((it) => it.trim());

function readLink(text: string): NamedTest {
  const [, name, target] = /^\[(.+)\]\((\S+)\)$/.exec(text) ?? [];
  if (name === undefined || target === undefined) throw new Error(`Not a link to a test: ${text}`);
  return { file: path.relative(path.dirname(docs), path.join(docs, target)), name };
}
