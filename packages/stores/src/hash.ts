import * as crypto from 'node:crypto';

/** sha256 in hex, of bytes or of the UTF-8 bytes of a text. */
export const sha256: (data: string | Uint8Array) => string =
  // One call instead of a stream; only Node 20.12 and later have it.
  typeof (crypto as { hash?: unknown }).hash === 'function'
    ? (data) => crypto.hash('sha256', data, 'hex')
    : (data) => crypto.createHash('sha256').update(data).digest('hex');
