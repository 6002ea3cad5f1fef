/** Histories on disk: one NDJSON file a process, a line before each call and a line after it, so that a kill loses neither. */
import * as fs from 'node:fs';
import type { Call, Claim } from './history.ts';

type Begun = { readonly register: string } & (
  { readonly kind: 'claim'; readonly who: string } | { readonly kind: 'look' }
);
interface Before {
  readonly id: number;
  readonly start: number;
  readonly begun: Begun;
}
type Ended = Partial<Pick<Claim, 'result' | 'holder'>> & {
  readonly owner?: string | undefined;
  /** What was said besides, for people. */
  readonly note?: string | undefined;
};
interface After {
  readonly id: number;
  readonly end: number;
  readonly ended: Ended;
}

/** CLOCK_MONOTONIC, the same for all processes of a machine. In nanoseconds. */
const now = (): number => Number(process.hrtime.bigint());

/** Appends to a file, and waits for no disk: only processes die here, not the machine. */
export function openLog(file: string) {
  // A line that a kill cut off must not swallow the next one.
  const cut = fs.existsSync(file) && !/(^|\n)$/.test(fs.readFileSync(file, 'utf8'));
  const handle = fs.openSync(file, 'a');
  if (cut) fs.writeSync(handle, '\n');
  let last = 0;
  const write = (line: Before | After): void =>
    void fs.writeSync(handle, `${JSON.stringify(line)}\n`);
  return async (begun: Begun, call: () => Promise<Ended>): Promise<Ended> => {
    const id = (last = Math.max(last + 1, now()));
    write({ id, start: now(), begun });
    const ended = await call();
    write({ id, end: now(), ended });
    return ended;
  };
}

/** Reads what `openLog` wrote. A call without an end is `unknown`; a look without one says nothing and is left out. */
export function readLog(text: string): readonly Call[] {
  const lines = text.split('\n').flatMap(parse);
  const ends = new Map(lines.flatMap((line) => ('end' in line ? [[line.id, line] as const] : [])));
  return lines.flatMap((line) => ('start' in line ? toCall(line, ends.get(line.id)) : []));
}

function parse(line: string): readonly (Before | After)[] {
  if (line === '') return [];
  try {
    return [JSON.parse(line) as Before | After];
  } catch {
    return [];
  }
}

function toCall({ start, begun }: Before, after: After | undefined): readonly Call[] {
  const { register } = begun;
  if (begun.kind === 'look') {
    if (after === undefined) return [];
    return [{ kind: 'look', register, start, end: after.end, owner: after.ended.owner }];
  }
  const { result = 'unknown', holder } = after?.ended ?? {};
  // What is not known may still be under way, whenever the caller gave up.
  const end = result === 'unknown' ? Number.POSITIVE_INFINITY : (after?.end ?? start);
  return [
    {
      kind: 'claim',
      register,
      who: begun.who,
      start,
      end,
      result,
      holder,
      note: after?.ended.note,
    },
  ];
}
