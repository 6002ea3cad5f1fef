import type { Artifact } from '../facts.ts';
import type { State } from '../state.ts';
import { apiUrl, type World } from '../world.ts';
import { repositoryId } from './repository.ts';
import { nodeId } from './user.ts';

const ninetyDays = 90 * 86_400_000;

/** `artifact` */
export function artifactShape(world: World, state: State, artifact: Artifact): object {
  const url = apiUrl(world, `/actions/artifacts/${artifact.id}`);
  const run = state.runs.get(artifact.runId)?.at(-1);
  const repository = repositoryId(world);
  return {
    id: artifact.id,
    node_id: nodeId('Artifact', artifact.id),
    name: artifact.name,
    size_in_bytes: artifact.size,
    url,
    archive_download_url: `${url}/zip`,
    expired: artifact.expired,
    created_at: artifact.createdAt,
    updated_at: artifact.createdAt,
    expires_at: new Date(Date.parse(artifact.createdAt) + ninetyDays).toISOString(),
    digest: artifact.digest,
    workflow_run: {
      id: artifact.runId,
      repository_id: repository,
      head_repository_id: repository,
      ...(run === undefined ? {} : { head_branch: run.headBranch, head_sha: run.headSha }),
    },
  };
}
