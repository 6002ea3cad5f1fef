import type { PullFacts } from '../facts.ts';
import type { State } from '../state.ts';
import { apiUrl, defaultBranch, htmlUrl, slug, type World } from '../world.ts';
import { repositoryShape } from './repository.ts';
import { accountOf, nodeId, userShape } from './user.ts';

function sideShape(world: World, fullName: string, ref: string, sha: string): object {
  const [owner = '', name = ''] = fullName.split('/');
  const side = { ...world, owner, name };
  return {
    label: `${owner}:${ref}`,
    ref,
    sha,
    user: userShape(world, accountOf(owner)),
    repo: repositoryShape(side),
  };
}

function pullLinks(world: World, { number, head }: PullFacts): Readonly<Record<string, string>> {
  const url = apiUrl(world, `/pulls/${number}`);
  const issue = apiUrl(world, `/issues/${number}`);
  return {
    self: url,
    html: htmlUrl(world, `/pull/${number}`),
    issue,
    comments: `${issue}/comments`,
    review_comments: `${url}/comments`,
    review_comment: apiUrl(world, '/pulls/comments{/number}'),
    commits: `${url}/commits`,
    statuses: apiUrl(world, `/statuses/${head.sha}`),
  };
}

/** What no test has asked about yet. */
const nothing = {
  ...{ locked: false, auto_merge: null },
  ...{ labels: [], assignees: [], requested_reviewers: [], assignee: null, milestone: null },
};

/** What listings leave out, and no test has asked about yet. */
const counts = { review_comments: 0, commits: 1, additions: 0, deletions: 0, changed_files: 0 };

/** `pull-request` */
export function pullShape(world: World, state: State, pull: PullFacts): object {
  const closed = isClosed(pull);
  return {
    ...simplePullShape(world, state, pull),
    ...counts,
    ...{ merged_by: null, maintainer_can_modify: false },
    merged: pull.merged ?? false,
    mergeable: closed ? null : true,
    mergeable_state: closed ? 'unknown' : 'clean',
    comments: state.comments.filter(({ issue }) => issue === pull.number).length,
  };
}

const isClosed = ({ merged = false, state }: PullFacts): boolean => merged || state === 'closed';

/** `pull-request-simple` */
export function simplePullShape(world: World, state: State, pull: PullFacts): object {
  const { number, merged = false, mergeCommit, head, base } = pull;
  const { self = '', html = '', ...links } = pullLinks(world, pull);
  const into = base?.ref ?? defaultBranch(world);
  const intoSha = base?.sha ?? state.refs.get(`refs/heads/${into}`)?.sha ?? '';
  const closed = isClosed(pull) ? '2026-01-02T00:00:00Z' : null;
  return {
    ...nothing,
    id: number,
    node_id: nodeId('PullRequest', number),
    number,
    url: self,
    html_url: html,
    diff_url: `${html}.diff`,
    patch_url: `${html}.patch`,
    ...Object.fromEntries(Object.entries(links).map(([name, url]) => [`${name}_url`, url])),
    state: closed === null ? 'open' : 'closed',
    title: pull.title ?? `Pull request ${number}`,
    body: pull.body ?? null,
    user: userShape(world, accountOf(pull.author ?? 'octocat')),
    created_at: '2026-01-01T00:00:00Z',
    updated_at: '2026-01-01T00:00:00Z',
    closed_at: closed,
    merged_at: merged ? closed : null,
    merge_commit_sha: mergeCommit ?? null,
    draft: pull.draft ?? false,
    head: sideShape(world, head.repository ?? slug(world), head.ref, head.sha),
    base: sideShape(world, slug(world), into, intoSha),
    _links: Object.fromEntries(
      Object.entries(pullLinks(world, pull)).map(([name, href]) => [name, { href }]),
    ),
    author_association: 'CONTRIBUTOR',
  };
}
