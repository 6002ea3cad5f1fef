/** The life of an item, by going through its records in the order of their effective times. */
import type { Gate } from '../model/workflow.ts';
import { byCodeUnit } from '../bytes/json.ts';
import { keyNow, migrationsOf } from '../state/bindings.ts';
import { attemptsOn, isDoneOn, isEnded, newBoard, type Board } from './board.ts';
import { endAllWaits, reject, reviewGates, vote } from './gate-board.ts';
import type { BlockerSpan, ExitOutcome, Life } from './life.ts';
import { attemptClaimed, attemptEnded, attemptLaunched, goBack, migrate } from './attempt-board.ts';
import { distanceOf, unansweredReverts } from './loops.ts';
import { note } from './notes.ts';
import { timelineOf, type History, type Timed, type Timeline } from './timeline.ts';
import { closeAllVisits, consider, recountDone, reviewVisits } from './visit-board.ts';

/**
 * @param until milliseconds since 1970: records that happened later are left out
 * @returns `undefined` when the item was registered later
 */
export function lifeOf(history: History, until?: number): Life | undefined {
  const [first] = history.bindings;
  const timeline = timelineOf(history, until);
  const begun = timeline.events.find(({ stored }) => stored.kind === 'registration');
  if (first === undefined || begun === undefined) return undefined;
  const board = newBoard(history, first);
  for (const event of timeline.events) {
    apply(board, event);
    settle(board, event.at);
  }
  return toLife(board, begun.at, timeline);
}

function apply(board: Board, { stored, at, corrected }: Timed): void {
  switch (stored.kind) {
    case 'registration':
      board.owners.push({ from: at, owner: corrected?.['owner'] ?? stored.record.owner });
      return begin(board, at);
    case 'launch':
      return attemptLaunched(board, stored, at);
    case 'claim':
      return attemptClaimed(board, stored, at);
    case 'handoff':
      return attemptEnded(board, stored, at);
    case 'approval':
      return voted(board, stored, at);
    case 'review':
      return reviewed(board, stored, at);
    case 'rework':
      board.loops.push({
        ...{ at, reason: corrected?.['reason'] ?? stored.record.reason, by: 'reject' },
        ...{ actor: stored.record.actor, step: stored.record.rejected[0] },
        distance: distanceOf(board.history, stored.record),
      });
      reject(board, stored.record.gate, at);
      return goBack(board, stored, at);
    case 'baseline':
    case 'blocker':
    case 'resolution':
    case 'transfer':
      return note(board, stored, at, corrected);
    case 'migration':
      return migrate(board, stored.id, at);
    case 'finish':
      // A run that somebody ended with all its gates done has left already, as any item does.
      if (!isDoneOn(board)) board.review = { n: Number.MAX_SAFE_INTEGER, ends: 'closed' };
      return;
    case 'requeue':
    case 'correction':
    case 'invocation':
      return;
  }
}

type Apply<Kind extends Timed['stored']['kind']> = Extract<Timed['stored'], { kind: Kind }>;

/** What can be done at once: steps that wait for nothing, gates that cover nothing. */
function begin(board: Board, at: number): void {
  recountDone(board);
  reviewGates(board, at);
  reviewVisits(board, at);
}

function voted(board: Board, stored: Apply<'approval'> | Apply<'review'>, at: number): void {
  if (!vote(board, stored, at)) return;
  for (const index of board.links.behindGate.get(stored.record.gate) ?? []) {
    consider(board, index, at);
  }
}

/** The review with the highest number holds: it ends the item, or lets it go on. */
function reviewed(board: Board, stored: Apply<'review'>, at: number): void {
  const { n, decision, gate } = stored.record;
  const ends = decision === 'merge' ? 'merged' : decision === 'close' ? 'closed' : undefined;
  const wasEnded = isEnded(board);
  if (n > (board.review?.n ?? 0)) board.review = { n, ...(ends && { ends }) };
  if (ends !== undefined) return reject(board, gate, at);
  voted(board, stored, at);
  if (wasEnded && !isEnded(board)) {
    reviewGates(board, at);
    reviewVisits(board, at);
  }
}

/** Has the item left, or come back? */
function settle(board: Board, at: number): void {
  if (board.accepted === undefined && isAccepted(board)) board.accepted = at;
  const outcome: ExitOutcome | undefined =
    board.review?.ends ?? (isDoneOn(board) ? 'delivered' : undefined);
  if (outcome === undefined) {
    if (board.isOut && board.started !== undefined) board.episodes.push({ from: at });
    board.isOut = false;
    return;
  }
  const last = board.exits.at(-1);
  if (board.isOut && last !== undefined) last.outcome = outcome;
  else leave(board, at, outcome);
}

function leave(board: Board, at: number, outcome: ExitOutcome): void {
  board.isOut = true;
  board.exits.push({ at, outcome });
  const episode = board.episodes.at(-1);
  if (episode !== undefined) episode.to ??= at;
  closeAllVisits(board, at);
  endAllWaits(board, at);
}

/** The review of an item before any execution stands before every step. */
const isIntake = ({ kind, before, after }: Gate): boolean =>
  kind === 'handoff' && before === undefined && after === undefined;

/** Have the reviews before any execution let it pass? */
function isAccepted({ plan, approved }: Board): boolean {
  const intake = [...plan.gates.values()].filter(isIntake);
  return intake.length > 0 && intake.every(({ key }) => approved.has(key));
}

/** What each is called under the version in force, or was called last. */
function nameKeys(board: Board): void {
  const { history, place } = board;
  const migrations = migrationsOf(history.bindings).slice(0, place);
  for (const track of board.byClaim.values()) {
    if (track.span !== undefined) track.span.key = track.key ?? track.step;
  }
  for (const visit of board.visits) {
    visit.key = keyNow(migrations, visit.binding, visit.step) ?? visit.step;
  }
  for (const blocker of board.blockers) {
    if (blocker.key === undefined) continue;
    blocker.key = keyNow(migrations, blocker.binding, blocker.key) ?? blocker.key;
  }
}

function toLife(board: Board, registered: number, timeline: Timeline): Life {
  const { history, plan, accepted, started } = board;
  nameKeys(board);
  return {
    item: history.item,
    title: history.registration.record.title,
    registered,
    workflow: { id: plan.workflow.id, version: plan.workflow.version },
    ...(accepted !== undefined && { accepted }),
    ...(started !== undefined && { started }),
    exits: board.exits,
    out: board.isOut,
    episodes: board.episodes,
    visits: board.visits,
    attempts: attemptsOn(board),
    waits: board.waits,
    decisions: board.decisions,
    blockers: board.blockers.sort(bySince),
    loops: [...board.loops, ...unansweredReverts(timeline.events)],
    integrations: board.integrations,
    owners: board.owners,
    moments: timeline.events.map(({ at }) => at),
    latest: timeline.events.at(-1)?.at ?? registered,
    clamped: timeline.clamped,
    corrected: timeline.corrected,
    incomplete: history.damages.length > 0,
  };
}

const bySince = (one: BlockerSpan, other: BlockerSpan): number =>
  one.from - other.from || byCodeUnit(one.id, other.id);
