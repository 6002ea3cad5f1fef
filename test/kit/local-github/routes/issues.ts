import type { Comment } from '../facts.ts';
import {
  invalid,
  json,
  noContent,
  notFound,
  numberOf,
  pageOf,
  type Asked,
  type Reply,
  type Routes,
} from '../reply.ts';
import { commentShape } from '../shapes/comment.ts';
import { accountOf, nodeId, userShape } from '../shapes/user.ts';
import { apiUrl } from '../world.ts';

const bodyLimit = 65_536;

/** Not a stale read's business: that a comment is late does not make its issue unknown. */
function isIssue({ world }: Asked, issue: number): boolean {
  const { issues, pulls } = world.versions.now();
  return issues.has(issue) || pulls.has(issue);
}

const one = (asked: Asked): Comment | undefined =>
  asked.state.comments.find(({ id }) => id === numberOf(asked, 'comment_id'));

/** What GitHub says against a body; undefined when it is fine. */
function refusal(body: string): Reply | undefined {
  if (body.trim() === '') return invalid("Validation Failed: body can't be blank");
  if (body.length > bodyLimit)
    return invalid(`Validation Failed: body is too long (maximum is ${bodyLimit} characters)`);
  return undefined;
}

function list(asked: Asked): Reply {
  const { world, state, query } = asked;
  const issue = numberOf(asked, 'issue_number');
  if (!isIssue(asked, issue)) return notFound();
  const since = Date.parse(query.get('since') ?? '1970-01-01');
  const comments = state.comments.filter(
    (comment) => comment.issue === issue && Date.parse(comment.updatedAt) >= since,
  );
  const { items, headers } = pageOf(asked, comments);
  return json(
    200,
    items.map((comment) => commentShape(world, state, comment)),
    headers,
  );
}

function create(asked: Asked): Reply {
  const { world, account } = asked;
  const issue = numberOf(asked, 'issue_number');
  const body = String(asked.body['body']);
  if (!isIssue(asked, issue)) return notFound();
  const refused = refusal(body);
  if (refused !== undefined) return refused;
  const now = world.now();
  const facts = { issue, body, author: account.login, createdAt: now, updatedAt: now };
  const comment: Comment = { id: world.nextId(), ...facts };
  world.versions.change({ comments: [...world.versions.now().comments, comment] });
  const headers = { location: apiUrl(world, `/issues/comments/${comment.id}`) };
  return json(201, commentShape(world, world.versions.now(), comment), headers);
}

function update(asked: Asked): Reply {
  const { versions, now } = asked.world;
  const old = one(asked);
  const body = String(asked.body['body']);
  if (old === undefined) return notFound();
  const refused = refusal(body);
  if (refused !== undefined) return refused;
  const comment: Comment = { ...old, body, updatedAt: now() };
  versions.change({
    comments: versions.now().comments.map((it) => (it.id === old.id ? comment : it)),
  });
  return json(200, commentShape(asked.world, versions.now(), comment));
}

function remove(asked: Asked): Reply {
  const { versions } = asked.world;
  const old = one(asked);
  if (old === undefined) return notFound();
  versions.change({ comments: versions.now().comments.filter(({ id }) => id !== old.id) });
  return noContent;
}

function get(asked: Asked): Reply {
  const comment = one(asked);
  return comment === undefined
    ? notFound()
    : json(200, commentShape(asked.world, asked.state, comment));
}

function react(asked: Asked): Reply {
  const { versions, nextId, now } = asked.world;
  const comment = one(asked);
  if (comment === undefined) return notFound();
  const content = String(asked.body['content']);
  const author = asked.account.login;
  const known = versions
    .now()
    .reactions.find(
      (it) => it.comment === comment.id && it.content === content && it.author === author,
    );
  const reaction = known ?? {
    ...{ id: nextId(), comment: comment.id, author, content, createdAt: now() },
  };
  if (known === undefined) versions.change({ reactions: [...versions.now().reactions, reaction] });
  return json(known === undefined ? 201 : 200, {
    id: reaction.id,
    node_id: nodeId('Reaction', reaction.id),
    user: userShape(asked.world, accountOf(author)),
    content,
    created_at: reaction.createdAt,
  });
}

export const issueRoutes: Routes = {
  'issues/list-comments': list,
  'issues/create-comment': create,
  'issues/get-comment': get,
  'issues/update-comment': update,
  'issues/delete-comment': remove,
  'reactions/create-for-issue-comment': react,
};
