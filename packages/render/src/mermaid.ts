/** Mermaid source that nobody's words can break out of: our ids, labels in code points, the subset that version 10 draws. */
import { frontierOf, fullGraph, type Graph } from './graph.ts';
import { short } from './markdown.ts';
import type { Place, Row, StatusModel } from './status-model.ts';
import { signOf, stateOf, wordOf } from './words.ts';

/** Longer ones make the boxes wide, and so all letters small. */
const longestLabel = 22;
/** In the focus graph, so many across, and so many altogether. */
const across = 4;
const mostFocused = 34;

const classOf: Readonly<Record<Place, string>> = {
  running: 'run',
  failed: 'fail',
  blocked: 'block',
  ready: 'ready',
  pending: 'ready',
  waiting: 'wait',
  done: 'done',
};

/** Fill, stroke and letters of each, or dark mode is unreadable; a reader who sees no colours has sign and word. */
const classes = [
  'classDef done fill:#dafbe1,stroke:#1a7f37,color:#0f5323',
  'classDef run fill:#ddf4ff,stroke:#0969da,color:#0a3069',
  'classDef ready fill:#fff8c5,stroke:#9a6700,color:#4d2d00',
  'classDef fail fill:#ffebe9,stroke:#cf222e,color:#82071e',
  'classDef block fill:#fbefff,stroke:#8250df,color:#3e1f79,stroke-width:3px',
  'classDef wait fill:#f6f8fa,stroke:#59636e,color:#25292e,stroke-dasharray:4 3',
];

/** The schedule as a flow chart: all of it where that is legible, else what matters now; `''` when there is nothing to draw. */
export function scheduleGraph(model: StatusModel): string {
  const full = fullGraph(model);
  const lines = full === undefined ? focusLines(model) : fullLines(model, full);
  if (lines.length === 0) return '';
  return [
    '```mermaid',
    '%%{init: {"flowchart": {"nodeSpacing": 20, "rankSpacing": 28, "padding": 8}}}%%',
    'flowchart TD',
    `accTitle: Schedule of ${model.item}`,
    `accDescr: ${summaryOf(model)}. Same data as the table.`,
    ...lines,
    ...classes,
    '```',
  ].join('\n');
}

/** `4 of 9 steps done, 2 running` */
function summaryOf({ total, counts }: StatusModel): string {
  const rest = (['running', 'failed', 'blocked', 'ready', 'pending', 'waiting'] as const).flatMap(
    (place) => (counts[place] === 0 ? [] : [`${counts[place]} ${wordOf(place)}`]),
  );
  return [`${counts.done} of ${total} steps done`, ...rest].join(', ');
}

function fullLines({ rows }: StatusModel, { nodes, edges, joins }: Graph): readonly string[] {
  return [
    ...nodes.flatMap((index, place) => {
      const row = rows[index];
      return row === undefined ? [] : [nodeOf(place, row)];
    }),
    ...Array.from({ length: joins }, (_, join) => `n${nodes.length + join}(["ALL"]):::wait`),
    ...edges.map(([from, to]) => `n${from} --> n${to}`),
  ];
}

/** What is done, then the frontier in rows of a few, then what waits. Only a picture of now: the edges between are left out. */
function focusLines(model: StatusModel): readonly string[] {
  const { rows, counts } = model;
  const found = frontierOf(model).flatMap((index) => rows[index] ?? []);
  if (found.length === 0) return [];
  const shown = found.slice(0, found.length > mostFocused ? mostFocused - 1 : mostFocused);
  const cells = shown.map((row, place) => nodeOf(place, row));
  const more = found.length - shown.length;
  if (more > 0) cells.push(`n${cells.length}["${encoded(`… ${more} more`)}"]:::wait`);
  const count = cells.length;
  const steps = (number: number, word: string): string =>
    `${number} step${number === 1 ? '' : 's'} ${word}`;
  const ids = [...cells.keys()];
  return [
    ...cells,
    ...ids.slice(across).map((id) => `n${id - across} ~~~ n${id}`),
    ...(counts.done === 0
      ? []
      : [
          `n${count}["${encoded(`${signOf('done')} ${steps(counts.done, 'done')}`)}"]:::done`,
          ...ids.slice(0, across).map((id) => `n${count} --> n${id}`),
        ]),
    ...(counts.waiting === 0
      ? []
      : [
          `n${count + 1}["${encoded(`${signOf('waiting')} ${steps(counts.waiting, 'waiting')}`)}"]:::wait`,
          ...ids.slice(-across).map((id) => `n${id} --> n${count + 1}`),
        ]),
  ];
}

function nodeOf(place: number, row: Row): string {
  const sign = stateOf(row).split(' ')[0] ?? '';
  const name = row.kind === 'gate' ? `gate ${row.key}` : `${row.order} ${row.key}`;
  const again = row.kind === 'step' && (row.attempt ?? 1) > 1 ? ` (try ${row.attempt ?? 1})` : '';
  const room = longestLabel - sign.length - 1 - again.length;
  const label = encoded(`${sign} ${short(name, room)}${again}`);
  const shape = row.kind === 'gate' ? `{{"${label}"}}` : `["${label}"]`;
  return `n${place}${shape}:::${classOf[row.state]}`;
}

/** Everything that Mermaid could take for more than a letter, as its number. */
export const encoded = (text: string): string =>
  text.replace(/[^A-Za-z0-9 _./✔▶✖⛔○◆·-]/gu, (character) => `#${character.codePointAt(0) ?? 63};`);
