import { readFileSync } from 'node:fs';
import { fail, found, type Found } from '../verdict.ts';
import { locateFile } from './locate.ts';
import { withFile } from './open-file.ts';

const mebibyte = 1024 * 1024;
const maxTextBytes = 64 * mebibyte;

/**
 * The text of a file: UTF-8, without a byte order mark, lines ending in `\n` on every system.
 * A file that is too large, or no text, is named as such.
 */
export async function readText(
  root: string,
  path: string,
  limit: number = maxTextBytes,
): Promise<Found<string>> {
  const file = locateFile(root, path);
  if (file.kind === undefined) return file;
  if (file.size > limit) {
    return fail(`${path} is larger than the ${limit / mebibyte} MiB that are read for this check`);
  }
  const read = await withFile(path, file, (descriptor) => readFileSync(descriptor));
  if (!read.ok) return read;
  const bytes = read.value;
  if (bytes.includes(0)) return fail(`${path} is not text: it holds a NUL byte`);
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return found(text.replaceAll('\r\n', '\n'));
  } catch {
    return fail(`${path} is not text: it is not valid UTF-8`);
  }
}
