/** Records that move nothing: what is in the way, who answers for it, what was merged. */
import { migrationsOf, placeOfBinding } from '../state/bindings.ts';
import { noteGone } from './attempt-board.ts';
import type { Board } from './board.ts';
import type { Timed } from './timeline.ts';

type Noted = Extract<Timed['stored'], { kind: 'baseline' | 'blocker' | 'resolution' | 'transfer' }>;
type Corrected = NonNullable<Timed['corrected']>;

/** Writes it down beside the board. */
export function note(
  board: Board,
  { kind, record }: Noted,
  at: number,
  corrected?: Corrected,
): void {
  switch (kind) {
    case 'baseline':
      board.integrations.push({ at, decision: record.decision });
      return;
    case 'blocker': {
      const { blocker: id, classification, step } = record;
      const owner = corrected?.['owner'] ?? record.owner;
      const binding = placeOfBinding(migrationsOf(board.history.bindings), record.binding);
      const key = step === undefined ? {} : { key: step };
      board.blockers.push({ id, classification, owner, ...key, binding, from: at, gone: [] });
      return noteGone(board, at);
    }
    case 'resolution': {
      const blocker = board.blockers.find(({ id }) => id === record.blocker);
      if (blocker !== undefined) blocker.to = at;
      return;
    }
    case 'transfer':
      if (record.step === undefined) board.owners.push({ from: at, owner: record.to });
      return;
  }
}
