/** The one comment of a work item on its pull request. What it shows is chosen by counting before it is written. */
import type { Ids } from '@orchestrator/core';
import { commentBudget, fits, moreOf, tableWithin, without, type Budget } from './budget.ts';
import { frontierOf } from './graph.ts';
import { cutAtLine, short, span } from './markdown.ts';
import { scheduleGraph } from './mermaid.ts';
import { withMarker, type Comment } from './marker.ts';
import { detailParts } from './status-details.ts';
import {
  aboutLine,
  headColumns,
  headline,
  howToDecide,
  longestWaiting,
  nearCells,
  nextLine,
} from './status-head.ts';
import { frontier, places, type StatusModel } from './status-model.ts';
import { duration } from './time.ts';
import { names, signOf, stateOf, wordOf } from './words.ts';

export interface StatusOptions {
  /** The head commit of the pull request: with it, the comment says how gates are decided. */
  readonly head?: string | undefined;
  /** Several items belong to the pull request: gates are named `ITEM/GATE`. */
  readonly qualified?: boolean;
  /** The commit of the history that it was made of, a witness outside the branch. */
  readonly history?: string | undefined;
  /** The URL below which the files of that commit are seen, with a slash at its end. */
  readonly filesAt?: string | undefined;
  /** Whether pictures are wanted. */
  readonly mermaid?: boolean;
}

/** @param ids for the digest in its marker */
export function statusComment(
  model: StatusModel,
  options: StatusOptions,
  ids: Pick<Ids, 'sha256'>,
): Comment {
  const { item, asOf } = model;
  // The marker is about 250 characters.
  const body = statusBody(model, options, without(commentBudget, ' '.repeat(300)), { most: 30 });
  // The branch moves with every other item, too: that alone is nothing to edit a comment for.
  const about = { ...options, history: undefined, filesAt: undefined };
  const lasting = statusBody(model, about, without(commentBudget, ' '.repeat(300)), { most: 30 });
  const marker = { kind: 'schedule' as const, item, head: options.head ?? '-', asOf };
  return withMarker(body, marker, ids, lasting);
}

/** More of the frontier than this nobody reads one by one. */
const mostFrontier = 50;
const mostBehind = 10;
const mostWaiting = 20;
const mostOrders = 20;

interface Body {
  /** Rows of the smaller tables. */
  readonly most: number;
  /** What this run decided, to be read after the headline. */
  readonly thisRun?: readonly string[];
}

/** The comment without its marker, in the size that there is room for. */
export function statusBody(
  model: StatusModel,
  options: StatusOptions,
  budget: Budget,
  { most, thisRun = [] }: Body,
): string {
  if (options.mermaid === false) return plainLines(model, options, budget);
  const head = headOf(model, options, thisRun);
  const isCrowded = frontierOf(model).length > mostFrontier;
  const graph = isCrowded ? '' : scheduleGraph(model);
  const end = footer(model, options);
  const size = model.total === 1 ? 'the step' : `all ${model.total} steps`;
  const open = `<details><summary>${graph === '' ? 'More on' : 'Schedule graph and'} ${size}</summary>`;
  const fixed = [...head, open, graph, '</details>', end];
  const where = span(`orchestrator status --work-item ${model.item}`);
  const left = without(budget, ...fixed);
  if (left.characters < 0 || left.bytes < 0) return plainLines(model, options, budget);
  const parts = detailParts(model, { budget: left, where, most, filesAt: options.filesAt });
  return [...head, open, ...(graph === '' ? [] : [graph]), ...parts, '</details>', end].join(
    '\n\n',
  );
}

