/** The clocks of an item, and how it leaves: the edge cases of docs/metrics.md, with numbers written by hand. Times are milliseconds after the registration. */
import { describe, expect, test } from '@jest/globals';
import { clocksOf } from '../../src/index.ts';
import { at, flowAt, visits, step, plain, intake } from './reading.ts';
import { begin, clock, line, newStory } from './story.ts';

describe('the clocks', () => {
  test('lead time, cycle time, throughput, work in progress', () => {
    // r 0, s 10, x 70: lead 70, cycle 60.
    const story = plain();
    expect(at(story, 100)).toMatchObject({ leadTimeMs: 70, cycleTimeMs: 60, wip: false });
    expect(clocksOf(story.life())).toEqual({
      ...{ registeredAt: clock(0), startedAt: clock(10), doneAt: clock(70) },
      ...{ outcome: 'delivered', leadTimeMs: 70, cycleTimeMs: 60, wip: false },
    });
    expect(flowAt(100, story)).toMatchObject({
      delivered: 1,
      wip: 0,
      leadTimeMs: { p50: 70, n: 1 },
    });
    // A b waits from 30 (a is done) to 40, then works for 30: 40 in all.
    expect(visits(story.life())).toEqual([
      ['a', 1, 0, 30, 'completed'],
      ['b', 1, 30, 70, 'completed'],
    ]);
    expect(step(flowAt(100, story), 'b')).toMatchObject({
      cycleTimeMs: { p50: 40 },
      parts: { queueMs: 10, workMs: 30, gateMs: 0, blockedMs: 0, retryGapMs: 0 },
    });
  });

  test('work item age from the first claim, intake age before it; half-open at both ends', () => {
    const story = plain();
    expect(at(story, 5)).toMatchObject({ intakeAgeMs: 5, wip: false });
    expect(at(story, 10)).toMatchObject({ ageMs: 0, wip: true });
    expect(at(story, 25)).toMatchObject({ ageMs: 15, wip: true });
    expect(at(story, 69)).toMatchObject({ ageMs: 59, wip: true });
    expect(at(story, 70)).toMatchObject({ leadTimeMs: 70, wip: false });
    expect(at(story, 70)).not.toHaveProperty('ageMs');
  });

  test('the time of an item is divided without remainder', () => {
    // intake 0–10, a 10–30, queue 30–40, b 40–70.
    expect(at(plain(), 100).parts).toEqual({
      ...{ intakeMs: 10, workMs: 50, queueMs: 10 },
      ...{ stalledMs: 0, gateMs: 0, retryGapMs: 0, handoffMs: 0, closedMs: 0 },
    });
    // 50 of 60.
    expect(flowAt(100, plain()).flowEfficiency).toEqual({ part: 50, of: 60, ratio: 50 / 60 });
  });

  test('intake ends with the review before any execution', () => {
    const story = newStory({ steps: line('a'), gates: [intake] });
    story.review('intake', 'proceed', 20).does('a', 50, 60);
    expect(at(story, 60).parts).toMatchObject({ intakeMs: 20, handoffMs: 30, workMs: 10 });
    // a is ready when the gate opens, not at the registration.
    expect(visits(story.life())).toEqual([['a', 1, 20, 60, 'completed']]);
  });
});

