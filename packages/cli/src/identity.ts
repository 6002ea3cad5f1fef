/** Who acts: what the options say; in Actions the event's actor and the job; else git's user and the executor `local`. */
import type { Executor, Repository } from '@orchestrator/core';
import { executorInput, personInput } from './inputs.ts';

const inActions = (): boolean => process.env['GITHUB_ACTIONS'] === 'true';

/** The person who answers for what is recorded. */
export async function actorFor(
  given: string | undefined,
  repository: Pick<Repository, 'userName'>,
): Promise<string> {
  const named = personInput('--actor', given);
  if (named !== undefined) return named;
  const { GITHUB_TRIGGERING_ACTOR, GITHUB_ACTOR } = process.env;
  const login = inActions() ? (GITHUB_TRIGGERING_ACTOR ?? GITHUB_ACTOR) : undefined;
  return asPerson(login ?? (await repository.userName()) ?? '') ?? 'local';
}

/** `Ada Lovelace` → `ada-lovelace`. */
function asPerson(name: string): string | undefined {
  const id = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9._@[\]-]+/g, '-')
    .replace(/^[^a-z0-9]+|-+$/g, '')
    .slice(0, 63);
  return id === '' ? undefined : id;
}

export function executorFor(given: string | undefined): Omit<Executor, 'nonce'> {
  const named = executorInput('--executor', given);
  if (!inActions()) return { kind: 'local', id: named ?? 'local' };
  const { GITHUB_RUN_ID = '', GITHUB_RUN_ATTEMPT = '1', GITHUB_JOB = '' } = process.env;
  const id = [GITHUB_RUN_ID, GITHUB_RUN_ATTEMPT, GITHUB_JOB]
    .filter((part) => part !== '')
    .join('-');
  const label = id
    .toLowerCase()
    .replace(/[^a-z0-9._-]/g, '-')
    .slice(0, 63);
  return {
    kind: 'job',
    id: named ?? (label === '' ? 'job' : label),
    run: GITHUB_RUN_ID,
    runAttempt: Math.max(1, Number.parseInt(GITHUB_RUN_ATTEMPT, 10) || 1),
    job: GITHUB_JOB,
  };
}
