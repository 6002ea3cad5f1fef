/** Several decisions that are stored together: each one is made on the state that those before it lead to. */
import {
  stateWith,
  type Context,
  type Decision,
  type Draft,
  type Ids,
  type ItemState,
  type Refused,
} from '@orchestrator/core';

/** A batch that grows by one decision after the other. */
export interface Batch {
  readonly drafts: readonly Draft[];
  readonly state: () => ItemState;
  /** What the next decision is made on. */
  readonly context: () => Context;
  /** Adds what was decided; a refusal adds nothing. */
  readonly add: <D extends Decision>(decide: (context: Context) => D) => D;
  readonly addDrafts: (drafts: readonly Draft[]) => void;
}

export function startBatch(state: ItemState, ids: Pick<Ids, 'sha256'>, now: string): Batch {
  const drafts: Draft[] = [];
  let present = state;
  const addDrafts = (more: readonly Draft[]): void => {
    drafts.push(...more);
    present = stateWith(present, more, ids);
  };
  return {
    drafts,
    state: () => present,
    context: () => ({ state: present, ids, now }),
    add: (decide) => {
      const decision: Decision | Refused = decide({ state: present, ids, now });
      if (decision.ok) addDrafts(decision.records);
      return decision as ReturnType<typeof decide>;
    },
    addDrafts,
  };
}
