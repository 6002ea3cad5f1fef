import { stripVTControlCharacters } from 'node:util';

const maxBytes = 3000;

/** Keeps the end of a stream, however much comes. */
export interface Tail {
  readonly add: (chunk: Buffer) => void;
  /** As text, without colours and cursor movements. */
  readonly text: () => string;
}

export function createTail(): Tail {
  let kept = Buffer.alloc(0);
  let isCut = false;
  return {
    add(chunk) {
      const all = Buffer.concat([kept, chunk.subarray(-maxBytes)]);
      isCut ||= all.length > maxBytes || chunk.length > maxBytes;
      kept = all.subarray(-maxBytes);
    },
    text() {
      // Newer versions of Node leave the bell in.
      const text = stripVTControlCharacters(new TextDecoder().decode(kept))
        .replaceAll('\u0007', '')
        .trim();
      return isCut ? `… ${text}` : text;
    },
  };
}
