/** Evidence instead of time-outs (FR-008): a run that has ended can't bring an outcome any more. */
import {
  allAttempts,
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
    const state = await stateOf(run, runAttempt, runs, known);
    if (state?.ended !== true) continue;
    batch.add((context) =>
      endAttempt(context, {
        step: attempt.step,
        attempt: attempt.claim?.record.attemptId ?? String(attempt.k),
        status: 'abandoned',
        actor: evidenceActor,
        nonces: [],
        outcome: inWords(run, runAttempt, state),
      }),
    );
  }
}

/** Runs that have ended and still hold attempts of the item open. */
export async function endedRuns(
  state: ItemState,
  runs: Runs,
  known: KnownRuns,
): Promise<readonly string[]> {
  const ended = new Set<string>();
  for (const { claim } of attemptsInRuns(state)) {
    const { run = '', runAttempt = 1 } = claim?.record.executor ?? {};
    if ((await stateOf(run, runAttempt, runs, known))?.ended === true) ended.add(run);
  }
  return [...ended];
}

async function stateOf(
  run: string,
  runAttempt: number,
  runs: Runs,
  known: KnownRuns,
): Promise<RunState | undefined> {
  const name = `${run}/${runAttempt}`;
  if (!known.has(name)) known.set(name, await runs.state(run, runAttempt));
  return known.get(name);
}

/** Those of dropped steps too: they are work under way as any other. */
const attemptsInRuns = (state: ItemState): readonly Attempt[] =>
  allAttempts(state).filter((it) => isRunning(it) && (it.claim?.record.executor.run ?? '') !== '');

function inWords(run: string, runAttempt: number, { conclusion, endedAt, url }: RunState): string {
  const how = conclusion === undefined ? '' : ` (${conclusion})`;
  const when = endedAt === undefined ? '' : ` at ${endedAt}`;
  const where = url === undefined ? '' : ` See ${url}.`;
  return `Attempt ${runAttempt} of run ${run} ended${how}${when} without an outcome.${where}`;
}
