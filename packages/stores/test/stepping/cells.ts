/**
 * What a worker and its scheduler tell each other, through shared memory alone: a number in each cell, and one text at
 * a time, a job on its way in and its report on the way back.
 */
export const cell = { state: 0, budget: 1, steps: 2, length: 3 } as const;
export const state = { idle: 0, go: 1, paused: 2, kill: 3, ended: 4 } as const;

export interface Shared {
  readonly cells: Int32Array;
  readonly text: Uint8Array;
}

export const newShared = (): Shared => ({
  cells: new Int32Array(new SharedArrayBuffer(16)),
  text: new Uint8Array(new SharedArrayBuffer(1 << 20)),
});

export function put({ cells, text }: Shared, value: object): void {
  const bytes = new TextEncoder().encode(JSON.stringify(value));
  if (bytes.length > text.length) throw new Error('The text is too long for the shared memory.');
  text.set(bytes);
  Atomics.store(cells, cell.length, bytes.length);
}

/** Takes what the other side put there. */
export function take({ cells, text }: Shared): unknown {
  const length = Atomics.exchange(cells, cell.length, 0);
  if (length === 0) throw new Error('There is no text in the shared memory.');
  return JSON.parse(new TextDecoder().decode(text.slice(0, length)));
}
