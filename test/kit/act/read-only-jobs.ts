import * as fs from 'node:fs';
import * as path from 'node:path';

import type { BareRepository } from './bare-repository.ts';

/**
 * Makes a repository refuse pushes from jobs that have read access on GitHub: act gives every job the same token.
 * @param jobs ids of jobs, as the workflow writes them
 * @returns who tried to push all the same, job by job
 */
export function readOnlyJobs(
  repository: BareRepository,
  jobs: readonly string[],
): () => readonly string[] {
  const log = path.join(repository.path, 'refused');
  repository.hook(
    'pre-receive',
    `case "$GITHUB_JOB" in ${jobs.join('|')})
       echo "$GITHUB_JOB" >> '${log}'; echo "$GITHUB_JOB may only read" >&2; exit 1 ;;
     esac`,
  );
  return () => (fs.existsSync(log) ? fs.readFileSync(log, 'utf8').trim().split('\n') : []);
}
