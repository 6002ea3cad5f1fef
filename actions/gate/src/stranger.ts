import { refuse, type Refused } from '@orchestrator/core';
import type { Kit } from '@orchestrator/action-kit';

/** A decision is made once, by a person: whoever re-runs a run has not decided anything. */
export function refuseStranger({ job, event: { sender } }: Kit): Refused | undefined {
  if (job.runAttempt > 1) {
    return refuse(
      'invalid-input',
      'This is a re-run; a decision counts only in the run that its own button or comment has started.',
      'Press the button again, or write another comment. If the decision is on record already, start the plan workflow.',
    );
  }
  if (sender === undefined || sender.isBot) {
    return refuse(
      'not-an-approver',
      `${sender?.login ?? 'Nobody'} is no person, and only people decide at gates.`,
      'Have a person press the button: Actions → the gate workflow → Run workflow.',
    );
  }
  return undefined;
}
