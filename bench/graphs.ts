/** Graphs to schedule. Every run makes the same ones. */
export type Graph = readonly { readonly key: string; readonly dependsOn: readonly string[] }[];

const keyOf = (index: number): string => `step-${String(index).padStart(5, '0')}`;
const node = (index: number, before: readonly number[]): Graph[number] => ({
  key: keyOf(index),
  dependsOn: before.map(keyOf),
});
const make = (size: number, before: (index: number) => readonly number[]): Graph =>
  Array.from({ length: size }, (_, index) => node(index, before(index)));

/** Each step waits for the one before. */
export const chain = (size: number): Graph =>
  make(size, (index) => (index === 0 ? [] : [index - 1]));

/** One step, everything else waits for it, and one step waits for all. */
export const fan = (size: number): Graph =>
  make(size, (index) =>
    index === 0 ? [] : index < size - 1 ? [0] : Array.from({ length: size - 2 }, (_, at) => at + 1),
  );

/** Layers of a hundred; each step waits for up to three of the layer before, chosen by a fixed generator. */
export function layers(size: number): Graph {
  let seed = 42;
  const random = (below: number): number => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return seed % below;
  };
  return make(size, (index) => {
    const start = Math.floor(index / 100) * 100;
    if (start === 0) return [];
    const before = new Set(Array.from({ length: 3 }, () => start - 100 + random(100)));
    return [...before].sort((one, other) => one - other);
  });
}
