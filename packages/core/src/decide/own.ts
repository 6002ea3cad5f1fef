/** Ownership (FR-011): who answers for an item, or for one of its steps, from now on. */
import { transferSlot } from '../bytes/slots.ts';
import type { Transfer } from '../model/amendments.ts';
import { samePerson } from '../model/ids.ts';
import type { Stored } from '../model/records.ts';
import { decided, draft, repeated, type Context, type Decision } from './decision.ts';
import { findStep, stepUnder } from './find.ts';
import { refuse } from './refusal.ts';

export interface TransferOwnership {
  /** Absent: the item. */
  readonly step?: string;
  readonly to: string;
  readonly actor: string;
  readonly reason: string;
}

export function transferOwnership(
  { state, ids, now }: Context,
  { step, to, actor, reason }: TransferOwnership,
): Decision<'transfer'> {
  if (step !== undefined) {
    const found = findStep(state, step);
    if (!found.ok) return found;
  }
  if (reason.trim() === '') {
    return refuse('reason-missing', 'A transfer needs a reason.', 'Say why: --reason "…"');
  }
  const last = state.transfers
    .filter(({ record }) => record.step === step)
    .reduce<Stored<'transfer'> | undefined>(
      (latest, it) => (latest === undefined || it.record.n > latest.record.n ? it : latest),
      undefined,
    );
  const from = (step === undefined ? undefined : state.stepOwners.get(step)) ?? state.owner;
  if (samePerson(from, to)) {
    const isRepeated =
      last !== undefined &&
      samePerson(last.record.to, to) &&
      samePerson(last.record.actor, actor) &&
      last.record.reason === reason;
    if (isRepeated) return repeated(last);
    return refuse(
      'already-owner',
      `${from} answers for ${step ?? state.item} already.`,
      'Name somebody else: --to PERSON',
    );
  }
  const n = (last?.record.n ?? 0) + 1;
  const named: { step?: string; binding?: string } =
    step === undefined ? {} : stepUnder(state, step);
  const { binding } = named;
  const first = binding ?? state.registration.id;
  const record: Transfer = {
    schemaVersion: '1.0',
    type: 'owner.transferred',
    workItemId: state.item,
    at: now,
    actor,
    causes:
      last === undefined ? [first] : [last.id, ...(binding === undefined ? [] : [binding])].sort(),
    n,
    ...named,
    from,
    to,
    reason,
  };
  return decided(draft('transfer', transferSlot(state.item, n, step), record, ids));
}
