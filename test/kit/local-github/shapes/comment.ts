import type { Comment } from '../facts.ts';
import type { State } from '../state.ts';
import { apiUrl, htmlUrl, type World } from '../world.ts';
import { accountOf, nodeId, userShape } from './user.ts';

/** What GitHub calls the author's relation to the repository, from the role. */
function association(state: State, login: string): string {
  const role = state.roles.get(login.toLowerCase());
  return role === undefined || role === 'none' ? 'NONE' : 'COLLABORATOR';
}

/** `issue-comment` */
export function commentShape(world: World, state: State, comment: Comment): object {
  const kind = state.pulls.has(comment.issue) ? 'pull' : 'issues';
  return {
    id: comment.id,
    node_id: nodeId('IssueComment', comment.id),
    url: apiUrl(world, `/issues/comments/${comment.id}`),
    html_url: htmlUrl(world, `/${kind}/${comment.issue}#issuecomment-${comment.id}`),
    issue_url: apiUrl(world, `/issues/${comment.issue}`),
    user: userShape(world, accountOf(comment.author)),
    body: comment.body,
    created_at: comment.createdAt,
    updated_at: comment.updatedAt,
    author_association: association(state, comment.author),
    performed_via_github_app: null,
  };
}