/** What stands above everything that is folded away. */
function headOf(
  model: StatusModel,
  options: StatusOptions,
  thisRun: readonly string[],
): readonly string[] {
  const isCrowded = frontierOf(model).length > mostFrontier;
  const near = nearCells(model);
  const behind = model.rows.filter(({ isNear, state }) => isNear && state === 'waiting').length;
  const most = near.length - Math.max(0, behind - mostBehind);
  const decide =
    options.head === undefined ? '' : howToDecide(model, options.head, options.qualified === true);
  const tables = isCrowded
    ? crowdTables(model)
    : near.length === 0
      ? []
      : [tableWithin({ head: headColumns, rows: near }, endless, '', most)];
  return [
    headline(model),
    nextLine(model),
    aboutLine(model),
    ...damageLines(model),
    ...thisRun,
    ...tables,
    ...(decide === '' ? [] : [decide]),
  ];
}

const endless: Budget = { characters: Number.POSITIVE_INFINITY, bytes: Number.POSITIVE_INFINITY };

function damageLines({ damaged }: StatusModel): readonly string[] {
  if (damaged.length === 0) return [];
  const lines = damaged
    .slice(0, 5)
    .map(({ path, detail }) => `- ${span(short(path, 200))}: ${span(short(detail, 200))}`);
  const more = damaged.length - lines.length;
  return [
    [
      '**The history is damaged; nothing can be written until it is mended.**',
      '',
      ...lines,
      ...(more > 0 ? [`- ${moreOf(more, 'record', '')}`] : []),
    ].join('\n'),
  ];
}

/** Too many to be listed: how many there are of each kind in each order, and those that have waited longest. */
function crowdTables(model: StatusModel): readonly string[] {
  const { rows } = model;
  const shown = places.filter((place) => rows.some(({ state }) => state === place));
  const orders = new Map<number, Map<string, number>>();
  for (const { order, state } of rows) {
    const counts = orders.get(order) ?? new Map<string, number>();
    orders.set(order, counts.set(state, (counts.get(state) ?? 0) + 1));
  }
  const busy = [...orders].filter(([, counts]) =>
    shown.some((it) => frontier.has(it) && counts.has(it)),
  );
  return [
    tableWithin(
      {
        head: ['#', ...shown.map((place) => `${signOf(place)} ${wordOf(place)}`)],
        rows: busy.map(([order, counts]) => [
          order === 0 ? '–' : String(order),
          ...shown.map((place) => String(counts.get(place) ?? '–')),
        ]),
      },
      endless,
      '',
      mostOrders,
    ),
    `The ${mostWaiting} longest waiting:`,
    tableWithin({ head: headColumns, rows: longestWaiting(model, mostWaiting) }, endless, ''),
  ];
}

const footer = ({ item }: StatusModel, { history }: StatusOptions): string =>
  [
    `Why? ${span(`orchestrator explain --work-item ${item}`)}`,
    ...(history === undefined || history === '' ? [] : [`history ${span(history)}`]),
  ].join(' · ');

/** Lines and nothing else, cut between two of them. */
function plainLines(model: StatusModel, options: StatusOptions, budget: Budget): string {
  const head = [headline(model), nextLine(model), aboutLine(model)].join('\n\n');
  const end = footer(model, options);
  const lines = model.rows
    .filter(({ isNear }) => isNear)
    .map((row) => {
      const since = row.sinceMs === undefined ? '' : `, ${duration(row.sinceMs)}`;
      const who = row.owners.length === 0 ? '' : ` (${names(row.owners, span, 3)}${since})`;
      return `- ${stateOf(row)}: ${row.kind === 'gate' ? 'gate ' : ''}${span(row.key)}${who}`;
    });
  const left = without(budget, head, end, ' '.repeat(120));
  const shown: string[] = [];
  let text = '';
  for (const line of lines) {
    if (!fits(`${text}${line}\n`, left)) break;
    text += `${line}\n`;
    shown.push(line);
  }
  const more = lines.length - shown.length;
  const note = more === 0 ? [] : [moreOf(more, 'line', '')];
  const list = shown.length === 0 ? [] : [shown.join('\n')];
  return cutAtLine([head, ...list, ...note, end].join('\n\n'), budget.characters);
}
