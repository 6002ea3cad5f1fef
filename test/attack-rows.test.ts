/** The faults and attacks that this repository answers for, by their numbers in the table that they come from: each has a test that names it. */
import { expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
/** Artifacts (38–40), what a run is given (47–50), decisions (51–53), secrets (58), pins (59), rights (65, 66). */
const rows = [38, 39, 40, 47, 48, 49, 50, 51, 52, 53, 58, 59, 65, 66];

const sources = ['packages', 'actions', 'test'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => /(\.(test|e2e)|[/]rules[/][\w-]+)\.ts$/.test(file))
    .filter((file) => !/node_modules|attack-rows/.test(file))
    .map((file) => readFileSync(join(root, folder, file), 'utf8')),
);

function span(from: number, to: number): readonly number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

/** Numbers in the titles of tests: `row 47`, `rows 48 and 49`, `rows 38 to 40`; a rule over workflows has its `row: 59`. */
const named = new Set(
  sources.flatMap((source) => [
    ...[...source.matchAll(/^ {2}row: (\d+),$/gm)].map(([, row]) => Number(row)),
    ...[
      ...source.matchAll(
        /(?:test|describe)[^'`"\n]*['`"][^'`"\n]*\brows? (\d+)(?:( to | and |, )(\d+))?/g,
      ),
    ].flatMap(([, first = '', joint, last = first]) => {
      const [from, to] = [Number(first), Number(last)];
      return joint === ' to ' ? span(from, to) : [from, to];
    }),
  ]),
);

test.each(rows)('row %i has a test that names it', (row) => {
  expect([...named]).toContain(row);
});
