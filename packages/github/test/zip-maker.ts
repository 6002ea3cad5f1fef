/** Zips as nobody should make them. */
import { crc32, deflateRawSync } from 'node:zlib';

export interface Entry {
  readonly name: string;
  readonly data?: string | Buffer;
  /** Of Unix, with the type; 0 when it says nothing. */
  readonly mode?: number;
  /** What the local header says instead of `name`. */
  readonly localName?: string;
  /** The size that is announced instead of the true one. */
  readonly size?: number;
  readonly flags?: number;
  readonly method?: number;
}

/** @param comment behind the last record */
export function makeZip(entries: readonly Entry[], comment = ''): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const entry of entries) {
    const data = Buffer.from(entry.data ?? '');
    const method = entry.method ?? 8;
    const packed = method === 8 ? deflateRawSync(data) : data;
    const fields = [
      ...[half(20), half(entry.flags ?? 0), half(method), half(0), half(0x21)],
      ...[whole(crc(data)), whole(packed.length), whole(entry.size ?? data.length)],
    ];
    const localName = Buffer.from(entry.localName ?? entry.name, 'latin1');
    const name = Buffer.from(entry.name, 'latin1');
    const local = [
      whole(0x04034b50),
      ...fields,
      half(localName.length),
      half(0),
      localName,
      packed,
    ];
    directory.push(
      ...[whole(0x02014b50), half(0x031e), ...fields, half(name.length), half(0), half(0)],
      ...[half(0), half(0), whole((entry.mode ?? 0o100644) * 2 ** 16), whole(at), name],
    );
    parts.push(...local);
    at += Buffer.concat(local).length;
  }
  const index = Buffer.concat(directory);
  const count = half(entries.length);
  const end = [whole(0x06054b50), half(0), half(0), count, count, whole(index.length), whole(at)];
  return Buffer.concat([...parts, index, ...end, half(comment.length), Buffer.from(comment)]);
}

function half(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

function whole(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

/** Node 20.12 and later have it; nobody reads it here. */
const crc = (data: Buffer): number => (typeof crc32 === 'function' ? crc32(data) : 0);
