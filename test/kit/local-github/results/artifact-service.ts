import { createHash } from 'node:crypto';
import { authorizationOf, type Incoming, type Service } from '../exchange.ts';
import type { Artifact } from '../facts.ts';
import { json, type Reply } from '../reply.ts';
import type { Upload, World } from '../world.ts';
import { checkMessage } from './messages.ts';
import { scopeOf, type Scope } from './token.ts';
import { blobUrl } from './urls.ts';

export const servicePath = '/twirp/github.actions.results.api.v1.ArtifactService/';

interface Message {
  readonly workflow_run_backend_id: string;
  readonly workflow_job_run_backend_id: string;
  readonly name: string;
  readonly size: string;
  readonly hash?: string;
  readonly mime_type?: string;
  readonly name_filter?: string;
  readonly id_filter?: string;
}

const statuses = {
  invalid_argument: 400,
  unauthenticated: 401,
  permission_denied: 403,
  not_found: 404,
  already_exists: 409,
};

const twirpError = (code: keyof typeof statuses, msg: string): Reply =>
  json(statuses[code], { code, msg });

const sha256 = (bytes: Uint8Array): string =>
  `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

const ofRun =
  ({ workflow_run_backend_id: run }: Message) =>
  (it: { runId: number }): boolean =>
    it.runId === Number(run);

function create(world: World, message: Message): Reply {
  const { name, workflow_job_run_backend_id: job, mime_type: mime } = message;
  const taken = [...world.versions.now().artifacts, ...world.uploads.values()].filter(
    ofRun(message),
  );
  if (taken.some((it) => it.name === name))
    return twirpError(
      'already_exists',
      'an artifact with this name already exists on the workflow run',
    );
  const id = world.nextId();
  const runId = Number(message.workflow_run_backend_id);
  const mimeType = mime ?? 'application/zip';
  world.uploads.set(id, { runId, job, name, mimeType, blocks: new Map(), bytes: undefined });
  return json(200, { ok: true, signed_upload_url: blobUrl(world, id, 'w') });
}

function finalize(world: World, message: Message): Reply {
  const found = [...world.uploads].find(([, it]) => ofRun(message)(it) && it.name === message.name);
  const bytes = found?.[1].bytes;
  if (found === undefined || bytes === undefined)
    return twirpError('not_found', 'artifact not found');
  const digest = sha256(bytes);
  if (String(bytes.length) !== message.size || (message.hash ?? digest) !== digest)
    return twirpError('invalid_argument', 'size or hash is not that of what was uploaded');
  const [id, { runId, job, name, mimeType }] = found;
  const facts: Omit<Upload, 'blocks'> & { readonly bytes: Buffer } = {
    runId,
    job,
    name,
    mimeType,
    bytes,
  };
  const artifact = {
    id,
    ...facts,
    size: bytes.length,
    digest,
    expired: false,
    createdAt: world.now(),
  };
  world.uploads.delete(id);
  world.versions.change({ artifacts: [...world.versions.now().artifacts, artifact] });
  return json(200, { ok: true, artifact_id: String(id) });
}

const listedShape = (artifact: Artifact): object => ({
  workflow_run_backend_id: String(artifact.runId),
  workflow_job_run_backend_id: artifact.job,
  database_id: String(artifact.id),
  name: artifact.name,
  size: String(artifact.size),
  created_at: artifact.createdAt,
  digest: artifact.digest,
});

function list(world: World, message: Message): Reply {
  const { name_filter: name, id_filter: id } = message;
  const found = world.versions
    .now()
    .artifacts.filter(ofRun(message))
    .filter((it) => (name ?? it.name) === it.name && Number(id ?? it.id) === it.id);
  return json(200, { artifacts: found.map(listedShape) });
}

function one(world: World, message: Message): Artifact | undefined {
  return world.versions
    .now()
    .artifacts.filter(ofRun(message))
    .find(({ name }) => name === message.name);
}

function signedUrl(world: World, message: Message): Reply {
  const found = one(world, message);
  return found === undefined
    ? twirpError('not_found', 'artifact not found')
    : json(200, { signed_url: blobUrl(world, found.id, 'r') });
}

function remove(world: World, message: Message): Reply {
  const found = one(world, message);
  if (found === undefined) return twirpError('not_found', 'artifact not found');
  const { versions } = world;
  versions.change({ artifacts: versions.now().artifacts.filter(({ id }) => id !== found.id) });
  return json(200, { ok: true, artifact_id: String(found.id) });
}

const methods: Readonly<Record<string, (world: World, message: Message) => Reply>> = {
  CreateArtifact: create,
  FinalizeArtifact: finalize,
  ListArtifacts: list,
  GetSignedArtifactURL: signedUrl,
  DeleteArtifact: remove,
};

/** A token is good for its own run; only what is made is tied to the job too. */
function allowed(method: string, { run, job }: Scope, message: Message): boolean {
  const own = method === 'CreateArtifact' || method === 'FinalizeArtifact';
  return (
    message.workflow_run_backend_id === run && (!own || message.workflow_job_run_backend_id === job)
  );
}

function answer(world: World, incoming: Incoming): Reply {
  const { note, bytes, headers, url } = incoming;
  const name = url.pathname.slice(servicePath.length);
  const [method, check] = [methods[name], checkMessage.get(name)];
  note.add({ operation: name });
  if (method === undefined || check === undefined || incoming.method !== 'POST') {
    note.violation(`no such method: ${incoming.method} ${name}`);
    return json(501, { code: 'bad_route', msg: 'no such method' });
  }
  const { scheme, token = '' } = authorizationOf(headers) ?? {};
  const scope = scheme === 'bearer' ? scopeOf(world.sign, token) : undefined;
  const message = JSON.parse(bytes.toString()) as Message;
  note.add({ body: message });
  if (scope === undefined) return twirpError('unauthenticated', 'authentication failed');
  const wrong = check(message);
  for (const what of wrong) note.violation(`body${what}`);
  if (wrong.length > 0) return twirpError('invalid_argument', wrong.join('; '));
  return allowed(name, scope, message)
    ? method(world, message)
    : twirpError('permission_denied', 'the token is for another run or job');
}

/** The artifact service of the runner's toolkit (Twirp, in JSON). */
export const artifactService =
  (world: World): Service =>
  // Within a promise, so that what is thrown rejects it.
  (incoming) =>
    Promise.resolve().then(() => answer(world, incoming));
