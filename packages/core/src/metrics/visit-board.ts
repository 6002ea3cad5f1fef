/** Visits on the board: a step is visited from the moment that it is ready until it is done, or the item goes elsewhere. */
import type { PlannedStep } from '../schedule/plan.ts';
import { arePredecessorsDone, isEnded, versionOf, type Board, type VisitDraft } from './board.ts';
import { request } from './gate-board.ts';
import type { VisitEnd } from './life.ts';

/** May it be worked on, as far as predecessors and gates go, with no void attempt in the way? */
const isReady = (board: Board, planned: PlannedStep): boolean =>
  !isEnded(board) &&
  arePredecessorsDone(board, planned) &&
  planned.gates.every(({ key }) => board.approved.has(key)) &&
  !isVoidWorkUnderWay(board, planned.step.key);

/** A step is never executed twice at once: it waits for void work to end. */
function isVoidWorkUnderWay({ someVoid, running }: Board, key: string): boolean {
  if (!someVoid) return false;
  for (const track of running) if (track.void && track.key === key) return true;
  return false;
}

/** Looks at one step: opens its visit when it is ready, asks for the gates in front when only they are missing. */
export function consider(board: Board, index: number, at: number): void {
  const planned = board.plan.steps[index];
  if (planned === undefined) return;
  const { key } = planned.step;
  if (board.counting.has(key)) return;
  // Also where its visit is open: one that came along from another version may have to wait for a gate of this one.
  if (planned.gates.length > 0 && arePredecessorsDone(board, planned)) {
    for (const gate of planned.gates) if (gate.before === key) request(board, gate, at);
  }
  if (!board.openVisits.has(key) && isReady(board, planned)) openVisit(board, planned, at);
}

export function openVisit(board: Board, planned: PlannedStep, at: number): VisitDraft {
  const { key, order } = planned.step;
  const k = (board.visitCounts.get(key) ?? 0) + 1;
  const visit: VisitDraft = {
    workflow: versionOf(board.plan.workflow),
    step: key,
    order,
    key,
    k,
    ready: at,
    superseded: false,
    attempts: [],
    binding: board.place,
    gates: planned.gates.map((gate) => gate.key),
  };
  board.visitCounts.set(key, k);
  board.openVisits.set(key, visit);
  board.visits.push(visit);
  // Work that goes on after the step came back from a version that did not have it.
  for (const track of board.running) {
    if (track.key !== key || track.void || track.span === undefined) continue;
    track.visit = visit;
    visit.attempts.push(track.span);
  }
  joinBranches(board, planned);
  return visit;
}

/** Each branch has waited for the last one; it is written down at the first join behind it. */
function joinBranches(board: Board, planned: PlannedStep): void {
  const visits = board.links
    .branches(planned)
    .flatMap((key) => board.counting.get(key)?.visit ?? []);
  const closes = visits.map(({ close, ready }) => close ?? ready);
  const last = closes.reduce((latest, close) => Math.max(latest, close), Number.NEGATIVE_INFINITY);
  for (const [place, visit] of visits.entries())
    visit.joinWaitMs ??= last - (closes[place] ?? last);
}

export function closeVisit(board: Board, key: string, at: number, end: VisitEnd): void {
  const visit = board.openVisits.get(key);
  if (visit === undefined) return;
  visit.close = at;
  visit.end = end;
  board.openVisits.delete(key);
}

export function closeAllVisits(board: Board, at: number): void {
  for (const key of board.openVisits.keys()) closeVisit(board, key, at, 'abandoned');
}

/** A step has just been done: closes its visit, and looks at whatever waited for it. */
export function stepDone(board: Board, key: string, at: number): void {
  closeVisit(board, key, at, 'completed');
  const index = board.plan.byKey.get(key)?.index;
  for (const gate of board.links.gatesAfter.get(key) ?? []) request(board, gate, at);
  countDone(board);
  for (const next of index === undefined ? [] : (board.links.listing.get(index) ?? [])) {
    consider(board, next, at);
  }
  const { waitingForAll } = board.links;
  while ((waitingForAll[board.looked]?.end ?? Infinity) <= board.doneUntil) {
    consider(board, waitingForAll[board.looked]?.index ?? -1, at);
    board.looked += 1;
  }
}

function countDone(board: Board): void {
  const { steps } = board.plan;
  for (let step = steps[board.doneUntil]; step !== undefined; step = steps[board.doneUntil]) {
    if (!board.counting.has(step.step.key)) return;
    board.doneUntil += 1;
  }
}

/** Counts again how far the item is done without a gap, after that may have become less. */
export function recountDone(board: Board): void {
  board.doneUntil = 0;
  countDone(board);
  const { waitingForAll } = board.links;
  const next = waitingForAll.findIndex(({ end }) => end > board.doneUntil);
  board.looked = next === -1 ? waitingForAll.length : next;
}

/**
 * Looks at every step again. Visits of steps that are not ready any more are over; under another version, those of steps
 * that go on stay open all the same.
 */
export function reviewVisits(board: Board, at: number, staysOpen = false): void {
  for (const planned of board.plan.steps) {
    const { key } = planned.step;
    if (board.openVisits.has(key) && !staysOpen && !isReady(board, planned)) {
      closeVisit(board, key, at, 'invalidated');
    }
    if (board.counting.has(key)) closeVisit(board, key, at, 'completed');
    else consider(board, planned.index, at);
  }
}
