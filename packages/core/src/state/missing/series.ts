/** Records that come in a series: each cites the one before, so that only the last can lie there uncited as it was. */
import { isLoose, type Around } from './around.ts';

export interface Series {
  /** Slots of the series of which the record is surely missing, or surely not as it was. */
  readonly broken: readonly string[];
  /** The last record, where nobody cites it as it is. */
  readonly last: readonly string[];
  /** The slot after it. */
  readonly next: readonly string[];
}

interface Numbered {
  readonly path: string;
  readonly record: { readonly n: number; readonly causes: readonly string[] };
}

/** @param records by n */
export function lookAtSeries(
  records: readonly Numbered[],
  slot: (n: number) => string,
  around: Around,
): Series {
  const loose = ({ path }: Numbered): boolean => isLoose(path, around);
  const changed = records.filter((it, place) => {
    const after = records[place + 1];
    return loose(it) && after?.record.causes.some((id) => !around.byId.has(id)) === true;
  });
  const last = records.at(-1);
  return {
    broken: [...changed.map(({ path }) => path), ...gapsIn(records).map(slot)],
    last: last !== undefined && loose(last) ? [last.path] : [],
    next: [slot((last?.record.n ?? 0) + 1)],
  };
}

function gapsIn(records: readonly Numbered[]): readonly number[] {
  const there = new Set(records.map(({ record }) => record.n));
  const last = records.at(-1)?.record.n ?? 0;
  const gaps: number[] = [];
  if (there.size === last) return gaps;
  // Forged numbers can be large; nobody needs more gaps than there are records.
  for (let n = 1; n < last && gaps.length <= there.size; n += 1) if (!there.has(n)) gaps.push(n);
  return gaps;
}
