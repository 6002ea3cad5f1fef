/** The one comment of a work item on its pull request: kept up to date, never doubled, and left alone when nothing changed. */
import * as z from 'zod/mini';
import type { Api } from './api.ts';
import type { Job } from './environment.ts';

export interface CommentOptions extends Pick<Job, 'owner' | 'name'> {
  readonly api: Api;
}

export type Commented =
  | { readonly ok: true; readonly what: 'created' | 'updated' | 'unchanged' }
  | { readonly ok: false; readonly message: string };

const commentSchema = z.object({
  id: z.number(),
  body: z.optional(z.string()),
  user: z.nullable(z.object({ type: z.string() })),
});
type Comment = z.infer<typeof commentSchema>;

const pageSize = 100;
const mostPages = 30;

/**
 * @param item whose comment it is: a marker that no reader sees names it
 * @param markdown what it says; cut off when it is longer than a comment may be
 */
export async function keepComment(
  { api, owner, name: repo }: CommentOptions,
  issue: number,
  item: string,
  markdown: string,
): Promise<Commented> {
  const marker = `<!-- orchestrator: ${item} -->`;
  const body = `${marker}\n${markdown}`;
  const found = await find({ api, owner, name: repo }, issue, marker);
  if (!found.ok) return found;
  const { comment } = found;
  if (comment?.body === body) return { ok: true, what: 'unchanged' };
  const answer =
    comment === undefined
      ? await api('POST /repos/{owner}/{repo}/issues/{issue_number}/comments', {
          ...{ owner, repo, body, issue_number: issue },
        })
      : await api('PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}', {
          ...{ owner, repo, body, comment_id: comment.id },
        });
  if (answer.ok) return { ok: true, what: comment === undefined ? 'created' : 'updated' };
  return { ok: false, message: `${answer.message} (${answer.status})` };
}

type Found =
  | { readonly ok: true; readonly comment: Comment | undefined }
  | { readonly ok: false; readonly message: string };

/** Only a machine's comment is ours: a person who copies the marker keeps what they wrote. */
async function find(
  { api, owner, name: repo }: CommentOptions,
  issue: number,
  marker: string,
): Promise<Found> {
  for (let page = 1; page <= mostPages; page += 1) {
    const answer = await api('GET /repos/{owner}/{repo}/issues/{issue_number}/comments', {
      ...{ owner, repo, issue_number: issue, per_page: pageSize, page },
    });
    if (!answer.ok) return { ok: false, message: `${answer.message} (${answer.status})` };
    const comments = z.array(commentSchema).safeParse(answer.data);
    if (!comments.success) return { ok: false, message: 'The list of comments is not understood.' };
    const comment = comments.data.find(
      ({ body, user }) => user?.type === 'Bot' && body?.startsWith(`${marker}\n`),
    );
    if (comment !== undefined) return { ok: true, comment };
    if (comments.data.length < pageSize) break;
  }
  return { ok: true, comment: undefined };
}
