/** orchestrator.yml with its two reusable workflows, in a repository of somebody who copied them. */
import { afterEach, expect, test } from '@jest/globals';
import * as fs from 'node:fs';
import * as path from 'node:path';

import { handoffs, outcomes } from '../kit/act/records.ts';
import { openExample, told, type Example } from './open-example.ts';

const folder = path.resolve(import.meta.dirname, '../../.github/workflows');
const workflow = 'orchestrator.yml';
const item = 'week-4';

let example: Example;
afterEach(() => example.close());

test('schedules, executes and collects, wave after wave, up to the gate', async () => {
  const names = [workflow, 'execute.yml', 'collector.yml'];
  const files = names.map(
    (name) =>
      [`.github/workflows/${name}`, fs.readFileSync(path.join(folder, name), 'utf8')] as const,
  );
  example = await openExample('approvals', ['execute'], Object.fromEntries(files));

  const first = await example.start({ workflow, inputs: { 'work-item': item } });
  const runs = [first, ...(await example.dispatched())];

  const wave = '0: collect success, execute success, schedule success';
  expect(told(runs)).toEqual([wave, wave]);
  expect(example.github.dispatches).toMatchObject([{ workflow: `.github/workflows/${workflow}` }]);
  expect(outcomes(example.repository, item)).toEqual(['check.1 completed', 'layout.1 completed']);
  expect(handoffs(example.repository, item).map(({ commit }) => commit)).toEqual(
    Array(2).fill(example.repository.tip('main')),
  );
  expect(example.refusedPushes()).toEqual([]);
  expect(example.github.violations).toEqual([]);
});
