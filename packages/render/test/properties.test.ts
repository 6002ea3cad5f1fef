/** What holds for every item, whatever its size and whatever people wrote. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ids } from '../../core/test/forge.ts';
import {
  commentBudget,
  jobSummary,
  statusComment,
  summaryBudget,
  type Budget,
} from '../src/index.ts';
import { sizeOf } from '../src/budget.ts';
import { anyModel } from './any-model.ts';
import { read } from './reader.ts';

const runs = { numRuns: 60 };

function expectWithin(markdown: string, { characters, bytes }: Budget): void {
  const size = sizeOf(markdown);
  expect(size.characters).toBeLessThanOrEqual(characters);
  expect(size.bytes).toBeLessThanOrEqual(bytes);
}

/** Rows are whole, and nothing that belongs to a table stands outside of one. */
function expectWholeTables(markdown: string): void {
  const { tables, html } = read(markdown);
  for (const [head = [], ...rows] of tables) {
    expect(rows.filter((row) => row.length !== head.length)).toEqual([]);
    expect(rows.filter((row) => row.every((cell) => cell === ''))).toEqual([]);
  }
  const inTables = tables.flat().length + tables.length;
  expect(markdown.split('\n').filter((line) => line.startsWith('|'))).toHaveLength(inTables);
  const folds = (start: string): number => html.filter((text) => text.startsWith(start)).length;
  expect(folds('<details>')).toBe(folds('</details>'));
}

function expectDrawable(markdown: string): void {
  for (const [language, graph] of read(markdown).fences) {
    if (language !== 'mermaid') continue;
    expect(graph.length).toBeLessThan(30_000);
    expect(graph.match(/-->|~~~/g)?.length ?? 0).toBeLessThan(500);
    expect(graph.match(/:::/g)?.length ?? 0).toBeLessThanOrEqual(60);
    for (const [, label = ''] of graph.matchAll(/"([^"\n]*)"\}*\]*:::/g))
      expect([...label.replace(/#\d+;/g, '?')].length).toBeLessThanOrEqual(22);
  }
}

test('a comment is within its budget, its tables are whole, its graph can be drawn', () => {
  fc.assert(
    fc.property(anyModel(1000), fc.boolean(), (model, mermaid) => {
      const { markdown } = statusComment(model, { head: 'a'.repeat(40), mermaid }, ids);
      expectWithin(markdown, commentBudget);
      expectWholeTables(markdown);
      expectDrawable(markdown);
    }),
    runs,
  );
}, 120_000);

test('a summary is within its budget, and so is one that has very little', () => {
  const budgets = fc.constantFrom(summaryBudget, ...[4000, 8000, 20_000].map(square));
  fc.assert(
    fc.property(anyModel(1000), budgets, (model, budget) => {
      const markdown = jobSummary(model, { budget });
      expectWithin(markdown, budget);
      expectWholeTables(markdown);
      expectDrawable(markdown);
    }),
    runs,
  );
}, 120_000);

const square = (size: number): Budget => ({ characters: size, bytes: size });

test('what is read back is what was written, for every word in a cell', () => {
  fc.assert(
    fc.property(anyModel(20), (model) => {
      const { headings, lists, html } = read(statusComment(model, {}, ids).markdown);
      expect(headings).toHaveLength(1);
      expect(lists).toBe(0);
      expect(html).toHaveLength(3);
    }),
    runs,
  );
}, 60_000);

test('equal items make equal comments', () => {
  fc.assert(
    fc.property(anyModel(50), (model) => {
      const again = structuredClone(model);
      expect(statusComment(again, {}, ids)).toEqual(statusComment(model, {}, ids));
    }),
    { numRuns: 20 },
  );
});
