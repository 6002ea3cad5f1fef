import { failure, invalid, json, notFound, type Asked, type Reply, type Routes } from '../reply.ts';
import { nodeId } from '../shapes/user.ts';
import type { RefTarget } from '../state.ts';
import { apiUrl, type World } from '../world.ts';

export const isSha = (text: string): boolean => /^[0-9a-f]{40}$/.test(text);

/** What GitHub answers to everything below `/git` while nothing was pushed yet. */
export const emptyRepository = (): Reply => failure(409, 'Git Repository is empty.');

function refShape(world: World, ref: string, { sha, type }: RefTarget): object {
  return {
    ref,
    node_id: nodeId(`Ref:${ref}`, 0),
    url: apiUrl(world, `/git/${ref}`),
    object: { sha, type, url: apiUrl(world, `/git/${type}s/${sha}`) },
  };
}

function matchingRefs({ world, state, parameters, listed }: Asked): Reply {
  if (state.refs.size === 0) return emptyRepository();
  const prefix = `refs/${parameters['ref'] ?? ''}`;
  const found = [...state.refs].filter(([name]) => name.startsWith(prefix));
  return json(
    200,
    listed(found).map(([name, target]) => refShape(world, name, target)),
  );
}

function getRef({ world, state, parameters }: Asked): Reply {
  if (state.refs.size === 0) return emptyRepository();
  const name = `refs/${parameters['ref'] ?? ''}`;
  const target = state.refs.get(name);
  return target === undefined ? notFound() : json(200, refShape(world, name, target));
}

/** Moves a ref, by git's own compare-and-swap, and answers with it. */
async function move(
  { world }: Asked,
  status: number,
  name: string,
  sha: string,
  from: string | undefined,
  lost: string,
): Promise<Reply> {
  const type = isSha(sha) ? await world.git.typeOf(sha) : undefined;
  if (type === undefined) return invalid('Object does not exist');
  if (!(await world.git.moveRef(name, sha, from))) return invalid(lost);
  await world.syncRefs();
  return json(status, refShape(world, name, { sha, type }));
}

async function createRef(asked: Asked): Promise<Reply> {
  const { world, body } = asked;
  const name = String(body['ref']);
  if (world.versions.now().refs.size === 0) return emptyRepository();
  if (!/^refs\/.+\/.+$/.test(name) || !(await world.git.isRefName(name)))
    return invalid('Reference name must start with refs and have at least two slashes');
  return move(asked, 201, name, String(body['sha']), undefined, 'Reference already exists');
}

async function updateRef(asked: Asked): Promise<Reply> {
  const { world, body, parameters } = asked;
  const name = `refs/${parameters['ref'] ?? ''}`;
  const sha = String(body['sha']);
  const from = world.versions.now().refs.get(name)?.sha;
  if (from === undefined) return invalid('Reference does not exist');
  if (!isSha(sha) || (await world.git.typeOf(sha)) === undefined)
    return invalid('Object does not exist');
  if (body['force'] !== true && !(await world.git.isAncestor(from, sha)))
    return invalid('Update is not a fast forward');
  return move(asked, 200, name, sha, from, 'Reference cannot be updated');
}

export const refRoutes: Routes = {
  'git/get-ref': getRef,
  'git/list-matching-refs': matchingRefs,
  'git/create-ref': createRef,
  'git/update-ref': updateRef,
};
