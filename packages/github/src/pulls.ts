/** Pull requests, as the API tells of them. */
import * as z from 'zod/mini';
import type { Answer, Api } from './api.ts';
import type { Job } from './environment.ts';

type Place = Pick<Job, 'owner' | 'name'>;

export interface Pull {
  readonly number: number;
  readonly headSha: string;
  readonly headRef: string;
  /** `owner/name`; absent when the fork is gone. */
  readonly headRepository?: string;
  readonly baseRef: string;
  readonly open: boolean;
  readonly merged: boolean;
  /** The commit on the base branch that the merge has made. */
  readonly mergeCommit?: string;
  readonly author?: string;
}

export type Asked<Found> =
  | { readonly ok: true; readonly found: Found }
  | { readonly ok: false; readonly message: string; readonly hint: string };

const pullSchema = z.object({
  number: z.int(),
  state: z.string(),
  user: z.nullable(z.object({ login: z.string() })),
  head: z.object({
    ref: z.string(),
    sha: z.string(),
    /** `null` when the fork is gone. */
    repo: z.nullable(z.object({ full_name: z.string() })),
  }),
  base: z.object({ ref: z.string() }),
  merged_at: z.nullable(z.string()),
  merge_commit_sha: z.nullable(z.string()),
});

/** One pull request by its number. */
export async function pullOf(api: Api, place: Place, number: number): Promise<Asked<Pull>> {
  const answer = await api('GET /repos/{owner}/{repo}/pulls/{pull_number}', {
    ...{ ...repositoryOf(place), pull_number: number },
  });
  return read(answer, pullSchema, toPull);
}

/** The open pull request that a branch of this repository has; the newest where it has several. */
export async function openPullOfBranch(
  api: Api,
  place: Place,
  branch: string,
): Promise<Asked<Pull | undefined>> {
  const from = { repository: `${place.owner}/${place.name}`, branch };
  const asked = await pullsOfBranch(api, place, from, 'open');
  return asked.ok ? { ok: true, found: asked.found[0] } : asked;
}

/** The pull requests of a branch here or in a fork, newest first. Of another repository's branch nothing is said. */
export async function pullsOfBranch(
  api: Api,
  place: Place,
  { repository, branch }: { readonly repository: string; readonly branch: string },
  state: 'open' | 'all',
): Promise<Asked<readonly Pull[]>> {
  const [owner = ''] = repository.split('/');
  const answer = await api('GET /repos/{owner}/{repo}/pulls', {
    ...repositoryOf(place),
    ...{ head: `${owner}:${branch}`, state, per_page: mostOfBranch },
  });
  // A server that does not know the filter answers with the pull requests of all branches.
  return read(answer, z.array(pullSchema), (pulls) =>
    pulls
      .map(toPull)
      .filter((pull) => pull.headRef === branch && isSame(pull.headRepository, repository)),
  );
}
const mostOfBranch = 30;

/** The merged pull requests that brought a commit here, and those that hold it. */
export async function pullsOfCommit(
  api: Api,
  place: Place,
  commit: string,
): Promise<Asked<readonly Pull[]>> {
  const answer = await api('GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls', {
    ...{ ...repositoryOf(place), commit_sha: commit },
  });
  return read(answer, z.array(pullSchema), (pulls) => pulls.map(toPull));
}

const repositoryOf = ({ owner, name: repo }: Place) => ({ owner, repo });

const isSame = (one: string | undefined, other: string): boolean =>
  one?.toLowerCase() === other.toLowerCase();

function toPull(pull: z.infer<typeof pullSchema>): Pull {
  const { number, state, user, head, base, merged_at: mergedAt, merge_commit_sha: commit } = pull;
  const merged = mergedAt !== null;
  return {
    ...{ number, headSha: head.sha, headRef: head.ref, baseRef: base.ref },
    ...(head.repo !== null && { headRepository: head.repo.full_name }),
    ...{ open: state === 'open', merged },
    // Before the merge it is a commit that only tries it out.
    ...(merged && commit !== null && { mergeCommit: commit }),
    ...(user !== null && { author: user.login }),
  };
}

function read<Data, Found>(
  answer: Answer,
  schema: z.ZodMiniType<Data>,
  found: (data: Data) => Found,
): Asked<Found> {
  if (!answer.ok) {
    const { status, message, throttled } = answer;
    const why = status === 0 ? message : `${message} (${status})`;
    return {
      ok: false,
      message: `The pull request could not be asked for: ${why}`,
      hint: hintFor(status, throttled),
    };
  }
  const parsed = schema.safeParse(answer.data);
  if (parsed.success) return { ok: true, found: found(parsed.data) };
  return {
    ok: false,
    message: 'What the server says of the pull request is not understood.',
    hint: 'Look whether GITHUB_API_URL is the address of the REST API of GitHub.',
  };
}

function hintFor(status: number, throttled: boolean): string {
  if (throttled) return 'The rate limit is used up; a later run will find it.';
  if (status === 401 || status === 403 || status === 404)
    return 'Give the job permissions: pull-requests: read, and look whether there is such a pull request.';
  return 'Nothing is lost; a later run tries again.';
}
