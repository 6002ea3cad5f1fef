import type { PullFacts } from '../facts.ts';
import { json, notFound, numberOf, pageOf, type Asked, type Reply, type Routes } from '../reply.ts';
import { pullShape, simplePullShape } from '../shapes/pull.ts';
import { accountOf, nodeId, userShape } from '../shapes/user.ts';
import { defaultBranch, slug } from '../world.ts';

const isOpen = ({ merged = false, state = 'open' }: PullFacts): boolean =>
  !merged && state === 'open';

function get({ world, state, ...asked }: Asked): Reply {
  const pull = state.pulls.get(numberOf({ world, state, ...asked }, 'pull_number'));
  return pull === undefined ? notFound() : json(200, pullShape(world, state, pull));
}

function paged(asked: Asked, pulls: readonly PullFacts[]): Reply {
  const { items, headers } = pageOf(asked, pulls);
  return json(
    200,
    items.map((pull) => simplePullShape(asked.world, asked.state, pull)),
    headers,
  );
}

/** Newest first. `head` is `owner:branch`, and anything else filters nothing. */
function list(asked: Asked): Reply {
  const { world, state, query } = asked;
  const wanted = query.get('state') ?? 'open';
  const head = query.get('head');
  const base = query.get('base');
  const labelOf = ({ head: { repository, ref } }: PullFacts): string =>
    `${(repository ?? slug(world)).split('/')[0] ?? ''}:${ref}`;
  const pulls = [...state.pulls.values()]
    .filter((pull) => wanted === 'all' || isOpen(pull) === (wanted === 'open'))
    .filter((pull) => head?.includes(':') !== true || labelOf(pull) === head)
    .filter((pull) => base === null || (pull.base?.ref ?? defaultBranch(world)) === base)
    .sort((one, other) => other.number - one.number);
  return paged(asked, pulls);
}

/** The merged pull request that brought a commit to the default branch; else the open ones whose head it is. */
function ofCommit(asked: Asked): Reply {
  const { state, parameters } = asked;
  const sha = parameters['commit_sha'] ?? '';
  const pulls = [...state.pulls.values()];
  const merged = pulls.filter(({ mergeCommit }) => mergeCommit === sha);
  return paged(asked, merged.length > 0 ? merged : pulls.filter(({ head }) => head.sha === sha));
}

/** Newest first. */
function activities(asked: Asked): Reply {
  const { world, state, query } = asked;
  const ref = query.get('ref');
  const full = ref === null || ref.startsWith('refs/') ? ref : `refs/heads/${ref}`;
  const size = Number(query.get('per_page') ?? 30);
  const found = state.activities
    .map((activity, index) => ({ ...activity, id: index + 1 }))
    .filter((activity) => full === null || activity.ref === full)
    .reverse()
    .slice(0, size);
  return json(
    200,
    found.map(({ id, before = '0'.repeat(40), after, ref: of, at, kind = 'push', actor }) => ({
      ...{ id, before, after, ref: of, timestamp: at, activity_type: kind },
      node_id: nodeId('Push', id),
      actor: userShape(world, accountOf(actor ?? 'octocat')),
    })),
  );
}

export const pullRoutes: Routes = {
  'pulls/get': get,
  'pulls/list': list,
  'repos/list-pull-requests-associated-with-commit': ofCommit,
  'repos/list-activities': activities,
};
