/** Gates on the board: since when they can be decided, and by whose votes they are open. */
import { sameJson } from '../bytes/canonical-json.ts';
import type { Gate } from '../model/workflow.ts';
import type { Stored } from '../model/records.ts';
import { arePredecessorsDone, isEnded, versionOf, type Board, type VoteGroup } from './board.ts';

/** A gate can be decided from now on, unless it is open already. */
export function request(board: Board, gate: Gate, at: number): void {
  if (board.approved.has(gate.key) || board.openWaits.has(gate.key) || isEnded(board)) return;
  const wait = { gate: gate.key, from: at };
  board.openWaits.set(gate.key, wait);
  board.waits.push(wait);
}

function endWait(board: Board, gate: string, at: number): void {
  const wait = board.openWaits.get(gate);
  if (wait === undefined) return;
  wait.to = at;
  board.openWaits.delete(gate);
}

export function endAllWaits(board: Board, at: number): void {
  for (const gate of board.openWaits.keys()) endWait(board, gate, at);
}

export function reject(board: Board, gate: string, at: number): void {
  endWait(board, gate, at);
  board.decisions.push({ gate, at, verdict: 'reject' });
}

/** @returns whether the gate is open now and was not before */
export function vote(
  board: Board,
  { record }: Stored<'approval'> | Stored<'review'>,
  at: number,
): boolean {
  const name = `${record.gate} ${record.state}`;
  const group: VoteGroup = board.votes.get(name) ?? {
    gate: record.gate,
    people: new Set(),
    covered: named(record.causes.filter((id) => board.handoffs.has(id))),
    version: `${record.workflow.name}@${record.workflow.version}`,
  };
  board.votes.set(name, group);
  group.people.add(record.actor.toLowerCase());
  const gate = board.plan.gates.get(record.gate);
  if (gate === undefined || board.approved.has(gate.key) || !opens(board, gate, group))
    return false;
  approve(board, gate.key, at);
  board.decisions.push({ gate: gate.key, at, verdict: 'approve' });
  return true;
}

function approve(board: Board, gate: string, at: number): void {
  board.approved.add(gate);
  endWait(board, gate, at);
}

/** Do these votes open the gate as it stands now? They count for the outcomes and the definition that they are about. */
function opens(board: Board, gate: Gate, group: VoteGroup): boolean {
  if (group.gate !== gate.key || group.people.size < gate.approvals) return false;
  const covered = coveredNow(board, gate);
  if (covered === undefined || covered !== group.covered) return false;
  const shown = board.history.bindings.find(
    ({ plan }) => versionOf(plan.workflow) === group.version,
  );
  return sameJson(shown?.plan.gates.get(gate.key) ?? null, gate);
}

const named = (ids: readonly string[]): string => [...new Set(ids)].sort().join(' ');

/** The handoffs that a gate covers; `undefined` before it is reached. */
function coveredNow(board: Board, { key }: Gate): string | undefined {
  const keys = board.links.covered.get(key) ?? [];
  const handoffs = keys.flatMap((step) => board.counting.get(step)?.handoff ?? []);
  return handoffs.length < keys.length ? undefined : named(handoffs);
}

/** Looks at every gate again, after work became void or the version changed. */
export function reviewGates(board: Board, at: number): void {
  const groups = [...board.votes.values()];
  board.approved = new Set();
  for (const gate of board.plan.gates.values()) {
    if (groups.some((group) => opens(board, gate, group))) approve(board, gate.key, at);
    else if (isReached(board, gate)) request(board, gate, at);
    else endWait(board, gate.key, at);
  }
  for (const gate of board.openWaits.keys()) {
    if (!board.plan.gates.has(gate)) endWait(board, gate, at);
  }
}

function isReached(board: Board, gate: Gate): boolean {
  if (gate.after !== undefined) return board.counting.has(gate.after);
  const target = gate.before === undefined ? undefined : board.plan.byKey.get(gate.before);
  return target === undefined || arePredecessorsDone(board, target);
}
