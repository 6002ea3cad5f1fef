/** Ways back, reopening and the merge line: the edge cases of docs/metrics.md, with numbers written by hand. Times are milliseconds after the registration. */
import { describe, expect, test } from '@jest/globals';
import { flowMetrics, itemFlow } from '../../src/index.ts';
import { at, flowAt, visits, step, plain, review } from './reading.ts';
import { begin, line, newStory } from './story.ts';

describe('a rejection', () => {
  // a 10–20, b 30–40, rejected at 50; a again 60–75, b again 80–90, approved at 95.
  const story = () =>
    newStory({ steps: line('a', 'b'), gates: [review] })
      .does('a', 10, 20)
      .does('b', 30, 40)
      .reject('check', 50)
      .does('a', 60, 75)
      .does('b', 80, 90)
      .approve('check', 95);

  test('supersedes what was done; the steps are visited again', () => {
    expect(visits(story().life())).toEqual([
      ['a', 1, 0, 20, 'superseded'],
      ['b', 1, 20, 40, 'superseded'],
      ['a', 2, 50, 75, 'completed'],
      ['b', 2, 75, 90, 'completed'],
    ]);
    const metrics = flowAt(100, story());
    // Both visits are in the sample: a 20 + 25, b 20 + 15.
    expect(step(metrics, 'a')).toMatchObject({
      cycleTimeMs: { n: 1, p50: 45 },
      visits: 2,
      superseded: 1,
    });
    expect(step(metrics, 'b')).toMatchObject({ cycleTimeMs: { p50: 35 }, superseded: 1 });
    // All of it is in the item's: 10 → 95.
    expect(at(story(), 100)).toMatchObject({ leadTimeMs: 95, cycleTimeMs: 85 });
  });

  test('is rework: the item, the way back, the effort, the reason', () => {
    // Effort 10 + 10 + 15 + 10 = 45, of which 25 in second visits. From b (order 2) to a (order 1).
    expect(flowAt(100, story(), plain()).rework).toEqual({
      rate: { part: 1, of: 2, ratio: 0.5 },
      loops: 1,
      loopsPerItem: { n: 1, p50: 1, p85: 1, p95: 1, mean: 1, few: true },
      distance: { n: 1, p50: 1, p85: 1, p95: 1, mean: 1, few: true },
      effort: { part: 25, of: 95, ratio: 25 / 95 },
      reasons: [{ reason: 'not good enough', times: 1 }],
    });
  });

  test('first-pass yield counts the first decision alone, the gate wait both', () => {
    const passed = newStory({ steps: line('a', 'b'), gates: [review] }, 'item-2');
    passed.does('a', 10, 20).does('b', 30, 40).approve('check', 41);
    const metrics = flowAt(100, story(), passed);
    expect(metrics.gates).toEqual([
      { workflow: 'wf', gate: 'check', firstPass: { part: 1, of: 2, ratio: 0.5 } },
    ]);
    // 40–50 until rejected, 90–95 until approved.
    expect(at(story(), 100).parts).toMatchObject({ gateMs: 15, workMs: 45, queueMs: 25 });
  });

  const chain = {
    steps: ['a', 'b', 'c'].map((key, place, keys) => ({
      ...{ key, order: place + 1, parallelizable: true },
      dependsOn: keys.slice(Math.max(0, place - 1), place),
    })),
    gates: [{ ...review, returnTo: 'b' }],
  };

  test('while a branch runs: its visit is broken off, its time is lost, its work is work', () => {
    // c runs from 45; b is rejected at 50, and c is built on it. c's void attempt ends at 60.
    const both = newStory(chain);
    both.does('a', 0, 20).does('b', 20, 40).approve('check', 42).claim('c', 45).reject('check', 50);
    both.does('b', 55, 58).end('c', 60).approve('check', 70).does('c', 80, 90);
    expect(visits(both.life())).toEqual([
      ['a', 1, 0, 20, 'completed'],
      ['b', 1, 20, 40, 'superseded'],
      ['c', 1, 42, 50, 'invalidated'],
      ['b', 2, 50, 58, 'completed'],
      ['c', 2, 70, 90, 'completed'],
    ]);
    expect(step(flowAt(100, both), 'c')).toMatchObject({
      ...{ cycleTimeMs: { n: 1, p50: 20 }, invalidated: 1, lostMs: 8 },
    });
    // 0–40, 45–60 (the void attempt, b within it), 80–90.
    expect(at(both, 100).parts).toMatchObject({ workMs: 65, gateMs: 12, queueMs: 13 });
  });

  test('a step waits for the end of void work that still runs there', () => {
    const both = newStory(chain);
    both.does('a', 0, 20).does('b', 20, 40).approve('check', 42).claim('c', 45).reject('check', 50);
    both.does('b', 55, 58).approve('check', 59);
    expect(visits(both.life(65)).at(-1)).toEqual(['b', 2, 50, 58, 'completed']);
    both.end('c', 70);
    expect(visits(both.life()).at(-1)).toEqual(['c', 2, 70, '…', 'open']);
  });
});

