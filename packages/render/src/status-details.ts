/** What is folded away: the graph, every step, what is still to be met, who decided what, and where the records lie. */
import { tableWithin, without, type Budget, type Table } from './budget.ts';
import { code, short, shortPath } from './markdown.ts';
import { cellsOf, headColumns, nameOf, ownersOf, tryOf } from './status-head.ts';
import type { StatusModel } from './status-model.ts';
import { duration, minuteOf } from './time.ts';
import { stateOf } from './words.ts';

const longestWords = 120;
const cell = (text: string): string => code(short(text, longestWords));

export interface DetailsOptions {
  readonly budget: Budget;
  /** Where the rest is read, as Markdown. */
  readonly where: string;
  /** Rows of each of the smaller tables. */
  readonly most: number;
  /** The URL that paths of records are below. */
  readonly filesAt?: string | undefined;
}

/** The parts in the order in which they are read; what is left out first comes last. */
export function detailParts(model: StatusModel, options: DetailsOptions): readonly string[] {
  const { where, most } = options;
  let left = without(options.budget, ...Object.values(titles));
  const take = (table: Table, title: string, rows = most): readonly string[] => {
    if (table.rows.length === 0) return [];
    const text = tableWithin(table, left, where, rows);
    if (text === '') return [];
    left = without(left, text);
    return [`${title}\n\n${text}`];
  };
  const criteria = take(criteriaTable(model), titles.criteria);
  const decisions = take(decisionTable(model), titles.decisions);
  const whole = stepTable(model);
  const isWhole = tableWithin(whole, left, where) === tableWithin(whole, endless, where);
  const steps = isWhole
    ? take(whole, titles.steps, whole.rows.length)
    : take(nearTable(model), titles.near, Number.POSITIVE_INFINITY);
  const handoffs = take(handoffTable(model, options.filesAt), titles.handoffs);
  return [...steps, ...criteria, ...decisions, ...handoffs];
}

const titles = {
  steps: '**All steps**',
  near: '**Steps that are next**',
  criteria: '**Still to be met**',
  decisions: '**Decisions**',
  handoffs: '**Handoffs**',
};
const endless: Budget = {
  characters: Number.POSITIVE_INFINITY,
  bytes: Number.POSITIVE_INFINITY,
};

const stepTable = ({ rows }: StatusModel): Table => ({
  head: ['#', 'Step', 'State', 'Try', 'Owner', 'Time'],
  rows: rows.map((row) => [
    row.order === 0 ? '–' : String(row.order),
    nameOf(row),
    stateOf(row),
    tryOf(row),
    ownersOf(row),
    row.sinceMs === undefined ? '–' : duration(row.sinceMs),
  ]),
});

const nearTable = ({ rows }: StatusModel): Table => ({
  head: headColumns,
  rows: rows.filter(({ isNear }) => isNear).map(cellsOf),
});

const criteriaTable = ({ criteria }: StatusModel): Table => ({
  head: ['Step', 'Criterion', 'Shown by'],
  rows: criteria.map(({ step, text, verifiedBy }) => [
    code(step),
    cell(text),
    verifiedBy === 'check' ? 'a check' : 'the word of who completes it',
  ]),
});

const decisionTable = ({ decisions }: StatusModel): Table => ({
  head: ['When (UTC)', 'Gate', 'Decision', 'By', 'Reason'],
  rows: decisions.map(({ at, gate, decision, about, by, reason, counts }) => [
    minuteOf(at),
    code(gate),
    `${decision}${about === undefined ? '' : ` ${cell(about)}`}${counts ? '' : ' (of an earlier state)'}`,
    cell(by),
    cell(reason) || '–',
  ]),
});

const handoffTable = ({ handoffs }: StatusModel, filesAt: string | undefined): Table => ({
  head: ['Step', 'Outcome', 'Record'],
  rows: handoffs.map(({ step, status, path }) => [code(step), status, pathCell(path, filesAt)]),
});

/** A path that leads to the file, where it is known where that is to be seen. */
function pathCell(path: string, filesAt: string | undefined): string {
  if (filesAt === undefined) return code(shortPath(path));
  const name = path.slice(path.lastIndexOf('/') + 1);
  const url = path
    .split('/')
    .map(encodeURIComponent)
    .join('/')
    .replace(/[()!'*]/g, escape);
  return `[${code(shortPath(name))}](${filesAt}${url})`;
}

const escape = (character: string): string =>
  `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
