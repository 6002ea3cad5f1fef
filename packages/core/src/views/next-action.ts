/** The one sentence that says who must do what now. There is no state without one. */
import { shortList } from '../schedule/rules.ts';
import type { Standing } from '../schedule/walk.ts';
import { isDone, type ItemState } from '../state/state.ts';

export function nextActionOf(state: ItemState, standings: readonly Standing[]): string {
  const keys = (kind: Standing['kind']): string[] =>
    standings.flatMap((standing, index) =>
      standing.kind === kind ? (state.steps[index]?.planned.step.key ?? []) : [],
    );
  if (state.damages.length > 0) return `Mend the history: ${state.damages[0]?.hint ?? ''}`;
  const ready = keys('ready');
  const running = keys('running');
  const pending = [...state.gates.values()].filter(({ phase }) => phase === 'pending');
  const parts = [
    ready.length > 0 && `Claim ${shortList(ready)}`,
    running.length > 0 && `Complete ${shortList(running)}`,
    pending.length > 0 && `Decide ${shortList(pending.map(({ gate }) => gate.key))}`,
  ].filter((part) => part !== false);
  if (parts.length > 0) return parts.join('; ');
  if (isDone(state)) return 'Nothing: every step is done';
  const stuck = standings.findIndex(
    (standing) =>
      standing.kind === 'blocked' && standing.waits().some(({ code }) => code === 'requeue'),
  );
  const step = state.steps[stuck]?.planned.step.key;
  return step === undefined ? 'See explain: nothing can start' : `Requeue ${step} (retry)`;
}