test('a replayed outcome is a visit without effort', () => {
  const story = newStory({ steps: line('a', 'b'), gates: [review] });
  story.does('a', 10, 20).does('b', 30, 40).reject('check', 50, 'a').does('a', 60, 75);
  const reusedFrom = 'e'.repeat(64);
  story.claim('b', 80).end('b', 81, 'completed', { reusedFrom }).approve('check', 90);
  const metrics = flowAt(100, story);
  expect(step(metrics, 'b')).toMatchObject({ visits: 2, retries: { of: 1 } });
  // Effort 10 + 10 + 15; of rework 15: the one millisecond of the replay is in neither.
  expect(metrics.rework.effort).toMatchObject({ part: 15, of: 35 });
  expect(at(story, 100).parts).toMatchObject({ workMs: 35 });
  expect(itemFlow(story.life(), begin + 100).visits.at(-1)?.attempts).toMatchObject([
    { replayed: true, ms: 0 },
  ]);
});

describe('done and reopened', () => {
  // Done at 70, integrated at 80, reverted at 200, rejected at 210, done again at 260.
  const story = () =>
    newStory({ steps: line('a', 'b'), gates: [review] })
      .does('a', 10, 30)
      .does('b', 40, 60)
      .approve('check', 70)
      .integrate(80)
      .revert('b', 200)
      .reject('check', 210, 'b')
      .does('b', 220, 250)
      .approve('check', 260);

  test('a new episode: WIP stays true, the gap is in the lead time and not in the cycle time', () => {
    expect(story().life().episodes).toEqual([
      { from: begin + 10, to: begin + 70 },
      { from: begin + 210, to: begin + 260 },
    ]);
    expect(at(story(), 100)).toMatchObject({ leadTimeMs: 70, cycleTimeMs: 60 });
    // The revert alone voids nothing: the item is done until something is rejected.
    expect(at(story(), 205)).toMatchObject({ leadTimeMs: 70, wip: false });
    expect(at(story(), 215)).toMatchObject({ wip: true, ageMs: 65 });
    expect(at(story(), 300)).toMatchObject({ leadTimeMs: 260, cycleTimeMs: 110 });
    expect(at(story(), 300).parts).toMatchObject({ closedMs: 140, intakeMs: 10, gateMs: 20 });
  });

  test('throughput counts the last exit; the earlier one is restated', () => {
    expect(flowAt(100, story())).toMatchObject({ delivered: 1, restated: 0 });
    expect(flowAt(215, story())).toMatchObject({ delivered: 0, restated: 1, wip: 1 });
    expect(flowAt(300, story())).toMatchObject({ delivered: 1, restated: 1, wip: 0 });
    const day = { since: begin, until: begin + 150 };
    const early = flowMetrics([story().life()], { asOf: begin + 300, ...day });
    expect(early).toMatchObject({ delivered: 0, restated: 1 });
  });

  test('a revert and the rejection behind it are one way back; a revert alone is one, too', () => {
    expect(flowAt(300, story()).rework).toMatchObject({ loops: 1, rate: { part: 1, of: 1 } });
    const alone = flowAt(205, story()).rework;
    expect(alone).toMatchObject({ loops: 1, reasons: [{ reason: 'broke the build', times: 1 }] });
    expect(flowAt(190, story()).rework).toMatchObject({ loops: 0, rate: { part: 0, of: 1 } });
  });

  test('the merge line: first claim → integration, reverts, recovery', () => {
    const again = story().integrate(270);
    expect(flowAt(300, again).baseline).toMatchObject({
      integrations: 2,
      changeLeadTimeMs: { n: 1, p50: 70 },
      changeFailure: { part: 1, of: 2 },
      // 200 → 270.
      recoveryMs: { n: 1, p50: 70 },
      perWeek: (2 * 7 * 86_400_000) / 300,
    });
  });
});
