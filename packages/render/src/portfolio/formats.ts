/** The portfolio as NDJSON, CSV and Markdown. Texts of users are neutralised for the place they go to. */
import { table } from '../markdown.ts';
import type { ShownItem, ShownPortfolio } from './portfolio.ts';
import { markdownText, metricTables } from './tables.ts';

export const portfolioFormats = ['json', 'ndjson', 'csv', 'md'] as const;
export type PortfolioFormat = (typeof portfolioFormats)[number];

/** The whole of it as JSON, its items as NDJSON, a row an item as CSV, tables as Markdown. */
export function portfolioAs(format: PortfolioFormat, portfolio: ShownPortfolio): string {
  switch (format) {
    case 'json':
      return `${JSON.stringify(portfolio, null, 2)}\n`;
    case 'ndjson':
      return portfolio.items.map((item) => `${JSON.stringify(item)}\n`).join('');
    case 'csv':
      return [columns, ...portfolio.items.map(row)]
        .map((cells) => `${cells.map(csvCell).join(',')}\r\n`)
        .join('');
    case 'md':
      return markdown(portfolio);
  }
}

/** One row an item. Programs find a column by its name; new ones come at the end. */
const columns = [
  'item',
  'title',
  'state',
  'owner',
  'workflow',
  'completed',
  'total',
  'registered',
  'started',
  'done',
  'lead time ms',
  'cycle time ms',
  'age ms',
  'work ms',
  'stalled ms',
  'gate ms',
  'queue ms',
  'impeded ms',
  'rework loops',
  'attempts',
  'unsuccessful attempts',
  'left',
];

function row(item: ShownItem): readonly string[] {
  if (!('clocks' in item)) {
    return columns.map((_, place) => [item.workItemId, '', item.state][place] ?? '');
  }
  const { registeredAt, startedAt, doneAt, leadTimeMs, cycleTimeMs, leftAt } = item.clocks;
  const { workItemId, title, state, owner, workflow, completed, total, flow } = item;
  const { timeline, impededMs, rework, attempts } = flow;
  const cells = [
    ...[workItemId, title, state, owner, `${workflow.id}@${workflow.version}`],
    ...[completed, total, registeredAt, startedAt, doneAt, leadTimeMs, cycleTimeMs],
    flow.ageMs ?? flow.intakeAgeMs,
    ...[timeline.workMs, timeline.stalledMs, timeline.gateMs, timeline.queueMs, impededMs],
    ...[rework.loops, attempts.claimed, attempts.unsuccessful, leftAt],
  ];
  return cells.map((cell) => String(cell ?? ''));
}

/** RFC 4180; a cell that a spreadsheet would run as a formula gets an apostrophe in front. */
function csvCell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function markdown(portfolio: ShownPortfolio): string {
  const { items, metrics, asOf } = portfolio;
  const { n, p50 } = metrics.leadTimeMs;
  return [
    `As of ${asOf}: ${items.length} items, ${metrics.delivered} done, WIP ${metrics.wip}, lead time p50 ${p50 ?? '–'} ms (n = ${n}).`,
    '',
    table(
      columns,
      items.map((item) => row(item).map(markdownText)),
    ),
    '',
    ...metricTables(portfolio),
  ].join('\n');
}
