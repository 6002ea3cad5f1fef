/** What must hold after any interleaving: all or none, a chain of compare-and-swaps, and reads of one moment. */
import type { Append } from '@orchestrator/core';
import { sha256 } from '../../src/index.ts';
import { versionOf } from '../../src/version.ts';
import type { Event } from './worker.ts';

type Appended = Extract<Event, { did: 'append' }>;

/** The set of records, as texts by path. */
export type RecordSet = Readonly<Record<string, string>>;

export const versionOfSet = (set: RecordSet): string =>
  versionOf(
    Object.keys(set)
      .sort()
      .map((path) => ({ path, id: sha256(set[path] ?? '') })),
  );

const plus = (set: RecordSet, { records }: Append): RecordSet => ({
  ...set,
  ...Object.fromEntries(records.map(({ path, text }) => [path, text])),
});
const inWords = ({ records }: Append): string =>
  `{${records.map(({ path, text }) => `${path.split('/').pop() ?? ''}: ${text.trim()}`).join(', ')}}`;

/**
 * Finds the one order in which the batches went through, each on the set that it names, from the first set to the last.
 * Whoever was killed may have stored its batch; whoever was told of a conflict may not.
 * @param histories what each process saw, in its order. @returns what is wrong, in words; nothing when all is well
 */
export function findViolations(
  histories: readonly (readonly Event[])[],
  before: RecordSet,
  after: RecordSet,
): readonly string[] {
  const wrong: string[] = [];
  const events = histories.flat();
  const appends = events.filter((event): event is Appended => event.did === 'append');
  for (const event of events) if (event.did === 'throw') wrong.push(`thrown: ${event.error}`);
  for (const { append, result } of appends) {
    const missing = append.records.filter(({ path, text }) => after[path] !== text);
    if (result === 'ok' && missing.length > 0) wrong.push(`ok, but not there: ${inWords(append)}`);
  }

  const waiting = appends.filter(
    ({ append, result }) =>
      result !== 'conflict' && append.records.every(({ path, text }) => after[path] === text),
  );
  const versions = [versionOfSet(before)];
  for (let set = before; ;) {
    const version = versionOfSet(set);
    const next = waiting.filter(
      (one) => one.version === version && versionOfSet(plus(set, one.append)) !== version,
    );
    const distinct = new Set(next.map(({ append }) => inWords(append)));
    if (distinct.size > 1) wrong.push(`all at one version: ${[...distinct].join(' and ')}`);
    const [first] = next;
    if (first === undefined) {
      const rest = Object.keys(after).filter((path) => set[path] !== after[path]);
      if (rest.length > 0) wrong.push(`nobody stored this, or not on this set: ${rest.join(' ')}`);
      break;
    }
    set = plus(set, first.append);
    versions.push(versionOfSet(set));
  }
  return [...wrong, ...histories.flatMap((history) => findStale(history, versions))];
}

/** What one process sees is on the chain, and only ever further along it. */
function findStale(history: readonly Event[], versions: readonly string[]): readonly string[] {
  const wrong: string[] = [];
  let seen = 0;
  for (const event of history) {
    if (event.did === 'throw' || (event.did === 'append' && event.result !== 'ok')) continue;
    const place = versions.indexOf(event.version);
    if (place < 0) wrong.push(`${event.did} of a set that never was`);
    else if (event.did === 'read' && place < seen) wrong.push('a read went back');
    if (event.did === 'read') seen = Math.max(seen, place);
  }
  return wrong;
}
