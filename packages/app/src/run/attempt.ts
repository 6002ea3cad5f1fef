/** The latest attempt of a gate, as the runner shows it. */
import { attemptViews, stepOf, type AttemptView, type ItemState } from '@orchestrator/core';

/** @param step key of a step that somebody began */
export function latestAttempt(state: ItemState, step: string): AttemptView {
  const found = stepOf(state, step);
  const attempt = found && attemptViews(state, found).at(-1);
  if (attempt === undefined) throw new TypeError(`nobody began ${step}`);
  return attempt;
}
