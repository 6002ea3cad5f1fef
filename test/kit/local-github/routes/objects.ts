import type { TreeEntry } from '../git.ts';
import { json, notFound, type Asked, type Reply, type Routes } from '../reply.ts';
import { commitShape, readCommit } from '../shapes/commit.ts';
import { nodeId } from '../shapes/user.ts';
import type { State } from '../state.ts';
import { apiUrl, type World } from '../world.ts';
import { emptyRepository, isSha } from './refs.ts';

/** A sha, or what a branch or tag of that name points at. */
export function resolveRevision(state: State, name: string): string | undefined {
  if (isSha(name)) return name;
  const places = [name, `refs/${name}`, `refs/heads/${name}`, `refs/tags/${name}`];
  return places.map((place) => state.refs.get(place)?.sha).find((sha) => sha !== undefined);
}

async function getCommit({ world, state, parameters }: Asked): Promise<Reply> {
  if (state.refs.size === 0) return emptyRepository();
  const commit = await readCommit(world.git, parameters['commit_sha'] ?? '');
  return commit === undefined ? notFound() : json(200, commitShape(world, commit));
}

function entryShape(world: World, { path, mode, type, sha, size }: TreeEntry): object {
  const url = type === 'commit' ? {} : { url: apiUrl(world, `/git/${type}s/${sha}`) };
  return { path, mode, type, sha, ...(size === undefined ? {} : { size }), ...url };
}

async function getTree(asked: Asked): Promise<Reply> {
  const { world, state, parameters, query } = asked;
  if (state.refs.size === 0) return emptyRepository();
  const revision = resolveRevision(state, parameters['tree_sha'] ?? '');
  const sha = revision === undefined ? undefined : await world.git.at(revision, '');
  if (sha === undefined) return notFound();
  // Any value of `recursive`, even `0` or `false`, asks for the whole tree.
  const entries = await world.git.tree(sha, query.has('recursive'));
  return json(200, {
    sha,
    url: apiUrl(world, `/git/trees/${sha}`),
    tree: asked.listed(entries).map((entry) => entryShape(world, entry)),
    truncated: asked.truncated,
  });
}

async function getBlob({ world, state, parameters, accept }: Asked): Promise<Reply> {
  if (state.refs.size === 0) return emptyRepository();
  const sha = parameters['file_sha'] ?? '';
  if (!isSha(sha) || (await world.git.typeOf(sha)) !== 'blob') return notFound();
  const bytes = await world.git.blob(sha);
  if (accept.includes('.raw')) return { status: 200, body: bytes };
  return json(200, {
    sha,
    node_id: nodeId(`Blob:${sha}`, 0),
    size: bytes.length,
    url: apiUrl(world, `/git/blobs/${sha}`),
    content: inLines(bytes),
    encoding: 'base64',
  });
}

/** GitHub breaks base64 into lines of 60 characters. */
export const inLines = (bytes: Buffer): string =>
  bytes.toString('base64').replace(/.{1,60}/g, '$&\n');

export const objectRoutes: Routes = {
  'git/get-commit': getCommit,
  'git/get-tree': getTree,
  'git/get-blob': getBlob,
};
