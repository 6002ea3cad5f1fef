/** A person ran a run of CI again: what its earlier attempts left is ended, and what ended badly is requeued. */
import { decideRerun, type Rerun } from '@orchestrator/core';
import type { Batch } from './drafts.ts';

/** @param only the key of the one step that is run again; absent: all of them */
export function applyRerun(batch: Batch, rerun: Rerun, only?: string): void {
  for (const { planned } of batch.state().steps) {
    if (only !== undefined && planned.step.key !== only) continue;
    // An attempt that was left open is ended first; only then can the step be requeued.
    for (let round = 0; round < 2; round += 1) {
      const step = batch.state().steps[planned.index];
      const decision = step && decideRerun(batch.context(), step, rerun);
      if (decision?.ok === true) batch.addDrafts(decision.records);
    }
  }
}
