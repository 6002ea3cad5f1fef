/** An item that was ended takes no decisions any more, but the one that lets it proceed where a review ended it. */
import { endedBecause } from '../schedule/rules.ts';
import type { ItemState } from '../state/state.ts';
import { refuse, type Refused } from './refusal.ts';

export function itemEnded(
  { item, registration }: ItemState,
  ended: NonNullable<ItemState['ended']>,
): Refused {
  if (ended.kind === 'finish') {
    const { workflow, inputs } = registration.record;
    return refuse(
      'item-ended',
      endedBecause(ended),
      `Start another run: orchestrator run start --workflow ${workflow.id} --slug ${inputs['slug'] ?? 'SLUG'} --artifact-path ${inputs['artifact_path'] ?? 'PATH'}`,
    );
  }
  const proceed = `orchestrator gate --work-item ${item} --gate ${ended.record.gate} --decision proceed --reason "…"`;
  return refuse(
    'item-ended',
    endedBecause(ended),
    ended.record.decision === 'merge'
      ? `Go on with ${ended.record.target}; or let ${item} proceed after all: ${proceed}`
      : `Let it proceed after all: ${proceed}`,
  );
}
