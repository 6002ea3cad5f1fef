/**
 * Which records are missing, or not as they were, when others cite what is not there. An id says nothing about the slot
 * that it was in; what the citing records say of themselves (missing/guesses.ts) does. A record that is there, and that
 * somebody cites as it lies there, is as it was: it is never blamed.
 */
import { restoreHint, type Damage } from '../bytes/read-record.ts';
import type { AnyStored } from '../model/records.ts';
import type { Plan } from '../schedule/plan.ts';
import { lookAround, type Around } from './missing/around.ts';
import type { Guess, Missed } from './missing/guess.ts';
import { guessesOf } from './missing/guesses.ts';
import { sentBackAmong } from './missing/sent-back.ts';
import { surest } from './missing/surest.ts';

/** Where a missed record lay. */
interface Finding {
  /** Slots that are equally likely; none where nothing can be said. */
  readonly slots: Guess;
  /** The records that cite it. */
  readonly citing: readonly AnyStored[];
}

/**
 * One damage for each record that is missed; for one that misses it where no slot can be named.
 * @param orphans records of which a cause is missing
 * @param all every record that can be read, the orphans included
 * @param plans the definitions that the item was bound to, by the id of the registration or migration that names each
 * @param damaged paths of files that can't be read: what is missed and lay there is named by them already
 */
export function describeMissing(
  orphans: readonly AnyStored[],
  all: readonly AnyStored[],
  plans: ReadonlyMap<string, Plan> = new Map(),
  damaged: readonly string[] = [],
): readonly Damage[] {
  if (orphans.length === 0) return [];
  const around = lookAround(all, plans);
  const missing = new Map(orphans.map((orphan) => [orphan, missingOf(orphan, around)]));
  const taken = new Set<string>();
  const known = new Set<string>();
  const found = findAlone(missing, around, taken, known);
  const more = findTogether(missing, around, taken, known);
  const isNamed = isAmong(damaged);
  const findings = [...found, ...more].filter(({ slots }) => !slots.some(isNamed));
  return withoutFollowing(findings, around).map((finding) => damageOf(finding, around));
}

/** The ids that a record cites and that are not there; a blocker and a transfer also cite what they name a step under. */
function missingOf({ record }: AnyStored, { byId }: Around): readonly string[] {
  const binding = 'binding' in record ? [record.binding] : [];
  const cited = [...record.causes, ...binding].filter((id) => id !== undefined && !byId.has(id));
  return [...new Set(cited.filter((id) => id !== undefined))];
}

type Missing = ReadonlyMap<AnyStored, readonly string[]>;

/** What is missed by records that miss nothing else: all of them must mean the same slot. */
function findAlone(
  missing: Missing,
  around: Around,
  taken: Set<string>,
  known: Set<string>,
): readonly Finding[] {
  const citing = new Map<string, AnyStored[]>();
  for (const [orphan, [id, ...others]] of missing) {
    if (id === undefined || others.length > 0) continue;
    const list = citing.get(id);
    if (list === undefined) citing.set(id, [orphan]);
    else list.push(orphan);
  }
  return [...citing].map(([id, list]) => {
    known.add(id);
    const launches = list.filter(({ kind }) => kind === 'launch').length;
    const sentBack = once(() => sentBackAmong(list, around));
    // A correction names the path of what it corrects.
    const corrections = list.filter(({ kind }) => kind === 'correction');
    const witnesses = corrections.length > 0 ? corrections : list;
    const slots = surest(
      witnesses.map((orphan) => guessesOf(orphan, { launches, sentBack }, around)),
      taken,
    );
    for (const slot of slots.slice(0, 1)) taken.add(slot);
    return { slots, citing: list };
  });
}

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => (made ??= { value: make() }).value;
}

/** Nothing is known of what others say. */
const alone: Missed = { launches: 1, sentBack: () => [] };

/** What is missed only by records that miss several: as many of the slots that they should cite and don't. */
function findTogether(
  missing: Missing,
  around: Around,
  taken: Set<string>,
  known: Set<string>,
): readonly Finding[] {
  const findings: Finding[] = [];
  for (const [orphan, ids] of missing) {
    const open = ids.filter((id) => !known.has(id));
    if (open.length === 0) continue;
    for (const id of open) known.add(id);
    const citing = [orphan];
    const slots = new Set<string>();
    for (const [slot] of guessesOf(orphan, alone, around)) {
      if (slot !== undefined && !taken.has(slot)) slots.add(slot);
      if (slots.size === open.length) break;
    }
    for (const slot of slots) taken.add(slot);
    if (slots.size === 0) findings.push({ slots: [], citing });
    findings.push(...[...slots].map((slot) => ({ slots: [slot], citing })));
  }
  return findings;
}

function isAmong(damaged: readonly string[]): (slot: string) => boolean {
  const paths = new Set(damaged);
  return (slot) => {
    const [known = slot, unknown] = slot.split('*');
    return unknown === undefined ? paths.has(slot) : damaged.some((path) => path.startsWith(known));
  };
}

/** Less what is missed only by records that were changed themselves: then it may never have been there. */
function withoutFollowing(findings: readonly Finding[], { byPath }: Around): readonly Finding[] {
  const changed = new Set(
    findings.flatMap(({ slots, citing }) =>
      slots.filter((slot) => byPath.has(slot) && !citing.some(({ path }) => path === slot)),
    ),
  );
  const kept = findings.filter(({ citing }) => !citing.every(({ path }) => changed.has(path)));
  return kept.length > 0 ? kept : findings;
}

function damageOf({ slots: [slot, ...others], citing }: Finding, { byPath }: Around): Damage {
  const by = citing[0]?.path ?? '';
  if (slot === undefined) {
    const detail = `${by} builds on a record that is not there.`;
    return { code: 'missing-cause', path: by, detail, hint: restoreHint(by) };
  }
  const detail = byPath.has(slot)
    ? `It is not as it was when ${by} was built on it`
    : `${by} builds on it, and it is not there`;
  const or = others.map(
    (path) => `, or ${path} is ${byPath.has(path) ? 'not as it was' : 'not there'}`,
  );
  const instead = others.map(
    (path) => `; if it was not that: git checkout HEAD -- ${fileOrFolder(path)}`,
  );
  return {
    code: 'missing-cause',
    path: slot,
    detail: `${detail}${or.join('')}.`,
    hint: `${restoreHint(fileOrFolder(slot))}${instead.join('')}`,
  };
}

/** Where a part of the name is unknown, the folder brings it back. */
const fileOrFolder = (path: string): string =>
  path.includes('*') ? path.slice(0, path.lastIndexOf('/')) : path;
