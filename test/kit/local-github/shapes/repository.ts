import { apiUrl, defaultBranch, htmlUrl, slug, type World } from '../world.ts';
import { accountOf, nodeId, userShape } from './user.ts';

/** Always the same number for the same name. */
export const repositoryId = (world: World): number => accountOf(slug(world)).id;

const links = {
  archive_url: '/{archive_format}{/ref}',
  assignees_url: '/assignees{/user}',
  blobs_url: '/git/blobs{/sha}',
  branches_url: '/branches{/branch}',
  collaborators_url: '/collaborators{/collaborator}',
  comments_url: '/comments{/number}',
  commits_url: '/commits{/sha}',
  compare_url: '/compare/{base}...{head}',
  contents_url: '/contents/{+path}',
  contributors_url: '/contributors',
  deployments_url: '/deployments',
  downloads_url: '/downloads',
  events_url: '/events',
  forks_url: '/forks',
  git_commits_url: '/git/commits{/sha}',
  git_refs_url: '/git/refs{/sha}',
  git_tags_url: '/git/tags{/sha}',
  hooks_url: '/hooks',
  issue_comment_url: '/issues/comments{/number}',
  issue_events_url: '/issues/events{/number}',
  issues_url: '/issues{/number}',
  keys_url: '/keys{/key_id}',
  labels_url: '/labels{/name}',
  languages_url: '/languages',
  merges_url: '/merges',
  milestones_url: '/milestones{/number}',
  notifications_url: '/notifications{?since,all,participating}',
  pulls_url: '/pulls{/number}',
  releases_url: '/releases{/id}',
  stargazers_url: '/stargazers',
  statuses_url: '/statuses/{sha}',
  subscribers_url: '/subscribers',
  subscription_url: '/subscription',
  tags_url: '/tags',
  teams_url: '/teams',
  trees_url: '/git/trees{/sha}',
};

/** `minimal-repository` */
export function minimalRepositoryShape(world: World): object {
  const id = repositoryId(world);
  return {
    id,
    node_id: nodeId('Repository', id),
    name: world.name,
    full_name: slug(world),
    owner: userShape(world, accountOf(world.owner)),
    private: true,
    html_url: htmlUrl(world),
    description: null,
    fork: false,
    url: apiUrl(world),
    ...Object.fromEntries(
      Object.entries(links).map(([name, path]) => [name, apiUrl(world) + path]),
    ),
  };
}

/** `full-repository`, which is a `repository` too. */
export function repositoryShape(world: World): object {
  const none = [
    ...['forks_count', 'stargazers_count', 'watchers_count', 'size', 'open_issues_count'],
    ...['subscribers_count', 'network_count', 'forks', 'open_issues', 'watchers'],
  ];
  const has = ['issues', 'projects', 'wiki', 'pages', 'downloads'];
  return {
    ...minimalRepositoryShape(world),
    ...Object.fromEntries(none.map((name) => [name, 0])),
    ...Object.fromEntries(has.map((name) => [`has_${name}`, name === 'issues'])),
    git_url: `git://github.com/${slug(world)}.git`,
    ssh_url: `git@github.com:${slug(world)}.git`,
    clone_url: `${htmlUrl(world)}.git`,
    svn_url: htmlUrl(world),
    mirror_url: null,
    homepage: null,
    language: null,
    license: null,
    default_branch: defaultBranch(world),
    visibility: 'private',
    archived: false,
    disabled: false,
    has_discussions: false,
    pushed_at: '2026-01-01T00:00:00Z',
    created_at: '2026-01-01T00:00:00Z',
    updated_at: '2026-01-01T00:00:00Z',
  };
}
