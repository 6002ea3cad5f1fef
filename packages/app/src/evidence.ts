/** Evidence instead of time-outs (FR-008): a run that has ended can't bring an outcome any more. */
import {
  endAttempt,
  evidenceActor,
  isRunning,
  type Attempt,
  type ItemState,
  type Runs,
  type RunState,
} from '@orchestrator/core';
import type { Batch } from './drafts.ts';

/** What is known of the runs that hold attempts open; each is asked for once. */
export type KnownRuns = Map<string, RunState | undefined>;

/** Ends every attempt whose run attempt has ended without an outcome. */
export async function abandonDead(
  batch: Batch,
  runs: Runs | undefined,
  known: KnownRuns,
): Promise<void> {
  if (runs === undefined) return;
  for (const attempt of attemptsInRuns(batch.state())) {
    const { run = '', runAttempt = 1 } = attempt.claim?.record.executor ?? {};
    const name = `${run}/${runAttempt}`;
    if (!known.has(name)) known.set(name, await runs.state(run, runAttempt));
    const state = known.get(name);
    if (state?.ended !== true) continue;
    batch.add((context) =>
      endAttempt(context, {
        step: attempt.step,
        attempt: String(attempt.k),
        status: 'abandoned',
        actor: evidenceActor,
        nonces: [],
        outcome: inWords(run, runAttempt, state),
      }),
    );
  }
}

const attemptsInRuns = ({ steps }: ItemState): readonly Attempt[] =>
  steps.flatMap(({ attempts }) =>
    attempts.filter((it) => isRunning(it) && (it.claim?.record.executor.run ?? '') !== ''),
  );

function inWords(run: string, runAttempt: number, { conclusion, endedAt, url }: RunState): string {
  const how = conclusion === undefined ? '' : ` (${conclusion})`;
  const when = endedAt === undefined ? '' : ` at ${endedAt}`;
  const where = url === undefined ? '' : ` See ${url}.`;
  return `Attempt ${runAttempt} of run ${run} ended${how}${when} without an outcome.${where}`;
}
