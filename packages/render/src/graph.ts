/** The schedule as a picture: which one is legible is found by counting before anything is drawn. */
import type { Row, StatusModel } from './status-model.ts';
import { frontier } from './status-model.ts';

export interface Graph {
  /** Indexes of rows. */
  readonly nodes: readonly number[];
  /** How many joins there are: they are numbered behind the nodes. */
  readonly joins: number;
  /** Between places in `nodes`, or joins; without those that others imply. */
  readonly edges: readonly Edge[];
}

type Edge = readonly [from: number, to: number];

/** More nodes or wider than this, and the letters become too small to read in the column of a comment. */
const mostNodes = 40;
const mostWide = 4;
/** Nodes of a rank and edges that pass it by: those take up room too. */
const mostAcross = 6;
/** Nodes that nothing follows: each of them moves what stands below to the side. */
const mostEnds = 10;

/** The whole graph of steps and gates, where all of it is legible. */
export function fullGraph({ rows }: StatusModel): Graph | undefined {
  const nodes = rows.flatMap((row, index) =>
    row.kind === 'gate' || row.uncounted !== 'dropped' ? [index] : [],
  );
  if (nodes.length > mostNodes || nodes.length < 2) return undefined;
  const before = predecessorsIn(nodes.flatMap((index) => rows[index] ?? []));
  const ranks = ranksOf(before);
  if (widthOf(ranks) > mostWide) return undefined;
  const { edges, joins } = joined(reduced(before, ranks));
  const followed = new Set(edges.map(([from]) => from));
  if (nodes.length + joins - followed.size > mostEnds) return undefined;
  if (crowdOf(edges, nodes.length + joins) > mostAcross) return undefined;
  return { nodes, joins, edges };
}

function widthOf(ranks: readonly number[]): number {
  const widths = new Map<number, number>();
  for (const rank of ranks) widths.set(rank, (widths.get(rank) ?? 0) + 1);
  return Math.max(...widths.values());
}

/** The most that stands beside each other anywhere, edges that pass by included. */
function crowdOf(edges: readonly Edge[], count: number): number {
  const before = Array.from({ length: count }, (_, node) =>
    edges.flatMap(([from, to]) => (to === node ? [from] : [])),
  );
  const ranks = ranksOf(before);
  return Math.max(
    ...ranks.map((rank) => {
      const passing = edges.filter(
        ([from, to]) => (ranks[from] ?? 0) < rank && rank < (ranks[to] ?? 0),
      );
      return ranks.filter((other) => other === rank).length + passing.length;
    }),
  );
}

/** Where several wait for all of several, one node in between stands for all those edges. */
function joined(before: readonly (readonly number[])[]): Pick<Graph, 'edges' | 'joins'> {
  const waiting = new Map<string, number[]>();
  for (const [node, list] of before.entries()) {
    const name = list.join();
    waiting.set(name, [...(waiting.get(name) ?? []), node]);
  }
  let joins = 0;
  const edges = [...waiting.values()].flatMap((targets): readonly Edge[] => {
    const sources = before[targets[0] ?? 0] ?? [];
    const isBundle = sources.length * targets.length > sources.length + targets.length + 1;
    if (!isBundle) return targets.flatMap((to) => sources.map((from): Edge => [from, to]));
    const join = before.length + joins;
    joins += 1;
    return [...sources.map((from): Edge => [from, join]), ...targets.map((to): Edge => [join, to])];
  });
  return { edges, joins };
}

/** What somebody must do something about; the rest of the schedule is two numbers. */
export const frontierOf = ({ rows }: StatusModel): readonly number[] =>
  rows.flatMap((row, index) => (frontier.has(row.state) ? [index] : []));

/** For each row, the places of those before it. */
function predecessorsIn(rows: readonly Row[]): readonly (readonly number[])[] {
  const steps = rows.flatMap((row, place) => (row.kind === 'step' ? [place] : []));
  const gates = new Map(
    rows.flatMap((row, place) => (row.kind === 'gate' ? [[row.key, place] as const] : [])),
  );
  return rows.map((row) => {
    const { predecessors } = row;
    const listed =
      predecessors.kind === 'all'
        ? steps.slice(0, predecessors.end)
        : predecessors.indexes.flatMap((index) => steps[index] ?? []);
    const guards = row.kind === 'gate' ? [] : row.gates.flatMap((key) => gates.get(key) ?? []);
    return [...listed, ...guards];
  });
}

/** How many nodes the longest way to each one has. A definition has no cycles. */
function ranksOf(before: readonly (readonly number[])[]): readonly number[] {
  const ranks: (number | undefined)[] = before.map(() => undefined);
  const rankOf = (node: number): number => {
    const known = ranks[node];
    if (known !== undefined) return known;
    const rank = Math.max(-1, ...(before[node] ?? []).map(rankOf)) + 1;
    ranks[node] = rank;
    return rank;
  };
  return before.map((_, node) => rankOf(node));
}

/** Without the edges that lead where a longer way leads too. */
function reduced(
  before: readonly (readonly number[])[],
  ranks: readonly number[],
): readonly (readonly number[])[] {
  const all: (ReadonlySet<number> | undefined)[] = before.map(() => undefined);
  const inRankOrder = [...ranks.keys()].sort(
    (one, other) => (ranks[one] ?? 0) - (ranks[other] ?? 0),
  );
  for (const node of inRankOrder) {
    const direct = before[node] ?? [];
    all[node] = new Set([...direct, ...direct.flatMap((it) => [...(all[it] ?? [])])]);
  }
  return before.map((direct) =>
    [...new Set(direct)]
      .filter((it) => !direct.some((other) => all[other]?.has(it) === true))
      .sort((one, other) => one - other),
  );
}
