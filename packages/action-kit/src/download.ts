/** The handoffs of a run, from its artifacts. One that is not what a leg makes is refused, and the others go on. */
import type { CollectReport, UploadedFile } from '@orchestrator/app';
import type { Downloaded, HandoffArtifacts, ListedArtifact } from '@orchestrator/github';
import type { Kit } from './kit.ts';

export interface Fetched {
  readonly files: readonly UploadedFile[];
  readonly refused: CollectReport['refused'];
}

/** So many are under way at once. */
const width = 8;

export async function download({ artifacts, log }: Kit, run: string): Promise<Fetched> {
  if (artifacts === undefined) {
    log.info('There is no artifact service here: every leg has stored its outcome itself.');
    return { files: [], refused: [] };
  }
  const listed = await artifacts.list(run);
  const found: Fetched[] = [];
  for (let at = 0; at < listed.length; at += width) {
    const some = listed.slice(at, at + width);
    found.push(...(await Promise.all(some.map((one) => fetchOne(artifacts, run, one)))));
  }
  return {
    files: found.flatMap(({ files }) => files),
    refused: found.flatMap(({ refused }) => refused),
  };
}

async function fetchOne(
  artifacts: HandoffArtifacts,
  run: string,
  artifact: ListedArtifact,
): Promise<Fetched> {
  const downloaded = await tryDownload(artifacts, run, artifact);
  if (!downloaded.ok) return { files: [], refused: [refusalOf(artifact, downloaded)] };
  const files = downloaded.files.map(({ name, data }) => ({
    name: `${artifact.name}/${name}`,
    size: data.length,
    read: () => Promise.resolve(data),
  }));
  return { files, refused: [] };
}

interface NotThere {
  readonly ok: false;
  readonly detail: string;
  readonly later: true;
}

async function tryDownload(
  artifacts: HandoffArtifacts,
  run: string,
  artifact: ListedArtifact,
): Promise<Downloaded | NotThere> {
  try {
    return await artifacts.download(run, artifact);
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return { ok: false, detail, later: true };
  }
}

const refusalOf = (
  { name, id }: ListedArtifact,
  failed: Extract<Downloaded, { ok: false }> | NotThere,
): CollectReport['refused'][number] =>
  'later' in failed
    ? {
        file: name,
        code: 'storage-failed',
        message: `The artifact ${id} could not be downloaded: ${failed.detail}`,
        hint: 'Re-run this job: what is stored already stays.',
      }
    : {
        file: name,
        code: 'invalid-artifact',
        message: `The artifact ${id} is not what complete makes: ${failed.detail}`,
        hint: 'Look at what else uploads artifacts in this run; then re-run the leg.',
      };
