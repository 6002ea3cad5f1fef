/** What the summary of a scheduling step says beside the comment. */
import { expect, test } from '@jest/globals';
import { jobSummary, summaryBudget } from '../src/index.ts';
import * as items from './items.ts';
import { read } from './reader.ts';

const cycle = {
  launched: [
    { step: 'build', attempt: 1 },
    { step: 'docs', attempt: 2 },
  ],
  left: [{ step: 'lint', why: 'There is no checkout.' }],
  notes: ['No pull request belongs to this item.'],
};
const text = jobSummary(items.atWork(), { cycle, history: 'c0ffee' });
const { tables, fences } = read(text);

test('what was launched, in order, and what was not, and why', () => {
  expect(tables[0]).toEqual([
    ['Decision', 'Step', 'Why'],
    ['launched 1.', '`build`', 'attempt 1'],
    ['launched 2.', '`docs`', 'attempt 2'],
    ['not launched', '`lint`', '`There is no checkout.`'],
    ['not launched', '`migrate`', 'waits for `b-7` environment: `b-7`'],
  ]);
  expect(text.indexOf('No pull request')).toBeLessThan(text.indexOf('**This run**'));
  expect(text.startsWith('### ▶ `wi-42`')).toBe(true);
});

test('what the run says of a step is said once', () => {
  const left = [{ step: 'migrate', why: 'All executors are busy.' }];
  const told = read(jobSummary(items.atWork(), { cycle: { launched: [], left } })).tables[0];
  expect(told?.slice(1)).toEqual([['not launched', '`migrate`', '`All executors are busy.`']]);
});

test('a sentence that is too long is cut, in bytes as well', () => {
  const model = { ...items.three(), next: `Claim ${'😀'.repeat(1500)}` };
  const size = 4000;
  const cut = jobSummary(model, { budget: { characters: size, bytes: size } });
  expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(size);
});

test('a run that launched nothing says so', () => {
  const nothing = { launched: [], left: [] };
  expect(jobSummary(items.done(), { cycle: nothing })).toContain('This run launched nothing.');
});

test('attempts as a picture, queue and work apart, and as a table', () => {
  const gantt = fences[1]?.[1] ?? '';
  expect(gantt).toContain('dateFormat YYYY-MM-DD HH:mm:ss\n');
  expect(gantt).toContain(
    'section api 2\nqueue :2026-01-19 07:00:00, 2026-01-19 08:00:00\nwork :done, 2026-01-19 08:00:00, 2026-01-19 11:00:00\n',
  );
  expect(gantt).toContain('work :active, 2026-01-20 03:00:00, 2026-01-20 04:00:00');
  expect(tables.at(-1)).toContainEqual(['`api`', '2', '1h', '3h', 'completed']);
  expect(tables.at(-1)).toContainEqual(['`migrate`', '1', '16h', '–', 'not claimed yet']);
});

test('at most 30 attempts are drawn, the latest', () => {
  const large = jobSummary(items.large({ steps: 300, width: 6, done: 120 }), {});
  expect(large.match(/^section /gm)).toHaveLength(30);
});

test('all of 1,000 steps, far within what a summary may be', () => {
  const large = jobSummary(items.large({ steps: 1000, width: 8, done: 504 }), {});
  expect(large).toContain('**All steps**');
  expect(large.match(/^\| \d+ \| `step-/gm)?.length).toBeGreaterThanOrEqual(1000);
  expect(large.length).toBeLessThan(summaryBudget.characters / 4);
});
