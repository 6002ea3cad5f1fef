/** The summary of a scheduling step: what the comment says, and what this run decided. */
import { summaryBudget, tableWithin, without, type Budget } from './budget.ts';
import { attemptsGantt } from './gantt.ts';
import { code, short } from './markdown.ts';
import { nameOf } from './status-head.ts';
import { statusBody, type StatusOptions } from './status-comment.ts';
import type { AttemptModel, StatusModel } from './status-model.ts';
import { duration, elapsed } from './time.ts';
import { waitText } from './words.ts';

export interface Cycle {
  /** What was launched or claimed by this run, in order. */
  readonly launched: readonly { readonly step: string; readonly attempt: number }[];
  /** What could have been and was not, and why. */
  readonly left: readonly { readonly step: string; readonly why: string }[];
  /** Sentences of the program's own about this run, as Markdown: that there is no pull request, that a fork only observes. */
  readonly notes?: readonly string[];
}

export interface SummaryOptions extends StatusOptions {
  readonly cycle?: Cycle;
  readonly budget?: Budget;
}

const mostRows = 500;

export function jobSummary(model: StatusModel, options: SummaryOptions): string {
  const { cycle, budget = summaryBudget } = options;
  const before = cycle === undefined ? [] : cycleParts(model, cycle);
  const after = options.mermaid === false ? [] : attemptParts(model);
  const left = without(budget, ...after);
  return [statusBody(model, options, left, { most: mostRows, thisRun: before }), ...after].join(
    '\n\n',
  );
}

/** What this run decided, before where everything stands. */
function cycleParts(model: StatusModel, { launched, left, notes = [] }: Cycle): readonly string[] {
  const started = new Set(launched.map(({ step }) => step));
  const told = new Set([...started, ...left.map(({ step }) => step)]);
  const waiting = model.rows.filter(
    ({ kind, key, isNear, waits }) =>
      kind === 'step' && isNear && waits.length > 0 && !told.has(key),
  );
  const rows = [
    ...launched.map(({ step, attempt }, index) => [
      `launched ${index + 1}.`,
      code(step),
      `attempt ${attempt}`,
    ]),
    ...left.map(({ step, why }) => ['not launched', code(step), inCell(why)]),
    ...waiting.map((row) => [
      'not launched',
      nameOf(row),
      `waits for ${row.waits.map((wait) => waitText(wait, inCell)).join('; ')}`,
    ]),
  ];
  const head = ['Decision', 'Step', 'Why'];
  const decided =
    rows.length === 0
      ? 'This run launched nothing.'
      : tableWithin({ head, rows }, endless, '', mostRows);
  return [...notes, '**This run**', decided];
}

const inCell = (text: string): string => code(short(text, 200));
const endless: Budget = { characters: Number.POSITIVE_INFINITY, bytes: Number.POSITIVE_INFINITY };

/** When attempts waited and ran: as a picture of the latest, and as a table. */
function attemptParts(model: StatusModel): readonly string[] {
  const gantt = attemptsGantt(model);
  if (gantt === '') return [];
  const rows = model.attempts.map((attempt) => attemptCells(attempt, model.asOf));
  const head = ['Step', 'Try', 'Queue', 'Work', 'Outcome'];
  return [
    '<details><summary>Attempts: queue and work</summary>',
    gantt,
    tableWithin({ head, rows }, endless, '', mostRows),
    '</details>',
  ];
}

const attemptCells = (
  { step, attempt, launched, claimed, ended, status }: AttemptModel,
  asOf: string,
): readonly string[] => [
  code(step),
  String(attempt),
  duration(elapsed(launched, claimed ?? ended ?? asOf)),
  claimed === undefined ? '–' : duration(elapsed(claimed, ended ?? asOf)),
  status ?? (claimed === undefined ? 'not claimed yet' : 'running'),
];
