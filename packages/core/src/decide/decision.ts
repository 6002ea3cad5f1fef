/** What deciding comes to: new records to store, an answer that is on record already, or a refusal. */
import { recordText } from '../bytes/canonical-json.ts';
import type { JsonValue } from '../bytes/json.ts';
import type { AnyRecord, AnyStored, RecordKind, RecordOf, Stored } from '../model/records.ts';
import type { Ids } from '../ports.ts';
import { foldWith } from '../state/fold.ts';
import type { ItemState } from '../state/state.ts';
import type { Refused } from './refusal.ts';

/** A record in its canonical bytes, ready to be stored. */
export interface Draft<Kind extends RecordKind = RecordKind> extends Stored<Kind> {
  readonly text: string;
}

/** Yes: store `records` (none when it was decided before); `answer` is the record that the command is about. */
export interface Decided<Kind extends RecordKind = RecordKind> {
  readonly ok: true;
  readonly records: readonly Draft[];
  readonly answer: Stored<Kind>;
  /** The same command was carried out before; nothing new is written. */
  readonly repeated: boolean;
}
export type Decision<Kind extends RecordKind = RecordKind> = Decided<Kind> | Refused;

/** What every decision on an item needs. */
export interface Context {
  readonly state: ItemState;
  readonly ids: Pick<Ids, 'sha256'>;
  /** The producer's clock, RFC 3339 in UTC. */
  readonly now: string;
}

/** Puts a record into its canonical bytes. */
export function draft<Kind extends RecordKind>(
  kind: Kind,
  path: string,
  record: RecordOf[Kind],
  ids: Pick<Ids, 'sha256'>,
): Draft<Kind> {
  const text = recordText(asJson(record));
  return { kind, path, id: ids.sha256(text), record, text };
}

/** Records hold nothing but JSON: their schemas say so, which their types can't. */
const asJson = (record: AnyRecord): JsonValue => record as unknown as JsonValue;

export function decided<Kind extends RecordKind>(
  answer: Draft<Kind>,
  others: readonly Draft[] = [],
): Decided<Kind> {
  return { ok: true, records: [...others, answer], answer, repeated: false };
}

export const repeated = <Kind extends RecordKind>(answer: Stored<Kind>): Decided<Kind> => ({
  ok: true,
  records: [],
  answer,
  repeated: true,
});

/** The state once these records are stored. @param plans the definitions of migrations among them */
export const stateWith = (
  state: ItemState,
  drafts: readonly Draft[],
  ids: Pick<Ids, 'sha256'>,
  plans: readonly ItemState['plan'][] = [],
): ItemState =>
  // A draft is what it will be stored as, whichever kind it is.
  foldWith(state, drafts as unknown as readonly AnyStored[], ids, plans);

/** The record in a slot, if it is taken. */
export const recordIn = (state: ItemState, path: string): AnyStored | undefined =>
  state.records.find((stored) => stored.path === path);
