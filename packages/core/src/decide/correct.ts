/** Corrections (FR-009): a record is never changed; what it should have said is added, and readers see both. */
import * as z from 'zod/mini';
import { canonicalJson } from '../bytes/canonical-json.ts';
import { correctionSlot } from '../bytes/slots.ts';
import type { Correction } from '../model/amendments.ts';
import { samePerson } from '../model/ids.ts';
import { issueProblems } from '../model/issues.ts';
import { recordKinds, type AnyStored, type Stored } from '../model/records.ts';
import { allAttempts, type ItemState } from '../state/state.ts';
import { decided, draft, repeated, type Context, type Decision } from './decision.ts';
import { isCalled } from './find.ts';
import { refuse, type Refused } from './refusal.ts';

export interface CorrectRecord {
  /** The record: its id, at least the first 8 digits of it, or its path; an outcome also by its attempt (`build.2`). */
  readonly record: string;
  readonly set: Readonly<Record<string, string>>;
  readonly actor: string;
  readonly reason: string;
}

/** What people say in a record. What it decides, and for whom, is not corrected but decided anew. */
export const correctableFields = [
  'actor',
  'at',
  'commit',
  'nextAction',
  'outcome',
  'owner',
  'reason',
  'timestamp',
  'title',
] as const;

export function correctRecord(
  { state, ids, now }: Context,
  command: CorrectRecord,
): Decision<'correction'> {
  const found = findRecord(state, command.record);
  if (!found.ok) return found;
  const { stored } = found;
  const problem = checkFields(stored, command);
  if (problem !== undefined) return problem;
  const earlier = state.corrections.get(stored.id) ?? [];
  const last = earlier.at(-1);
  if (last !== undefined && saysTheSame(last, command)) return repeated(last);
  const n = (last?.record.n ?? 0) + 1;
  const record: Correction = {
    schemaVersion: '1.0',
    type: 'record.corrected',
    workItemId: state.item,
    at: now,
    actor: command.actor,
    causes: [stored.id],
    corrects: stored.id,
    path: stored.path,
    n,
    set: { ...command.set },
    reason: command.reason,
  };
  return decided(draft('correction', correctionSlot(state.item, stored.id, n), record, ids));
}

const saysTheSame = (
  { record }: Stored<'correction'>,
  { set, reason, actor }: CorrectRecord,
): boolean =>
  canonicalJson(record.set) === canonicalJson(set) &&
  record.reason === reason &&
  samePerson(record.actor, actor);

type Found = { readonly ok: true; readonly stored: AnyStored } | Refused;

function findRecord(state: ItemState, name: string): Found {
  const { item, records } = state;
  // A number alone would name an attempt of every step.
  const isNumber = /^\d+$/.test(name);
  const ended = isNumber
    ? undefined
    : allAttempts(state).find((attempt) => isCalled(attempt, name))?.handoff;
  const matches = records.filter(
    ({ id, path }) =>
      path === name || id === ended?.id || (/^[0-9a-f]{8,64}$/.test(name) && id.startsWith(name)),
  );
  const [stored, other] = matches;
  if (stored !== undefined && other === undefined) return { ok: true, stored };
  return refuse(
    'unknown-record',
    stored === undefined
      ? `${item} has no record ${name}.`
      : `${name} is the beginning of ${matches.length} ids.`,
    `Copy the id or the path from: orchestrator history --work-item ${item} --json`,
  );
}

function checkFields(
  { kind, record, path }: AnyStored,
  { set, reason }: CorrectRecord,
): Refused | undefined {
  const fields = Object.keys(set);
  if (fields.length === 0) {
    return refuse('not-correctable', 'Nothing is corrected.', 'Say what: --set FIELD=VALUE');
  }
  if (reason.trim() === '') {
    return refuse('reason-missing', 'A correction needs a reason.', 'Say why: --reason "…"');
  }
  const known = correctableFields.filter((field) => Object.hasOwn(record, field));
  const wrong = fields.find((field) => !known.some((it) => it === field));
  if (wrong !== undefined) {
    return refuse(
      'not-correctable',
      `${wrong} of ${path} can't be corrected.`,
      `These can: ${known.join(', ')}. What a record decides is changed by a new decision.`,
    );
  }
  const corrected = { ...record, ...set };
  const parsed = z.safeParse(recordKinds[kind].schema, corrected, { reportInput: true });
  if (!parsed.success) {
    const [first] = issueProblems(parsed.error.issues, () => []);
    return refuse(
      'not-correctable',
      `So ${path} would not be a record: ${first?.detail ?? 'it does not fit the schema.'}`,
      first?.hint ?? 'Correct the value.',
    );
  }
  if (canonicalJson(corrected as never) !== canonicalJson(record as never)) return undefined;
  return refuse('not-correctable', `${path} says so already.`, 'Leave it as it is.');
}

/** What a record says with its corrections, the latest counting for each field; the record stays as it is. */
export function corrected<Record extends object>(
  { corrections }: Pick<ItemState, 'corrections'>,
  { id, record }: { readonly id: string; readonly record: Record },
): Record {
  const list = corrections.get(id);
  if (list === undefined) return record;
  return Object.assign({}, record, ...list.map((it) => it.record.set)) as Record;
}
