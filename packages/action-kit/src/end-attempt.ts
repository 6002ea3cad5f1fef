/** Ending the attempt as `complete` does: the words that say what came out, the commit of the work, what is put out. */
import type { Handoff, Refused } from '@orchestrator/core';
import type { ClaimFile } from './claim-file.ts';
import { finish, type End } from './finish.ts';
import type { Kit } from './kit.ts';
import type { Way } from './persist.ts';

export interface EndInputs extends Omit<End, 'commit'> {
  readonly persist: Way | 'auto';
}

export interface Ended {
  readonly ok: true;
  readonly record: Handoff;
  /** Path of the record, and its id. */
  readonly path: string;
  readonly id: string;
  /** The artifact that holds it until it is collected. */
  readonly artifact?: number;
}

/** Records the outcome of this job's attempt: "job X of run N succeeded", where nothing else is said. */
export async function endAttempt(
  { persist, ...end }: EndInputs,
  kit: Kit,
  claim: ClaimFile,
): Promise<Ended | Refused> {
  const { job, deps, log } = kit;
  const verb = end.status === 'completed' ? 'succeeded' : 'failed';
  const commit = await deps.repository.resolve('HEAD');
  const ended = await finish(
    kit,
    claim,
    {
      outcome: `job ${job.job} of run ${job.run} ${verb}`,
      ...end,
      ...(commit !== undefined && { commit }),
    },
    persist,
  );
  if (!ended.ok) return ended;
  const { answer, repeated } = ended.decision;
  const { record, path, id } = answer;
  const again = repeated ? ' (It was on record already.)' : '';
  log.info(
    `${record.workItemId}: ${claim.step}, attempt ${claim.k} ${record.status}.${again} Next: ${record.nextAction}`,
  );
  const { artifact } = ended;
  return { ok: true, record, path, id, ...(artifact !== undefined && { artifact }) };
}

/** After the job: an attempt that is still open is ended as the job was. @param status of the job */
export async function endOpen(
  kit: Kit,
  claim: ClaimFile,
  status: string,
): Promise<undefined | Refused> {
  const { job, log } = kit;
  const cancelled = status === 'cancelled';
  const { refused = '' } = claim;
  // What the next attempt has to know, in as much as a record has room for.
  const why = cancelled || refused === '' ? '' : `: ${refused.slice(0, 2000).toWellFormed()}`;
  const ended = await finish(kit, claim, {
    status: cancelled ? 'abandoned' : 'failed',
    outcome: `job ${job.job} of run ${job.run} ${cancelled ? 'was cancelled' : 'failed'}${why}`,
  });
  if (!ended.ok) return ended.refusal.code === 'attempt-closed' ? undefined : ended;
  log.info(
    `${claim.workItemId}: ${claim.step}, attempt ${claim.k} ${ended.decision.answer.record.status}.`,
  );
  return undefined;
}
