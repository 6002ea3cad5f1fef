import type { Git } from '../git.ts';
import { apiUrl, htmlUrl, type World } from '../world.ts';
import { nodeId } from './user.ts';

export interface Commit {
  readonly sha: string;
  /** The first of each header; parents apart. */
  readonly headers: ReadonlyMap<string, string>;
  readonly parents: readonly string[];
  readonly body: string;
}

/** A commit of the bare repository; undefined when there is none. */
export async function readCommit(git: Git, sha: string): Promise<Commit | undefined> {
  if (!/^[0-9a-f]{40}$/.test(sha) || (await git.typeOf(sha)) !== 'commit') return undefined;
  const text = (await git.commit(sha)).toString();
  const end = text.indexOf('\n\n');
  const lines = text.slice(0, end).split('\n');
  const pairs = lines.map((line): [string, string] => {
    const space = line.indexOf(' ');
    return [line.slice(0, space), line.slice(space + 1)];
  });
  return {
    sha,
    headers: new Map(pairs.reverse()),
    parents: pairs
      .filter(([name]) => name === 'parent')
      .map(([, parent]) => parent)
      .reverse(),
    body: text.slice(end + 2),
  };
}

/** GitHub shows a message without its last newline. */
export const messageOf = (commit: Commit): string => commit.body.replace(/\n+$/, '');

export interface Ident {
  readonly name: string;
  readonly email: string;
  /** ISO 8601, UTC. */
  readonly date: string;
}

/** `Ada <ada@example.com> 1700000000 +0100` */
export function identOf(header = ''): Ident {
  const [, name = '', email = '', seconds = '0'] = /^(.*?) ?<(.*)> (\d+)/.exec(header) ?? [];
  const date = new Date(Number(seconds) * 1000).toISOString().replace('.000Z', 'Z');
  return { name, email, date };
}

/** `git-commit` */
export function commitShape(world: World, commit: Commit): object {
  const tree = commit.headers.get('tree') ?? '';
  return {
    sha: commit.sha,
    node_id: nodeId('Commit', parseInt(commit.sha.slice(0, 8), 16)),
    url: apiUrl(world, `/git/commits/${commit.sha}`),
    html_url: htmlUrl(world, `/commit/${commit.sha}`),
    author: identOf(commit.headers.get('author')),
    committer: identOf(commit.headers.get('committer')),
    tree: { sha: tree, url: apiUrl(world, `/git/trees/${tree}`) },
    message: messageOf(commit),
    parents: commit.parents.map((sha) => ({
      sha,
      url: apiUrl(world, `/git/commits/${sha}`),
      html_url: htmlUrl(world, `/commit/${sha}`),
    })),
    verification: {
      verified: false,
      reason: 'unsigned',
      signature: null,
      payload: null,
      verified_at: null,
    },
  };
}
