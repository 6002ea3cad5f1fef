/** Handoffs as artifacts of a run: how a job without write access hands in what it recorded. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { ArtifactClient, FindOptions } from '@actions/artifact';
import { StorageError } from '@orchestrator/core';
import type { Environment, Job } from './environment.ts';
import { sha256 } from './ids.ts';
import { readFlatZip, ZipRefused, type ZipFile } from './zip.ts';

const handoffPrefix = 'orchestrator-handoff-';

/** An artifact of handoffs, as the run lists it. */
export interface ListedArtifact {
  readonly id: number;
  readonly name: string;
  /** Bytes of the zip. */
  readonly size: number;
  /** `sha256:…` of the zip, where the server knows it. */
  readonly digest?: string;
}

export type Downloaded =
  | { readonly ok: true; readonly files: readonly ZipFile[] }
  | { readonly ok: false; readonly detail: string };

export interface HandoffArtifacts {
  /** Hands in all files of a folder as one artifact. The same files again are the same artifact. @returns its id */
  upload(attempt: { readonly step: string; readonly k: number }, folder: string): Promise<number>;
  /** Hands in one file. What the name says is in it: a name that is taken is the same artifact. @returns its id */
  uploadFile(name: string, file: string): Promise<number>;
  /** The artifacts with handoffs of a run, by id. */
  list(run: string): Promise<readonly ListedArtifact[]>;
  /** Fetches one into memory. Anything but a few small, flat, plain files is refused whole. */
  download(run: string, artifact: ListedArtifact): Promise<Downloaded>;
}

export interface ArtifactsOptions {
  readonly job: Job;
  readonly token: string;
  /** Makes the client; its library is large and loaded only when it is needed. */
  readonly connect?: () => Promise<ArtifactClient>;
}

const limits = { zip: 2 ** 20, files: 16, fileSize: 2 ** 20, totalSize: 4 * 2 ** 20 };
const retentionDays = 30;

/** Is there a service that takes artifacts? Not on a GitHub Enterprise Server, and not in every imitation. */
export function hasArtifactService(
  env: Environment,
  { serverUrl }: Pick<Job, 'serverUrl'>,
): boolean {
  const { hostname } = new URL(serverUrl);
  const served = hostname === 'github.com' || /\.(ghe\.com|localhost)$/.test(hostname);
  const given = (name: string): boolean => (env[name] ?? '') !== '';
  return served && given('ACTIONS_RUNTIME_TOKEN') && given('ACTIONS_RESULTS_URL');
}

export function createArtifacts({
  job,
  token,
  connect = load,
}: ArtifactsOptions): HandoffArtifacts {
  let client: Promise<ArtifactClient> | undefined;
  const connected = (): Promise<ArtifactClient> => (client ??= connect());
  const find = (run: string): FindOptions => findBy(job, run, token);
  return {
    upload: (attempt, folder) =>
      served('take the handoff', async () => upload(await connected(), attempt, folder)),
    uploadFile: (name, file) =>
      served('take the file', async () => put(await connected(), name, [file], path.dirname(file))),
    list: async (run) => {
      const { artifacts } = await served(`list what run ${run} handed in`, async () =>
        (await connected()).listArtifacts(find(run)),
      );
      return artifacts
        .filter(({ name }) => name.startsWith(handoffPrefix))
        .map(({ id, name, size, digest }) => ({ id, name, size, ...(digest && { digest }) }))
        .sort((one, other) => one.id - other.id);
    },
    download: async (run, artifact) => {
      if (artifact.size > limits.zip) {
        return {
          ok: false,
          detail: `It has ${artifact.size} bytes; at most ${limits.zip} are expected.`,
        };
      }
      const folder = fs.mkdtempSync(path.join(makeFolder(job.scratch), 'in-'));
      try {
        return await download(await connected(), artifact, folder, find(run));
      } finally {
        fs.rmSync(folder, { recursive: true, force: true });
      }
    },
  };
}

/** @throws StorageError when the service does not do it */
async function served<Result>(what: string, ask: () => Promise<Result>): Promise<Result> {
  try {
    return await ask();
  } catch (error) {
    throw new StorageError(
      `The artifact service did not ${what}: ${error instanceof Error ? error.message : String(error)}`,
      'Re-run the job; if it goes on, look at the storage quota and at permissions: actions: read.',
      error,
    );
  }
}

const load = async (): Promise<ArtifactClient> => {
  const { DefaultArtifactClient } = await import('@actions/artifact');
  return new DefaultArtifactClient();
};

/** This run's artifacts come from the runner's own service; another run's need the API, and `actions: read`. */
function findBy({ run: own, owner, name }: Job, run: string, token: string): FindOptions {
  if (run === own) return {};
  return {
    findBy: { token, workflowRunId: Number(run), repositoryOwner: owner, repositoryName: name },
  };
}

function makeFolder(folder: string): string {
  fs.mkdirSync(folder, { recursive: true });
  return folder;
}

async function upload(
  client: ArtifactClient,
  { step, k }: { readonly step: string; readonly k: number },
  folder: string,
): Promise<number> {
  const files = fs
    .readdirSync(folder)
    .sort()
    .map((name) => path.join(folder, name));
  const contents = files.map((file) => [path.basename(file), fs.readFileSync(file, 'utf8')]);
  const name = `${handoffPrefix}${step}-${k}-${sha256(JSON.stringify(contents)).slice(0, 12)}`;
  return put(client, name, files, folder);
}

async function put(
  client: ArtifactClient,
  name: string,
  files: string[],
  folder: string,
): Promise<number> {
  try {
    const { id } = await client.uploadArtifact(name, files, folder, { retentionDays });
    return id ?? 0;
  } catch (error) {
    // The name tells the contents: whoever has taken it has handed in the same.
    const { artifacts } = await client.listArtifacts();
    const earlier = artifacts.find((artifact) => artifact.name === name);
    if (earlier === undefined) throw error;
    return earlier.id;
  }
}

async function download(
  client: ArtifactClient,
  { id, digest }: ListedArtifact,
  folder: string,
  find: FindOptions,
): Promise<Downloaded> {
  const expected = digest?.includes(':') === false ? `sha256:${digest}` : digest;
  const { digestMismatch } = await client.downloadArtifact(id, {
    ...find,
    path: folder,
    // Not unpacked by the client, which follows the names that it finds in the zip.
    skipDecompress: true,
    ...(expected !== undefined && { expectedHash: expected }),
  });
  if (digestMismatch === true) {
    return { ok: false, detail: 'Its bytes are not those that the run lists it with.' };
  }
  const [name] = fs.readdirSync(folder);
  const file = path.join(folder, name ?? '');
  if (name === undefined || fs.statSync(file).size > limits.zip) {
    return { ok: false, detail: 'It is not the size that the run lists it with.' };
  }
  try {
    return { ok: true, files: readFlatZip(fs.readFileSync(file), limits) };
  } catch (error) {
    if (error instanceof ZipRefused) return { ok: false, detail: error.message };
    throw error;
  }
}
