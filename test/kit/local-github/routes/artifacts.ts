import { blobUrl } from '../results/urls.ts';
import type { Artifact } from '../facts.ts';
import {
  failure,
  json,
  noContent,
  notFound,
  numberOf,
  pageOf,
  type Asked,
  type Reply,
  type Routes,
} from '../reply.ts';
import { artifactShape } from '../shapes/artifact.ts';

/** Newest first, unless `direction` says otherwise. */
function list(asked: Asked, of: (artifact: Artifact) => boolean): Reply {
  const name = asked.query.get('name');
  const found = asked.state.artifacts
    .filter((artifact) => of(artifact) && (name === null || artifact.name === name))
    .sort((a, b) => (asked.query.get('direction') === 'asc' ? a.id - b.id : b.id - a.id));
  const { items, total, headers } = pageOf(asked, found);
  const shapes = items.map((artifact) => artifactShape(asked.world, asked.state, artifact));
  return json(200, { total_count: total, artifacts: shapes }, headers);
}

function listOfRun(asked: Asked): Reply {
  const run = numberOf(asked, 'run_id');
  const known = asked.state.runs.has(run);
  const owned = ({ runId }: Artifact): boolean => runId === run;
  return known || asked.state.artifacts.some(owned) ? list(asked, owned) : notFound();
}

const one = (asked: Asked): Artifact | undefined =>
  asked.state.artifacts.find(({ id }) => id === numberOf(asked, 'artifact_id'));

function get(asked: Asked): Reply {
  const artifact = one(asked);
  return artifact === undefined
    ? notFound()
    : json(200, artifactShape(asked.world, asked.state, artifact));
}

function download(asked: Asked): Reply {
  const artifact = one(asked);
  if (artifact === undefined || asked.parameters['archive_format'] !== 'zip') return notFound();
  if (artifact.expired) return failure(410, 'Artifact has expired');
  return { status: 302, headers: { location: blobUrl(asked.world, artifact.id, 'r') } };
}

function remove(asked: Asked): Reply {
  const { versions } = asked.world;
  const artifact = one(asked);
  if (artifact === undefined) return notFound();
  versions.change({ artifacts: versions.now().artifacts.filter(({ id }) => id !== artifact.id) });
  return noContent;
}

export const artifactRoutes: Routes = {
  'actions/list-artifacts-for-repo': (asked) => list(asked, () => true),
  'actions/list-workflow-run-artifacts': listOfRun,
  'actions/get-artifact': get,
  'actions/download-artifact': download,
  'actions/delete-artifact': remove,
};
