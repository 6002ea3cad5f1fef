/**
 * Is a history of write-once registers linearizable? Exact, in one pass over the calls of each register: the owner is
 * fixed at one moment, and every call only says that this moment was before its end or after its start.
 */
import { byRegister, nameOf, type Call, type Claim } from './history.ts';

export type Code =
  /** Two believe that they own. */
  | 'double'
  /** The owner was told that somebody else has it, or that nothing was stored. */
  | 'orphan'
  /** It was seen with an owner that did not ask for it, or that nobody can have been. */
  | 'foreign'
  /** A refusal names another holder. */
  | 'holder'
  /** No moment fits what was seen when. */
  | 'order'
  /** Who was told that it owns does not stand in the store. */
  | 'not-stored'
  /** Who stands in the store never found out. */
  | 'unsettled';

export interface Violation {
  readonly code: Code;
  readonly register: string;
  readonly detail: string;
}

type Timed<T> = T & Pick<Call, 'start' | 'end'>;

const isClaim = (call: Call): call is Timed<Claim> & Call => call.kind === 'claim';
const earliest = (times: readonly number[]): number =>
  times.reduce((one, other) => Math.min(one, other), Number.POSITIVE_INFINITY);
const latest = (times: readonly number[]): number => -earliest(times.map((time) => -time));

/** @returns nothing when the history is linearizable */
export const checkHistory = (calls: readonly Call[]): readonly Violation[] =>
  [...byRegister(calls)].flatMap(([register, its]) =>
    checkRegister(its).map(({ code, detail }) => ({ code, register, detail })),
  );

type Finding = Omit<Violation, 'register'>;

function checkRegister(calls: readonly Call[]): readonly Finding[] {
  const claims = calls.filter(isClaim);
  const believers = new Set(claims.flatMap(({ result, who }) => (result === 'ok' ? [who] : [])));
  if (believers.size > 1) return [{ code: 'double', detail: [...believers].join(' and ') }];
  const seen = calls.flatMap((call) => (call.kind === 'look' && call.owner ? [call.owner] : []));
  const owners = new Set([...believers, ...seen]);
  if (owners.size > 1) return [{ code: 'foreign', detail: `seen: ${[...owners].join(' and ')}` }];
  const [owner] = owners;
  if (owner !== undefined) return checkOwner(owner, calls);
  const lost = claims.find(({ result }) => result === 'lost');
  if (lost === undefined) return [];
  // Nobody was told that it owns, yet somebody must: one of those that do not know.
  const unknown = new Set(claims.flatMap(({ result, who }) => (result === 'unknown' ? [who] : [])));
  if ([...unknown].some((who) => checkOwner(who, calls).length === 0)) return [];
  return [{ code: 'foreign', detail: `${lost.who} lost to nobody who can have won` }];
}

/** Can this one be the owner, and from which moment on? */
function checkOwner(owner: string, calls: readonly Call[]): readonly Finding[] {
  const claims = calls.filter(isClaim);
  const own = claims.filter(({ who }) => who === owner);
  if (own.some(({ result }) => result === 'lost')) {
    return [{ code: 'orphan', detail: `${owner} owns it and was told that it lost` }];
  }
  const asked = own.filter(({ result }) => result === 'ok' || result === 'unknown');
  if (asked.length === 0) {
    const code = own.length > 0 ? 'orphan' : 'foreign';
    return [{ code, detail: `${owner} has it without a claim that can have succeeded` }];
  }
  const misled = claims.find(
    ({ result, holder }) => result === 'lost' && holder !== undefined && holder !== nameOf(owner),
  );
  if (misled) {
    return [
      { code: 'holder', detail: `${misled.who} lost to ${misled.holder ?? ''}, not ${owner}` },
    ];
  }
  const free = calls.filter((call) => call.kind === 'look' && call.owner === undefined);
  const taken = calls.filter((call) =>
    call.kind === 'look'
      ? call.owner !== undefined
      : call.result === 'ok' || call.result === 'lost',
  );
  const from = Math.max(
    earliest(asked.map(({ start }) => start)),
    latest(free.map((it) => it.start)),
  );
  const until = earliest(taken.map(({ end }) => end));
  if (from <= until) return [];
  return [
    {
      code: 'order',
      detail: `${owner} owned it at ${until} at the latest and at ${from} at the earliest`,
    },
  ];
}

/**
 * What stands in the store at the end, when nothing is under way any more, against what everybody was told.
 * @param stored the owner of each register, as `who`; absent: it is free
 */
export function checkStored(
  calls: readonly Call[],
  stored: ReadonlyMap<string, string>,
): readonly Violation[] {
  const registers = byRegister(calls);
  const all = new Set([...registers.keys(), ...stored.keys()]);
  return [...all].flatMap((register) => {
    const claims = (registers.get(register) ?? []).filter(isClaim);
    return storedFindings(claims, stored.get(register)).map((it) => ({ ...it, register }));
  });
}

function storedFindings(claims: readonly Claim[], owner: string | undefined): readonly Finding[] {
  const believers = new Set(claims.flatMap(({ result, who }) => (result === 'ok' ? [who] : [])));
  const missing = [...believers]
    .filter((who) => who !== owner)
    .map((who) => ({
      code: 'not-stored' as const,
      detail: `${who} was told ok; stored: ${owner ?? 'nobody'}`,
    }));
  if (owner === undefined || believers.has(owner)) return missing;
  const own = claims.filter(({ who }) => who === owner);
  if (own.length === 0) return [...missing, { code: 'foreign', detail: `${owner} never asked` }];
  const last = own.at(-1)?.result ?? 'unknown';
  const code = last === 'unknown' ? 'unsettled' : 'orphan';
  return [...missing, { code, detail: `${owner} is stored and was told ${last} at last` }];
}
