/** Which steps must be done before a step (semantics §3.1), and whether that can ever come true. */
import { groupStarts } from './groups.ts';

/**
 * Steps by their place in the sorted list. `all` stands for every step before `end`: an implicit list may be as long
 * as the workflow, so it is never written out where a number will do.
 */
export type Predecessors =
  | { readonly kind: 'all'; readonly end: number }
  | { readonly kind: 'listed'; readonly indexes: readonly number[] };

interface Dependent {
  readonly key: string;
  readonly order: number;
  readonly parallelizable: boolean;
  readonly dependsOn?: readonly string[] | undefined;
}

/** Where each key stands in the sorted list. */
export type Places = ReadonlyMap<string, number>;

export function placesOf(sorted: readonly Dependent[]): Places {
  const places = new Map<string, number>();
  for (let index = 0; index < sorted.length; index += 1) {
    const key = sorted[index]?.key;
    if (key !== undefined) places.set(key, index);
  }
  return places;
}

/** The predecessors of each step of the sorted list. Unknown keys are left out; the definition's check names them. */
export function predecessorsOf(
  sorted: readonly Dependent[],
  places: Places = placesOf(sorted),
): readonly Predecessors[] {
  const starts = groupStarts(sorted);
  return sorted.map(({ dependsOn }, index) =>
    dependsOn === undefined
      ? { kind: 'all', end: starts[index] ?? index }
      : { kind: 'listed', indexes: placesOfAll(dependsOn, places) },
  );
}

function placesOfAll(keys: readonly string[], places: Places): readonly number[] {
  const indexes: number[] = [];
  for (const key of keys) {
    const place = places.get(key);
    if (place !== undefined) indexes.push(place);
  }
  return indexes.length > 1 ? indexes.sort((one, other) => one - other) : indexes;
}

/** The places that a list of predecessors stands for, ascending. */
export function* eachPredecessor(predecessors: Predecessors): Generator<number> {
  if (predecessors.kind === 'listed') {
    yield* predecessors.indexes;
    return;
  }
  for (let index = 0; index < predecessors.end; index += 1) yield index;
}

/** Is `index` a direct predecessor? */
export const isPredecessor = (predecessors: Predecessors, index: number): boolean =>
  predecessors.kind === 'all' ? index < predecessors.end : predecessors.indexes.includes(index);

/**
 * A cycle among the steps, as places in the sorted list, each waiting for the next and the last for the first;
 * `undefined` when there is none. Linear in steps and written edges: "all earlier steps" goes through one helper
 * node for each place, which waits for the step there and for the helper before it.
 */
export function findCycle(predecessors: readonly Predecessors[]): readonly number[] | undefined {
  const count = predecessors.length;
  const helper = (index: number): number => count + index;
  const successors = (node: number): readonly number[] => {
    if (node >= count) {
      const index = node - count;
      return index > 0 ? [index, helper(index - 1)] : [index];
    }
    const list = predecessors[node];
    if (list === undefined) return [];
    if (list.kind === 'listed') return list.indexes;
    return list.end > 0 ? [helper(list.end - 1)] : [];
  };
  const cycle = findCycleIn(2 * count, successors);
  return cycle?.filter((node) => node < count);
}

function findCycleIn(
  count: number,
  successors: (node: number) => readonly number[],
): readonly number[] | undefined {
  const finished = new Uint8Array(count);
  const onPath = new Uint8Array(count);
  for (let start = 0; start < count; start += 1) {
    if (finished[start] === 1) continue;
    const path = [{ node: start, next: successors(start), at: 0 }];
    onPath[start] = 1;
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const node = top.next[top.at];
      top.at += 1;
      if (node === undefined) {
        finished[top.node] = 1;
        onPath[top.node] = 0;
        path.pop();
      } else if (onPath[node] === 1) {
        const nodes = path.map((entry) => entry.node);
        return nodes.slice(nodes.indexOf(node));
      } else if (finished[node] === 0) {
        onPath[node] = 1;
        path.push({ node, next: successors(node), at: 0 });
      }
    }
  }
  return undefined;
}
