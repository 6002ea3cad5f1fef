/** Every graph that is drawn whole can be read: what is counted beforehand is what decides about the size of the letters. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { fullGraph } from '../../packages/render/src/graph.ts';
import { scheduleGraph } from '../../packages/render/src/mermaid.ts';
import { anyModel } from '../../packages/render/test/any-model.ts';
import { openBrowser, type Browser } from './browser.ts';
import { show } from './show.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
}, 180_000);
afterAll(() => browser.close());

const smallest = 11;

/** Any plans with the longest labels: those that are drawn whole, and those that are not. */
const models = fc.sample(anyModel(42), { numRuns: 1200, seed: 7 });
const whole = models.filter((model) => fullGraph(model) !== undefined);
const focused = models.filter((model) => fullGraph(model) === undefined);

test.each([
  ['whole', whole],
  ['in focus', focused],
] as const)('graphs drawn %s', async (name, all) => {
  const graphs = [...new Set(all.map(scheduleGraph))].filter((graph) => graph !== '').slice(0, 40);
  expect(graphs).toHaveLength(40);
  const seen = await show(browser, graphs.join('\n\n'), 'light', 'mermaid', `graphs-${name}`);
  expect(seen.errors).toEqual([]);
  expect(seen.diagrams).toHaveLength(40);
  const small = seen.diagrams.flatMap(({ letters }, place) =>
    letters < smallest ? [{ letters, graph: graphs[place] }] : [],
  );
  expect(small).toEqual([]);
});
