import type { Account, World } from '../world.ts';

/** Who a workflow's own token acts as. */
export const actionsBot: Account = { login: 'github-actions[bot]', id: 41_898_282, type: 'Bot' };

/** The account of a login: always the same number for the same login. */
export function accountOf(login: string): Account {
  if (login === actionsBot.login) return actionsBot;
  const id = [...login.toLowerCase()].reduce(
    (sum, c) => (sum * 31 + c.charCodeAt(0)) % 9_999_991,
    7,
  );
  return { login, id, type: login.endsWith('[bot]') ? 'Bot' : 'User' };
}

/** An opaque global id, as GraphQL has it. */
export const nodeId = (kind: string, id: number): string =>
  Buffer.from(`${kind}:${id}`).toString('base64url');

/** `simple-user` */
export function userShape(world: World, { login, id, type }: Account): object {
  const url = `${world.api}/users/${encodeURIComponent(login)}`;
  return {
    login,
    id,
    node_id: nodeId('User', id),
    avatar_url: `https://avatars.githubusercontent.com/u/${id}?v=4`,
    gravatar_id: '',
    url,
    html_url: `https://github.com/${login.replace(/\[bot\]$/, '')}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type,
    user_view_type: 'public',
    site_admin: false,
  };
}

/** `public-user` */
export function publicUserShape(world: World, account: Account): object {
  const nothing = {
    company: null,
    blog: '',
    location: null,
    email: null,
    hireable: null,
    bio: null,
  };
  return {
    ...userShape(world, account),
    ...nothing,
    name: account.login,
    twitter_username: null,
    public_repos: 0,
    public_gists: 0,
    followers: 0,
    following: 0,
    created_at: '2020-01-01T00:00:00Z',
    updated_at: '2020-01-01T00:00:00Z',
  };
}
