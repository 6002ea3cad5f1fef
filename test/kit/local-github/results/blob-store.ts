import type { Incoming, Service } from '../exchange.ts';
import type { Reply } from '../reply.ts';
import type { Upload, World } from '../world.ts';
import type { Permission } from './urls.ts';

function storageError(status: number, code: string): Reply {
  const body = Buffer.from(
    `<?xml version="1.0" encoding="utf-8"?><Error><Code>${code}</Code></Error>`,
  );
  return { status, body, headers: { 'content-type': 'application/xml', 'x-ms-error-code': code } };
}

const created: Reply = {
  status: 201,
  headers: { 'x-ms-version': '2025-01-05', 'x-ms-request-server-encrypted': 'true' },
};

/** The number of the artifact that a signed URL is for; a URL that this server did not sign is for none. */
function artifactOf(world: World, { url }: Incoming, permission: Permission): number | undefined {
  const [, id] = /^\/artifacts\/(\d+)$/.exec(url.pathname) ?? [];
  const { searchParams: query } = url;
  const good =
    query.get('sp') === permission && query.get('sig') === world.sign(`${permission}:${id ?? ''}`);
  return good ? Number(id) : undefined;
}

function commit(upload: Upload, list: string): Buffer | undefined {
  const ids = [...list.matchAll(/<(?:Latest|Uncommitted)>([^<]*)</g)].map(
    (match) => match[1] ?? '',
  );
  const blocks = ids.map((id) => upload.blocks.get(id));
  const missing = blocks.includes(undefined);
  return missing ? undefined : Buffer.concat(blocks.filter((block) => block !== undefined));
}

function put(world: World, incoming: Incoming): Reply {
  const { url, bytes, headers } = incoming;
  const id = artifactOf(world, incoming, 'w');
  const upload = id === undefined ? undefined : world.uploads.get(id);
  if (id === undefined || upload === undefined) return storageError(403, 'AuthenticationFailed');
  const block = url.searchParams.get('blockid');
  const comp = url.searchParams.get('comp');
  if (comp === 'block' && block !== null) {
    world.uploads.set(id, { ...upload, blocks: new Map([...upload.blocks, [block, bytes]]) });
    return created;
  }
  if (comp !== 'blocklist' && (comp !== null || headers['x-ms-blob-type'] !== 'BlockBlob'))
    return storageError(400, 'InvalidQueryParameterValue');
  const whole = comp === null ? bytes : commit(upload, bytes.toString());
  if (whole === undefined) return storageError(400, 'InvalidBlockList');
  world.uploads.set(id, { ...upload, bytes: whole });
  return created;
}

function get(world: World, incoming: Incoming): Reply {
  const id = artifactOf(world, incoming, 'r');
  if (id === undefined) return storageError(403, 'AuthenticationFailed');
  const artifact = world.versions.now().artifacts.find((it) => it.id === id);
  if (artifact === undefined) return storageError(404, 'BlobNotFound');
  const { name, mimeType } = artifact;
  const lacks = incoming.fault?.kind === 'truncated' ? (incoming.fault.lacks ?? 1) : 0;
  if (incoming.fault?.kind === 'stale-read') incoming.note.violation('a blob is never stale');
  const file = mimeType === 'application/zip' ? `${name}.zip` : name;
  const disposition = `attachment; filename*=UTF-8''${encodeURIComponent(file)}`;
  return {
    status: 200,
    body: Buffer.from(artifact.bytes).subarray(0, Math.max(artifact.size - lacks, 0)),
    headers: { 'content-type': mimeType, 'content-disposition': disposition },
  };
}

/** Where the bytes of artifacts lie: as much of Azure's blob storage as its client and the toolkit need. */
export const blobService =
  (world: World): Service =>
  (incoming) => {
    const { method, note, bytes, headers } = incoming;
    note.add({ operation: 'blob', body: bytes.length === 0 ? undefined : { bytes: bytes.length } });
    // Storage that is asked with a signed URL refuses a token beside it; to send one is to leak it.
    if (headers.authorization !== undefined) {
      note.violation('a token was sent to the blob storage');
      return Promise.resolve(storageError(403, 'AuthenticationFailed'));
    }
    if (method === 'PUT') return Promise.resolve(put(world, incoming));
    if (method === 'GET') return Promise.resolve(get(world, incoming));
    note.violation(`no such route: ${method} of a blob`);
    return Promise.resolve(storageError(501, 'UnsupportedHttpVerb'));
  };
