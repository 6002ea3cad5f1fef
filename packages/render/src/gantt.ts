/** When attempts waited and when they ran, as a Mermaid gantt: queue and work as separate bars. */
import type { AttemptModel, StatusModel } from './status-model.ts';
import { secondOf } from './time.ts';

/** 100 are 2,500 pixels tall. */
const mostAttempts = 30;

/** The latest attempts; `''` when there were none. */
export function attemptsGantt({ item, attempts, asOf }: StatusModel): string {
  const shown = attempts.slice(0, mostAttempts).reverse();
  if (shown.length === 0) return '';
  return [
    '```mermaid',
    'gantt',
    `accTitle: Attempts of ${item}`,
    `accDescr: When the latest ${shown.length} attempts waited and ran. Same data as the table.`,
    'dateFormat YYYY-MM-DD HH:mm:ss',
    'axisFormat %m-%d %H:%M',
    'todayMarker off',
    ...shown.flatMap((attempt) => barsOf(attempt, asOf)),
    '```',
  ].join('\n');
}

/** Keys of steps hold nothing that a gantt takes for more than letters. */
function barsOf({ step, attempt, launched, claimed, ended, status }: AttemptModel, asOf: string) {
  const bar = (name: string, tag: string, from: string, to: string): string =>
    `${name} :${tag}${secondOf(from)}, ${secondOf(later(from, to))}`;
  const tag = ended === undefined ? 'active, ' : status === 'completed' ? 'done, ' : 'crit, ';
  return [
    `section ${step} ${attempt}`,
    bar('queue', '', launched, claimed ?? ended ?? asOf),
    ...(claimed === undefined ? [] : [bar('work', tag, claimed, ended ?? asOf)]),
  ];
}

/** A second at least: bars without any width are not drawn. */
const later = (from: string, to: string): string =>
  new Date(Math.max(Date.parse(to), Date.parse(from) + 1000)).toISOString();
