/** Answering whoever commented: a sign on the comment, and words where they are needed. */
import type { Api } from './api.ts';
import type { Job } from './environment.ts';

type Place = Pick<Job, 'owner' | 'name'> & { readonly api: Api };
type Done = { readonly ok: true } | { readonly ok: false; readonly message: string };

/** Marks a comment: `+1` it was carried out, `confused` it was not. */
export async function react(
  { api, owner, name: repo }: Place,
  comment: number,
  content: '+1' | 'confused',
): Promise<Done> {
  const route = 'POST /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions';
  const answer = await api(route, { owner, repo, comment_id: comment, content });
  return answer.ok ? answer : { ok: false, message: `${answer.message} (${answer.status})` };
}

/** Adds a comment. @param markdown must be safe: text from users in code spans */
export async function reply(
  { api, owner, name: repo }: Place,
  issue: number,
  markdown: string,
): Promise<Done> {
  const route = 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments';
  const answer = await api(route, { owner, repo, issue_number: issue, body: markdown });
  return answer.ok ? answer : { ok: false, message: `${answer.message} (${answer.status})` };
}
