import { createHash } from 'node:crypto';
import { readSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import type { Found } from '../verdict.ts';
import { withFile, type Located } from './open-file.ts';

/** All files are read through this buffer, one piece after the other: the size of a file does not matter. */
const piece = Buffer.allocUnsafeSlow(256 * 1024);

/** After so many pieces, others get their turn. */
const piecesAtOnce = 64;

/**
 * sha256 of a file in hex. Read in the main thread: handing each of the many small files of a step over
 * to another thread and back takes longer than to read it.
 */
export const hashFile = (path: string, located: Located): Promise<Found<string>> =>
  withFile(path, located, async (file) => {
    const hash = createHash('sha256');
    for (let pieces = 1; ; pieces++) {
      const length = readSync(file, piece);
      if (length === 0) return hash.digest('hex');
      hash.update(piece.subarray(0, length));
      if (pieces % piecesAtOnce === 0) await setImmediate();
    }
  });
