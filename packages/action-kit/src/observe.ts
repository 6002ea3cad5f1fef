/**
 * Runs of a fork's pull request: their token may only read, and what lies in their workspace is somebody else's. Such a
 * run looks on, or is refused before anything is read.
 */
import { refuse, type Refused } from '@orchestrator/core';

/** What an action does in such a run. */
export type InForkRun = 'refuse' | 'observe';

export const refusedInForkRun = (): Refused =>
  refuse(
    'invalid-input',
    "This run belongs to a fork's pull request: its token may only read, so nothing could be recorded.",
    'Leave the job out of such runs (if: github.event.pull_request.head.repo.full_name == github.repository), or start the workflow in this repository.',
  );

/** Said by those that look on, in the log and in the summary. */
export const looksOn =
  "This run belongs to a fork's pull request: it looks on. Nothing is claimed, recorded or commented by it.";
