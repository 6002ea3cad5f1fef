import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';

/** sha256 of a file in hex, streamed: the size of the file does not matter. */
export async function hashFile(real: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(real), hash);
  return hash.digest('hex');
}
