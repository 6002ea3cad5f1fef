/**
 * Reads a small zip of flat, plain files, in memory. Artifacts of a run can be replaced by any of its jobs, so
 * everything else (folders, `..`, links, doubled names, bombs) makes the whole zip refused; nothing is extracted to a disk.
 */
import { inflateRawSync } from 'node:zlib';

export interface ZipFile {
  readonly name: string;
  readonly data: Uint8Array;
}

export interface ZipLimits {
  readonly files: number;
  /** Bytes of one file. */
  readonly fileSize: number;
  /** Bytes of all files. */
  readonly totalSize: number;
}

/** The zip is not one of flat, plain files within the limits. */
export class ZipRefused extends Error {
  override readonly name = 'ZipRefused';
}

const flatName = /^[A-Za-z0-9][A-Za-z0-9@._-]{0,254}$/;
const endRecord = 0x06054b50;
const entryRecord = 0x02014b50;
const localRecord = 0x04034b50;

/** @throws ZipRefused */
export function readFlatZip(zip: Buffer, limits: ZipLimits): readonly ZipFile[] {
  try {
    return read(zip, limits);
  } catch (error) {
    if (error instanceof ZipRefused) throw error;
    // Offsets that point outside, and data that does not inflate to the size it has.
    throw new ZipRefused('It is damaged.', { cause: error });
  }
}

function read(zip: Buffer, limits: ZipLimits): readonly ZipFile[] {
  const end = findEnd(zip);
  const count = zip.readUInt16LE(end + 10);
  let at = zip.readUInt32LE(end + 16);
  check(count <= limits.files, `It holds ${count} files; at most ${limits.files} are expected.`);
  const files = new Map<string, ZipFile>();
  let total = 0;
  for (let index = 0; index < count; index += 1) {
    check(zip.readUInt32LE(at) === entryRecord, 'Its directory is damaged.');
    const entry = readEntry(zip, at);
    total += entry.size;
    check(entry.size <= limits.fileSize, `${entry.name} is larger than ${limits.fileSize} bytes.`);
    check(total <= limits.totalSize, `It is larger than ${limits.totalSize} bytes.`);
    // Some file systems do not tell A from a.
    check(!files.has(entry.name.toLowerCase()), `It holds ${entry.name} twice.`);
    files.set(entry.name.toLowerCase(), { name: entry.name, data: contents(zip, entry) });
    at = entry.next;
  }
  check(at === end, 'Its directory is damaged.');
  return [...files.values()];
}

interface Entry {
  readonly name: string;
  readonly method: number;
  readonly packed: number;
  readonly size: number;
  readonly local: number;
  /** Where the next entry begins. */
  readonly next: number;
}

function readEntry(zip: Buffer, at: number): Entry {
  const flags = zip.readUInt16LE(at + 8);
  const nameLength = zip.readUInt16LE(at + 28);
  const name = zip.toString('latin1', at + 46, at + 46 + nameLength);
  // The upper half holds the mode on Unix: 0, or a plain file; a link, a folder or a device has another type.
  const type = (zip.readUInt32LE(at + 38) >>> 16) & 0o170000;
  const shown = JSON.stringify(name.slice(0, 80));
  check(flatName.test(name), `${shown} is not the name of a flat file.`);
  check(type === 0 || type === 0o100000, `${shown} is no plain file.`);
  check((flags & 0x41) === 0, `${shown} is encrypted.`);
  return {
    name,
    method: zip.readUInt16LE(at + 10),
    packed: zip.readUInt32LE(at + 20),
    size: zip.readUInt32LE(at + 24),
    local: zip.readUInt32LE(at + 42),
    next: at + 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32),
  };
}

function contents(zip: Buffer, { name, method, packed, size, local }: Entry): Uint8Array {
  const nameLength = zip.readUInt16LE(local + 26);
  const localName = zip.toString('latin1', local + 30, local + 30 + nameLength);
  check(zip.readUInt32LE(local) === localRecord && localName === name, `${name} has two names.`);
  const start = local + 30 + nameLength + zip.readUInt16LE(local + 28);
  const bytes = zip.subarray(start, start + packed);
  check(bytes.length === packed, 'It is cut off.');
  check(method === 0 || method === 8, `${name} is packed in an unknown way.`);
  const data = method === 0 ? bytes : inflateRawSync(bytes, { maxOutputLength: Math.max(1, size) });
  check(data.length === size, `${name} has not the size that it says.`);
  return data;
}

/** The last record, which has no comment behind it in what the toolkit writes. */
function findEnd(zip: Buffer): number {
  const end = zip.length - 22;
  check(end >= 0 && zip.readUInt32LE(end) === endRecord, 'It is no zip, or it is cut off.');
  return end;
}

function check(holds: boolean, message: string): asserts holds {
  if (!holds) throw new ZipRefused(message);
}
