/** What executors uploaded, parsed at the edge: name, size, canonical bytes, schema. Nothing in it is trusted yet. */
import {
  claimSlot,
  idPattern,
  itemNamedIn,
  launchSlot,
  readRecord,
  requeueSlot,
  secretIn,
  slotOfUpload,
  type Ids,
  type Stored,
} from '@orchestrator/core';
import type { Doubt } from './collect-doubt.ts';

export interface UploadedFile {
  /** Its name, or its path below the folder of uploads; shown as it is in the report. */
  readonly name: string;
  /** In bytes; it is not read when it is too large. */
  readonly size: number;
  readonly read: () => Promise<Uint8Array>;
}

/** What a run has handed in. */
export interface Uploads {
  readonly files: readonly UploadedFile[];
  /** Could all of it be fetched? */
  readonly areAll: boolean;
}

/** Records that an executor may make. */
export type Uploadable = Stored<'launch'> | Stored<'claim'> | Stored<'handoff'> | Stored<'requeue'>;

/** A file that is a record of a kind that an executor may make. */
export interface Candidate {
  readonly file: string;
  readonly item: string;
  readonly text: string;
  readonly stored: Uploadable;
}

/** More than any outcome that the schema allows. */
const largest = 1024 * 1024;

/** @param only the item that is collected */
export async function readUploads(
  files: readonly UploadedFile[],
  only: string | undefined,
  ids: Pick<Ids, 'sha256'>,
): Promise<{
  readonly candidates: readonly Candidate[];
  readonly refused: readonly ({ readonly file: string } & Doubt)[];
}> {
  const candidates: Candidate[] = [];
  const refused: ({ readonly file: string } & Doubt)[] = [];
  const sorted = [...files].sort((one, other) => (one.name < other.name ? -1 : 1));
  for (const file of sorted) {
    const read = await readUpload(file, only, ids);
    if ('stored' in read) candidates.push(read);
    else refused.push({ file: file.name, ...read });
  }
  return { candidates: candidates.sort(byKind), refused };
}

const order = ['requeue', 'launch', 'claim', 'handoff'];
/** Causes first; an abandoned attempt makes room for the next one, so outcomes are tried in the order of their slots. */
const byKind = (one: Candidate, other: Candidate): number =>
  order.indexOf(one.stored.kind) - order.indexOf(other.stored.kind) ||
  (one.stored.path < other.stored.path ? -1 : 1);

async function readUpload(
  { name, size, read }: UploadedFile,
  only: string | undefined,
  ids: Pick<Ids, 'sha256'>,
): Promise<Candidate | Doubt> {
  if (size > largest) {
    return doubt('too-large', `It has ${size} bytes; no record has more than ${largest}.`);
  }
  const bytes = await read().catch(() => undefined);
  if (bytes === undefined) return doubt('unreadable', 'It can not be read.');
  const text = textOf(bytes);
  if (text === undefined || text.startsWith('\uFEFF')) {
    return doubt('not-canonical', 'The bytes are not plain UTF-8.');
  }
  if (text.length > largest) return doubt('too-large', 'It is larger than it was announced.');
  const secret = secretIn(text);
  if (secret !== undefined) return doubt('secret-found', `It holds what looks like ${secret}.`);
  const item = itemIn(text);
  if (item === undefined) {
    return doubt('invalid-record', 'It is not JSON that names a work item; it may be cut off.');
  }
  if (only !== undefined && item !== only) {
    return doubt('another-item', `It belongs to ${item}; ${only} is collected here.`);
  }
  const base = name.slice(name.lastIndexOf('/') + 1);
  const found = readRecord({ path: slotOfUpload(item, base), text, id: ids.sha256(text) });
  if (!found.ok) {
    const { code, detail } = found.damage;
    return doubt(code === 'unknown-slot' ? 'bad-name' : code, detail);
  }
  const { stored } = found;
  if (
    stored.kind !== 'handoff' &&
    stored.kind !== 'claim' &&
    stored.kind !== 'launch' &&
    stored.kind !== 'requeue'
  ) {
    return doubt('not-uploadable', 'An executor does not make records of this kind.');
  }
  if (!isInItsSlot(stored)) {
    return doubt('bad-name', 'The name of the file is not that of its record.');
  }
  return { file: name, item, text, stored };
}

/** `undefined` for what is no text; a mark at its beginning stays, for it is not canonical. */
function textOf(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** A handoff's slot needs its claim; it is compared when the claim is known. */
function isInItsSlot(stored: Uploadable): boolean {
  if (stored.kind === 'handoff') return true;
  const { workItemId, step, k } = stored.record;
  const slot = { claim: claimSlot, launch: launchSlot, requeue: requeueSlot }[stored.kind];
  return stored.path === slot(workItemId, step, k);
}

function itemIn(text: string): string | undefined {
  const item = itemNamedIn(text);
  return item !== undefined && idPattern.test(item) ? item : undefined;
}

const doubt = (code: Doubt['code'], message: string): Doubt => ({
  code,
  message,
  hint: 'Nothing of this file was stored. Look at the job that uploaded it.',
});