describe('left without delivery', () => {
  const story = () =>
    newStory({ steps: line('a'), gates: [intake] })
      .review('intake', 'merge', 20)
      .review('intake', 'proceed', 30);

  test('merged before the start: never in lead time, WIP, or the cumulative flow', () => {
    const merged = newStory({ steps: line('a'), gates: [intake] }).review('intake', 'merge', 20);
    const metrics = flowAt(100, merged, plain());
    expect(metrics).toMatchObject({ delivered: 1, left: { merged: 1, closed: 0, effortMs: 0 } });
    expect(metrics.series.buckets).toMatchObject([
      { registered: 2, opened: 1, closed: 1, wip: 0, delivered: 1, left: 1 },
    ]);
    expect(clocksOf(merged.life())).toMatchObject({ leftAt: clock(20), outcome: 'merged' });
    expect(clocksOf(merged.life())).not.toHaveProperty('doneAt');
    // 0–20 without a claim.
    expect(at(merged, 100)).toMatchObject({
      exit: begin + 20,
      activeMs: 0,
      parts: { intakeMs: 20 },
    });
  });

  test('closed while begun: in WIP until then, its work is lost', () => {
    const closed = story().claim('a', 40).closeLate(60);
    expect(at(closed, 50)).toMatchObject({ wip: true, ageMs: 10 });
    // s 40, x 60: 20 in progress, never delivered; the visit is broken off.
    expect(at(closed, 100)).toMatchObject({ outcome: 'closed', activeMs: 20, wip: false });
    expect(at(closed, 100)).not.toHaveProperty('cycleTimeMs');
    expect(flowAt(100, closed)).toMatchObject({ delivered: 0, left: { closed: 1, effortMs: 20 } });
    expect(visits(closed.life())).toEqual([['a', 1, 30, 60, 'abandoned']]);
    expect(step(flowAt(100, closed), 'a')).toMatchObject({ abandoned: 1, lostMs: 30, visits: 0 });
  });

  test('let go on after all: nothing was in progress meanwhile', () => {
    const back = story().does('a', 40, 60);
    expect(at(back, 100)).toMatchObject({ leadTimeMs: 60, cycleTimeMs: 20 });
    expect(back.life().episodes).toEqual([{ from: begin + 40, to: begin + 60 }]);
  });
});

describe('parallel steps', () => {
  const twins = {
    steps: [
      { key: 'a', order: 1, parallelizable: true },
      { key: 'b', order: 1, parallelizable: true },
      { key: 'c', order: 2 },
    ],
  };
  const story = () =>
    newStory(twins).claim('a', 10).claim('b', 20).end('a', 50).end('b', 90).does('c', 100, 110);

  test('each branch has its own clocks; the item is counted once, the steps each', () => {
    const metrics = flowAt(30, story());
    expect(metrics.wip).toBe(1);
    expect(metrics.steps.map(({ step: key, open }) => [key, open])).toEqual([
      ['a', 1],
      ['b', 1],
    ]);
    expect(visits(story().life()).map(([key, , ready, close]) => [key, ready, close])).toEqual([
      ['a', 0, 50],
      ['b', 0, 90],
      ['c', 90, 110],
    ]);
  });

  test('waiting for the join is not part of the step: a waits from 50 to 90', () => {
    const metrics = flowAt(200, story());
    expect(step(metrics, 'a')).toMatchObject({ cycleTimeMs: { p50: 50 }, joinWaitMs: { p50: 40 } });
    expect(step(metrics, 'b')).toMatchObject({ cycleTimeMs: { p50: 90 }, joinWaitMs: { p50: 0 } });
    // Work: 10–90 once, though a ran beside b, and 100–110; effort: 40 + 70 + 10.
    expect(at(story(), 200)).toMatchObject({ parts: { workMs: 90, queueMs: 10 }, effortMs: 120 });
  });
});

test('a retry belongs to the same visit, and the gap is its own', () => {
  // a: ready 0, 10–30 failed, requeued 35, 50–80. The requeue does not begin anything.
  const story = newStory({ steps: line('a') });
  story.claim('a', 10).end('a', 30, 'failed').retry('a', 35).does('a', 50, 80);
  expect(visits(story.life())).toEqual([['a', 1, 0, 80, 'completed']]);
  const metrics = flowAt(100, story);
  expect(step(metrics, 'a')).toMatchObject({
    parts: { queueMs: 10, workMs: 50, retryGapMs: 20 },
    retries: { part: 1, of: 2 },
  });
  expect(metrics.retries).toEqual({ part: 1, of: 2, ratio: 0.5 });
  expect(metrics.retriesByExecutor).toEqual([{ executor: 'for-a', part: 1, of: 2, ratio: 0.5 }]);
  expect(metrics.rework).toMatchObject({ rate: { part: 0, of: 1 }, loops: 0 });
  expect(at(story, 100).parts).toMatchObject({ intakeMs: 10, workMs: 50, retryGapMs: 20 });
});
