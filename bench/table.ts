/** One measurement: what was run, its floor, and the aim that the ratio of the two has. Times in milliseconds. */
export interface Row {
  readonly what: string;
  readonly ms: number;
  readonly floor: string;
  readonly floorMs: number;
  /** The ratio to stay below; absent for figures that only show growth. */
  readonly aim?: number;
}

export function printTable(name: string, rows: readonly Row[]): void {
  console.log(`\n${name}`);
  const cells = rows.map(({ what, ms, floor, floorMs, aim }) => {
    const ratio = ms / floorMs;
    const verdict =
      aim === undefined ? '' : ratio <= aim ? `aim ${aim}: met` : `aim ${aim}: MISSED`;
    return [
      what,
      `${ms.toFixed(1)} ms`,
      floor,
      `${floorMs.toFixed(1)} ms`,
      `${ratio.toFixed(2)}x`,
      verdict,
    ];
  });
  const widths = [0, 1, 2, 3, 4, 5].map((column) =>
    Math.max(0, ...cells.map((row) => (row[column] ?? '').length)),
  );
  for (const row of cells) {
    console.log(
      `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd(),
    );
  }
}

/** The median of some measurements: one slow neighbour does not count. */
function median(sample: readonly number[]): number {
  const sorted = [...sample].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

/** Runs contenders in turns, so that all of them see the same machine. @returns the median of each, in milliseconds */
export function inTurns(rounds: number, contenders: readonly (() => void)[]): readonly number[] {
  const samples = contenders.map((): number[] => []);
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, contender] of contenders.entries()) {
      const start = performance.now();
      contender();
      samples[index]?.push(performance.now() - start);
    }
  }
  return samples.map(median);
}
