/** Blockers (FR-012): declared, classified, resolved. Their ids are never reused. */
import { blockerSlot, resolutionSlot } from '../bytes/slots.ts';
import type { Blocker, BlockerType, Resolution } from '../model/amendments.ts';
import { samePerson } from '../model/ids.ts';
import { nearest } from '../model/suggest.ts';
import type { BlockerState, ItemState } from '../state/state.ts';
import { decided, draft, repeated, type Context, type Decision } from './decision.ts';
import { itemEnded } from './ended.ts';
import { findStep, stepUnder } from './find.ts';
import { refuse } from './refusal.ts';

export interface DeclareBlocker {
  /** Absent: its type and the next free number. */
  readonly blocker?: string;
  readonly classification: BlockerType;
  /** Absent: the whole item. */
  readonly step?: string;
  readonly actor: string;
  readonly reason: string;
  /** Who is to resolve it; absent: the actor. */
  readonly owner?: string;
}

export function declareBlocker(
  { state, ids, now }: Context,
  command: DeclareBlocker,
): Decision<'blocker'> {
  if (state.ended !== undefined) return itemEnded(state, state.ended);
  if (command.step !== undefined) {
    const found = findStep(state, command.step);
    if (!found.ok) return found;
  }
  if (command.reason.trim() === '') {
    return refuse('reason-missing', 'A blocker needs a reason.', 'Say why: --reason "…"');
  }
  const same = state.blockers.find((it) => it.open && saysTheSame(it, command));
  if (same?.declared !== undefined) return repeated(same.declared);
  const id = command.blocker ?? freeId(state, command.classification);
  const taken = state.blockers.find((it) => it.id === id);
  if (taken !== undefined) {
    return refuse(
      'blocker-exists',
      `The id ${id} is that of a blocker ${taken.open ? 'which is open' : 'which was resolved'} (${taken.reason}); ids are never reused.`,
      'Choose another id, or leave --blocker out.',
    );
  }
  const named: { step?: string; binding?: string } =
    command.step === undefined ? {} : stepUnder(state, command.step);
  const record: Blocker = {
    schemaVersion: '1.0',
    type: 'blocker.declared',
    workItemId: state.item,
    at: now,
    actor: command.actor,
    causes: [named.binding ?? state.registration.id],
    blocker: id,
    classification: command.classification,
    ...named,
    reason: command.reason,
    owner: command.owner ?? command.actor,
  };
  return decided(draft('blocker', blockerSlot(state.item, id), record, ids));
}

function saysTheSame({ declared, step }: BlockerState, command: DeclareBlocker): boolean {
  if (declared === undefined) return false;
  const { record } = declared;
  return (
    (command.blocker === undefined || command.blocker === record.blocker) &&
    record.classification === command.classification &&
    step === command.step &&
    record.reason === command.reason &&
    samePerson(record.actor, command.actor)
  );
}

function freeId({ blockers }: ItemState, classification: BlockerType): string {
  const taken = new Set(blockers.map(({ id }) => id));
  for (let n = 1; ; n += 1) {
    const id = `${classification}-${n}`;
    if (!taken.has(id)) return id;
  }
}

export interface ResolveBlocker {
  readonly blocker: string;
  readonly actor: string;
  readonly reason: string;
}

/** Also for a `blocked-by` link, by the id of the other item: it is not waited for any more. */
export function resolveBlocker(
  { state, ids, now }: Context,
  command: ResolveBlocker,
): Decision<'resolution'> {
  const blocker = state.blockers.find(({ id }) => id === command.blocker);
  if (blocker === undefined) {
    if (state.ended !== undefined) return itemEnded(state, state.ended);
    const known = state.blockers.filter(({ open }) => open).map(({ id }) => id);
    const guess = nearest(command.blocker, known);
    return refuse(
      'unknown-blocker',
      `${state.item} has no blocker ${command.blocker}.`,
      guess === undefined
        ? `Its open blockers are: ${known.join(', ') || 'none'}.`
        : `Did you mean ${guess}?`,
    );
  }
  if (command.reason.trim() === '') {
    return refuse(
      'reason-missing',
      'To resolve a blocker needs a reason.',
      'Say how it was resolved: --reason "…"',
    );
  }
  const { resolved, declared, open } = blocker;
  if (resolved !== undefined) {
    const { actor, reason } = resolved.record;
    if (samePerson(actor, command.actor) && reason === command.reason) return repeated(resolved);
  }
  if (!open) {
    return refuse(
      'blocker-resolved',
      resolved === undefined
        ? `${command.blocker} is not in the way: ${blocker.reason}.`
        : `${resolved.record.actor} has resolved ${command.blocker} already: ${resolved.record.reason}`,
      `See what is in the way: orchestrator status --work-item ${state.item}`,
    );
  }
  const record: Resolution = {
    schemaVersion: '1.0',
    type: 'blocker.resolved',
    workItemId: state.item,
    at: now,
    actor: command.actor,
    causes: [declared?.id ?? state.registration.id],
    blocker: command.blocker,
    reason: command.reason,
  };
  return decided(draft('resolution', resolutionSlot(state.item, command.blocker), record, ids));
}
