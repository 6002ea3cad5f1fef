/** The portfolio as NDJSON, CSV and Markdown. Texts of users are neutralised for the place they go to. */
import type { ListedItem, Portfolio } from '@orchestrator/app';

export const portfolioFormats = ['json', 'ndjson', 'csv', 'md'] as const;
export type PortfolioFormat = (typeof portfolioFormats)[number];

export function portfolioAs(format: PortfolioFormat, portfolio: Portfolio): string {
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
];

function row(item: ListedItem): readonly string[] {
  if (!('clocks' in item)) return [item.workItemId, '', item.state, '', '', '', '', '', '', '', ''];
  const { registeredAt, startedAt = '', doneAt = '', leadTimeMs } = item.clocks;
  const { workItemId, title, state, owner, workflow, completed, total } = item;
  const name = `${workflow.id}@${workflow.version}`;
  return [
    workItemId,
    title,
    state,
    owner,
    name,
    String(completed),
    String(total),
    registeredAt,
    startedAt,
    doneAt,
    String(leadTimeMs ?? ''),
  ];
}

/** RFC 4180; a cell that a spreadsheet would run as a formula gets an apostrophe in front. */
function csvCell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function markdown({ items, metrics, asOf }: Portfolio): string {
  const cells = [
    columns,
    columns.map(() => '---'),
    ...items.map((item) => row(item).map(markdownText)),
  ];
  const { n, p50 } = metrics.leadTimeMs;
  return [
    `As of ${asOf}: ${items.length} items, ${metrics.delivered} done, WIP ${metrics.wip}, lead time p50 ${p50 ?? '–'} ms (n = ${n}).`,
    '',
    ...cells.map((line) => `| ${line.join(' | ')} |`),
    '',
  ].join('\n');
}

const markdownText = (text: string): string =>
  text
    .replace(/\s+/g, ' ')
    .replace(/[\\`*_{}[\]<>()#+!|~@&$]/g, (letter) => `&#${letter.codePointAt(0) ?? 0};`);
