/** The state of runs: evidence that a claim's job has ended, never a clock (FR-008). */
import * as z from 'zod/mini';
import type { Runs, RunState } from '@orchestrator/core';
import type { Api } from './api.ts';
import type { Job } from './environment.ts';

const runSchema = z.object({
  status: z.nullable(z.string()),
  conclusion: z.optional(z.nullable(z.string())),
  updated_at: z.optional(z.string()),
  html_url: z.optional(z.string()),
});

const path = 'GET /repos/{owner}/{repo}/actions/runs/{run_id}/attempts/{attempt_number}';

export interface RunsOptions extends Pick<Job, 'owner' | 'name' | 'run' | 'runAttempt'> {
  readonly api: Api;
  /** Tells people that something could not be found out, and why. */
  readonly notice: (text: string) => void;
}

/** Each run attempt is asked for once. What can't be known is told once and is `undefined`: the claim stays as it is. */
export function createRuns({
  api,
  owner,
  name,
  run: own,
  runAttempt: ownAttempt,
  notice,
}: RunsOptions): Runs {
  const asked = new Map<string, Promise<RunState | undefined>>();
  let throttled = false;
  const ask = async (run: string, runAttempt: number): Promise<RunState | undefined> => {
    // Whoever asks is running.
    if (run === own && runAttempt === ownAttempt) return { ended: false };
    if (!/^[1-9]\d{0,18}$/.test(run) || throttled) return undefined;
    const answer = await api(path, {
      owner,
      repo: name,
      run_id: Number(run),
      attempt_number: runAttempt,
    });
    if (answer.ok) return stateOf(answer.data);
    throttled ||= answer.throttled;
    notice(`The state of run ${run} (attempt ${runAttempt}) is not known: ${why(answer)}`);
    return undefined;
  };
  return {
    state: (run, runAttempt) => {
      const key = `${run}/${runAttempt}`;
      const known = asked.get(key) ?? ask(run, runAttempt);
      asked.set(key, known);
      return known;
    },
  };
}

function stateOf(data: unknown): RunState | undefined {
  const parsed = runSchema.safeParse(data);
  if (!parsed.success) return undefined;
  const { status, conclusion, updated_at: updated, html_url: url } = parsed.data;
  const ended = status === 'completed';
  return {
    ended,
    ...(ended && typeof conclusion === 'string' && { conclusion }),
    ...(ended && updated !== undefined && { endedAt: updated }),
    ...(url !== undefined && { url }),
  };
}

function why({
  status,
  message,
  throttled,
}: Extract<Awaited<ReturnType<Api>>, { ok: false }>): string {
  if (throttled) return 'the rate limit is used up; a later run will find out.';
  if (status === 404) return 'there is no such run, or the token may not see it (actions: read).';
  if (status === 401 || status === 403) return 'the token lacks the permission actions: read.';
  return `${message} (${status}).`;
}
