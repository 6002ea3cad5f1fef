/** A job that only looks: the command line on its path, and the portfolio as a file, an artifact and a summary. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';

import type { ConsumerRun } from '../kit/act/consumer.ts';
import { inputs, item, openHandbook, type Handbook } from './handbook.ts';

const workflow = 'report.yml';
let handbook: Handbook;
let run: ConsumerRun;
let before: string | undefined;

beforeAll(async () => {
  const text = fs.readFileSync(path.join(import.meta.dirname, 'workflows', workflow), 'utf8');
  handbook = await openHandbook({ [`.github/workflows/${workflow}`]: text });
  await handbook.start({ inputs });
  before = handbook.repository.tip('orchestrator');
  run = await handbook.start({ workflow, inputs });
});
afterAll(() => handbook.close());

const stepOf = (name: string) =>
  run.jobs.flatMap(({ steps }) => steps).find((step) => step.name.includes(name));

test('setup: the steps that follow have the command line, and it sees the records', () => {
  expect(run.exitCode).toBe(0);
  expect(stepOf('orchestrator status')?.printed).toContain(item);
  expect(stepOf('orchestrator status')?.printed).toContain('links, wording');
});

test('export: a file for the steps that follow, an artifact, tables in the summary', () => {
  expect(stepOf('portfolio')?.outputs ?? stepOf('export@v1')?.outputs).toMatchObject({
    ...{
      items: '1',
      wip: '1',
      'lead-time-p50-ms': '',
      'artifact-id': expect.stringMatching(/^\d+$/),
    },
  });
  expect(stepOf('cat')?.printed).toContain(`${item},`);
  expect(handbook.github.artifacts.map(({ name }) => name)).toContainEqual(
    expect.stringMatching(/^orchestrator-portfolio-/),
  );
});

test('nothing was written, and GitHub was asked for nothing', () => {
  expect(handbook.repository.tip('orchestrator')).toBe(before);
  const asked = handbook.github.journal.filter(({ path: place }) => place.startsWith('/repos/'));
  expect(asked.map(({ operation }) => operation)).toEqual(['actions/create-workflow-dispatch']);
  expect(handbook.github.violations).toEqual([]);
});
