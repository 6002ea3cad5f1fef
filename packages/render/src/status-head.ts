/** What is read first: where the item stands, who must do what now, and how to decide at its gates. */
import { code, fenced, short, span } from './markdown.ts';
import type { GateRow, ItemBlocker, Place, Row, StatusModel } from './status-model.ts';
import { duration, minuteOf } from './time.ts';
import { names, sentence, signOf, stateOf, waitText, wordOf } from './words.ts';

const longestTitle = 80;
const longestWords = 80;
const longestNext = 600;
const mostGates = 5;

export const headColumns = ['#', 'Step', 'State', 'Waiting for', 'Try', 'Owner', 'Time'] as const;

const inCell = (text: string): string => code(short(text, longestWords));

/** `▶ item “title” — 4 of 9 done · 2 running` */
export function headline(model: StatusModel): string {
  const { item, title, total, counts, phase } = model;
  const isEnded = phase === 'merged' || phase === 'closed';
  const parts = [
    ...(isEnded ? [phase] : []),
    `${counts.done} of ${total} done`,
    ...(['running', 'failed', 'blocked', 'ready', 'pending', 'waiting'] as const).flatMap(
      (place) =>
        counts[place] === 0 || (isEnded && place === 'waiting')
          ? []
          : [countOf(counts[place], place)],
    ),
  ];
  const named = title === item ? '' : ` “${span(short(title, longestTitle))}”`;
  return `### ${signOfItem(model)} ${span(item)}${named} — ${parts.join(' · ')}`;
}

const countOf = (count: number, place: Place): string =>
  place === 'pending'
    ? `${count} gate${count === 1 ? '' : 's'} to decide`
    : `${count} ${wordOf(place)}`;

function signOfItem({ phase, counts, damaged }: StatusModel): string {
  if (damaged.length > 0) return '⚠';
  if (phase === 'done') return signOf('done');
  if (phase === 'merged' || phase === 'closed') return '■';
  const first = (['running', 'failed', 'blocked', 'pending', 'ready'] as const).find(
    (place) => counts[place] > 0,
  );
  return signOf(first ?? 'waiting');
}

export const nextLine = ({ next }: StatusModel): string =>
  `**Next:** ${sentence(short(next, longestNext))}`;

/** Workflow, age, rework and blocked time, all as of the latest record. */
export function aboutLine({ workflow, asOf, ageMs, reworks, blockedMs }: StatusModel): string {
  const last = reworks.at(-1);
  return [
    ...(workflow.id === '' ? [] : [`Workflow ${span(`${workflow.id}@${workflow.version}`)}`]),
    `as of ${minuteOf(asOf)} UTC`,
    `age ${duration(ageMs)}`,
    ...(last === undefined
      ? []
      : [
          `reworked ${reworks.length}× (${reworks.length > 1 ? 'last ' : ''}${span(last.gate)} → ${span(last.step)})`,
        ]),
    ...(blockedMs === 0 ? [] : [`blocked ${duration(blockedMs)}`]),
  ].join(' · ');
}

const urgency: readonly Place[] = [
  'running',
  'failed',
  'blocked',
  'ready',
  'pending',
  'waiting',
  'done',
];

/** Cells of what is near: what blocks everything first, then by urgency, each in the order of the schedule. */
export function nearCells({ rows, blockers }: StatusModel): readonly (readonly string[])[] {
  const near = rows.filter(({ isNear }) => isNear);
  return [
    ...blockers.map(blockerCells),
    ...urgency.flatMap((place) => near.filter(({ state }) => state === place)).map(cellsOf),
  ];
}

/** The longest waiting first. */
export const longestWaiting = (
  { rows }: StatusModel,
  most: number,
): readonly (readonly string[])[] =>
  rows
    .filter(({ isNear, state }) => isNear && state !== 'waiting')
    .sort((one, other) => (other.sinceMs ?? 0) - (one.sinceMs ?? 0))
    .slice(0, most)
    .map(cellsOf);

const none = '–';

export function cellsOf(row: Row): readonly string[] {
  return [
    row.order === 0 ? none : String(row.order),
    nameOf(row),
    stateOf(row),
    row.waits.map((wait) => waitText(wait, inCell)).join('; ') || none,
    tryOf(row),
    ownersOf(row),
    row.sinceMs === undefined ? none : duration(row.sinceMs),
  ];
}

export const nameOf = ({ kind, key }: Row): string =>
  `${kind === 'gate' ? 'gate ' : ''}${code(key)}`;

export function tryOf(row: Row): string {
  if (row.kind === 'step') return row.attempt === undefined ? none : String(row.attempt);
  const { given, needed } = row.approvals;
  return needed === 1 || row.state === 'waiting' ? none : `${given} of ${needed}`;
}

export function ownersOf(row: Row): string {
  if (row.owners.length > 0) return names(row.owners, inCell, 3);
  return row.kind === 'gate' && row.state !== 'done' ? 'anybody who may write' : none;
}

const blockerCells = ({ id, type, reason, owner, sinceMs }: ItemBlocker): readonly string[] => [
  none,
  'all of it',
  stateOfBlocker,
  waitText({ code: 'blocker', names: [id, type], text: reason }, inCell),
  none,
  inCell(owner),
  duration(sinceMs),
];
const stateOfBlocker = `${signOf('blocked')} ${wordOf('blocked')}`;

/** How the gates are decided by a comment: lines to be copied. @param head the commit that is decided about */
export function howToDecide({ item, rows }: StatusModel, head: string, qualified: boolean): string {
  const pending = rows.filter(
    (row): row is GateRow => row.kind === 'gate' && row.state === 'pending',
  );
  const blocks = pending.slice(0, mostGates).map((row) => {
    const gate = qualified ? `${item}/${row.key}` : row.key;
    const { given, needed } = row.approvals;
    const who = row.owners.length === 0 ? 'anybody who may write' : names(row.owners, span, 3);
    const votes = needed === 1 ? '' : `, ${needed - given} more of ${needed}`;
    return [
      `**Gate ${span(row.key)}** (${who}${votes}): answer with a comment`,
      '',
      fenced([`/approve ${gate} ${head}`]),
      '',
      `or ${otherwise(item, gate, row)}.`,
    ].join('\n');
  });
  const more = pending.length - blocks.length;
  return [...blocks, ...(more > 0 ? [`… ${more} more gate${more === 1 ? '' : 's'}`] : [])].join(
    '\n\n',
  );
}

/** A duplicate review is not sent back: it ends the item, or names another one. */
const otherwise = (item: string, gate: string, { isReview, key }: GateRow): string =>
  isReview
    ? `merge, link or close it: ${span(`orchestrator gate --work-item ${item} --gate ${key} --decision close --reason REASON`)}`
    : span(`/reject ${gate} REASON`);
