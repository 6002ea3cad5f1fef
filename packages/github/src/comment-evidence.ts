/** What GitHub knows about a comment: whether it still says what it said, who may write, and where the branch stood. */
import * as z from 'zod/mini';
import type { Answer, Api } from './api.ts';
import type { Job } from './environment.ts';

type Place = Pick<Job, 'owner' | 'name'> & { readonly api: Api };

export type Learned<Found> =
  { readonly ok: true; readonly found: Found } | { readonly ok: false; readonly message: string };

const commentSchema = z.object({ body: z.optional(z.string()) });

/** The body of a comment as it is now; `undefined` when it was deleted. */
export async function presentBody(
  { api, owner, name: repo }: Place,
  id: number,
): Promise<Learned<string | undefined>> {
  const route = 'GET /repos/{owner}/{repo}/issues/comments/{comment_id}';
  const answer = await api(route, { owner, repo, comment_id: id });
  if (!answer.ok && answer.status === 404) return { ok: true, found: undefined };
  return learn(answer, commentSchema, ({ body = '' }) => body);
}

const permissionSchema = z.object({ permission: z.string() });

/** May this account push to the repository? */
export async function mayWrite(
  { api, owner, name: repo }: Place,
  login: string,
): Promise<Learned<boolean>> {
  const route = 'GET /repos/{owner}/{repo}/collaborators/{username}/permission';
  const answer = await api(route, { owner, repo, username: login });
  // Who is no user of the repository has no permission in it.
  if (!answer.ok && answer.status === 404) return { ok: true, found: false };
  return learn(answer, permissionSchema, ({ permission }) =>
    ['admin', 'maintain', 'write'].includes(permission),
  );
}

const activitiesSchema = z.array(z.object({ after: z.string(), timestamp: z.string() }));

/** A branch was moved to a commit, at a time by GitHub's own clock. */
export interface Move {
  readonly commit: string;
  readonly at: string;
}

/**
 * The last move of a branch. The dates of a commit are what its author says; these are what GitHub saw.
 * @param repository `owner/name` of the branch, which may be a fork
 * @returns nothing where none is listed, or the server keeps no such list
 */
export async function lastMove(
  api: Api,
  repository: string,
  branch: string,
): Promise<Learned<Move | undefined>> {
  const [owner = '', repo = ''] = repository.split('/');
  const ref = `refs/heads/${branch}`;
  const answer = await api('GET /repos/{owner}/{repo}/activity', {
    ...{ owner, repo, ref, per_page: 1 },
  });
  if (!answer.ok && answer.status === 404) return { ok: true, found: undefined };
  return learn(answer, activitiesSchema, ([last]) =>
    last === undefined ? undefined : { commit: last.after, at: last.timestamp },
  );
}

function learn<Data, Found>(
  answer: Answer,
  schema: z.ZodMiniType<Data>,
  found: (data: Data) => Found,
): Learned<Found> {
  if (!answer.ok) return { ok: false, message: `${answer.message} (${answer.status})` };
  const parsed = schema.safeParse(answer.data);
  if (parsed.success) return { ok: true, found: found(parsed.data) };
  return { ok: false, message: 'the answer is not understood.' };
}
