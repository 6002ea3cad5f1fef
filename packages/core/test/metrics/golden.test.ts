/**
 * The edge cases of the definitions (docs/metrics.md), each with its numbers written by hand. Times are milliseconds after
 * the registration.
 */
import { describe, expect, test } from '@jest/globals';
import {
  clocksOf,
  flowMetrics,
  itemFlow,
  measure,
  measureVisit,
  ownerOf,
  type FlowMetrics,
  type Life,
} from '../../src/index.ts';
import { begin, clock, line, newStory, type Story } from './story.ts';

const review = { key: 'check', kind: 'review', after: 'b', returnTo: 'a' };
const intake = { key: 'intake', kind: 'handoff' };

const at = (story: Story, ms: number) => measure(story.life(ms), begin + ms);
/** The metrics of these items at a moment. */
const flowAt = (ms: number, ...stories: readonly Story[]): FlowMetrics =>
  flowMetrics(
    stories.map((story) => story.life(ms)),
    { asOf: begin + ms },
  );
/** Visits as `[step, k, ready, close, end]`. */
const visits = ({ visits: list }: Life) =>
  list.map(({ step, k, ready, close, end, superseded }) => [
    ...[step, k, ready - begin, close === undefined ? '…' : close - begin],
    superseded ? 'superseded' : (end ?? 'open'),
  ]);
const step = (metrics: FlowMetrics, key: string) => metrics.steps.find((it) => it.step === key);

const plain = () =>
  newStory({ steps: line('a', 'b') })
    .does('a', 10, 30)
    .does('b', 40, 70);

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

describe('migration', () => {
  const v2 = { version: '2.0.0', steps: line('a', 'build', 'extra') };
  const v1 = { steps: line('a', 'b', 'old') };

  test('clocks go on; a visit of a step that goes on keeps its beginning and number', () => {
    const story = newStory(v1).does('a', 10, 20).claim('b', 30);
    story.migrate(v2, 40, { b: 'build', old: null }).end('b', 50).does('extra', 60, 70);
    expect(visits(story.life())).toEqual([
      ['a', 1, 0, 20, 'completed'],
      ['b', 1, 20, 50, 'completed'],
      ['extra', 1, 50, 70, 'completed'],
    ]);
    expect(at(story, 100)).toMatchObject({ leadTimeMs: 70, cycleTimeMs: 60 });
    expect(story.life()).toMatchObject({ workflow: { version: '2.0.0' } });
    expect(story.life().visits.map(({ workflow }) => workflow)).toEqual([
      ...['wf@1.0.0', 'wf@1.0.0', 'wf@2.0.0'],
    ]);
    expect(story.life(35)).toMatchObject({ workflow: { version: '1.0.0' } });
  });

  test('a visit of a dropped step is over: no sample, and its time stays with the item', () => {
    const story = newStory({ steps: line('a', 'b') })
      .does('a', 10, 20)
      .claim('b', 30);
    story.migrate({ version: '2.0.0', steps: line('a', 'c') }, 40, { b: null });
    expect(visits(story.life())).toEqual([
      ['a', 1, 0, 20, 'completed'],
      ['b', 1, 20, 40, 'migrated'],
      ['c', 1, 40, '…', 'open'],
    ]);
    // b's attempt goes on until 60; c is done at 90.
    story.end('b', 60).does('c', 80, 90);
    const metrics = flowAt(100, story);
    expect(step(metrics, 'b')).toMatchObject({ cycleTimeMs: { n: 0 }, migrated: 1, lostMs: 20 });
    expect(metrics.cycleTimeMs).toMatchObject({ n: 1, p50: 80 });
  });

  test('a rollback is another migration; what was done before both counts again', () => {
    const story = newStory({ steps: line('a', 'b') })
      .does('a', 10, 20)
      .does('b', 30, 40);
    // Done at 40; the new version has one step more: reopened at 50; back at 60: done again.
    story.migrate({ version: '2.0.0', steps: line('a', 'b', 'c') }, 50).rollBack(60);
    expect(story.life().episodes).toEqual([
      { from: begin + 10, to: begin + 40 },
      { from: begin + 50, to: begin + 60 },
    ]);
    expect(visits(story.life())).toEqual([
      ['a', 1, 0, 20, 'completed'],
      ['b', 1, 20, 40, 'completed'],
      ['c', 1, 50, 60, 'migrated'],
    ]);
    expect(at(story, 100)).toMatchObject({ leadTimeMs: 60, cycleTimeMs: 40 });
  });

  test('a step that nobody visited has neither a visit nor a sample', () => {
    const story = newStory(v1).does('a', 10, 20);
    story
      .migrate({ version: '2.0.0', steps: line('a', 'old') }, 25, { b: null })
      .does('old', 30, 40);
    expect(step(flowAt(50, story), 'b')).toMatchObject({ visits: 0, migrated: 1 });
    expect(step(flowAt(22, newStory(v1).does('a', 10, 20)), 'old')).toBeUndefined();
  });
});

test('a delivered item that nobody claimed a step of has a lead time and no cycle time', () => {
  const { started, episodes, attempts, ...life } = plain().life();
  expect([started, episodes.length, attempts.length]).toEqual([begin + 10, 1, 2]);
  const metrics = flowMetrics([{ ...life, episodes: [], attempts: [] }], { asOf: begin + 100 });
  expect(metrics).toMatchObject({ delivered: 1, leadTimeMs: { n: 1 }, cycleTimeMs: { n: 0 } });
  expect(metrics.neverClaimed).toBe(1);
});

describe('ownership', () => {
  const story = () => plain().transfer('bob', 90);
  test('who answered when it left, not who answers now; else who answers at the moment', () => {
    expect(ownerOf(story().life())).toBe('olga');
    const open = newStory({ steps: line('a') })
      .claim('a', 10)
      .transfer('bob', 50);
    expect([ownerOf(open.life()), ownerOf(open.life(40))]).toEqual(['bob', 'olga']);
    // Slices add up to the item: 50 + 30.
    expect(itemFlow(open.life(), begin + 80).owners).toEqual([
      { owner: 'olga', ms: 50 },
      { owner: 'bob', ms: 30 },
    ]);
    expect(itemFlow(story().life(), begin + 200).owners).toEqual([{ owner: 'olga', ms: 70 }]);
  });
});

test('an item with a damaged history is in no number', () => {
  const story = plain();
  const claim = story.files.findIndex(({ path }) => path.includes('/claims/item-1/b.1'));
  story.files.splice(claim, 1);
  expect(story.life().incomplete).toBe(true);
  expect(flowAt(100, story)).toMatchObject({ delivered: 0, wip: 0, leadTimeMs: { n: 0 } });
});

describe('blockers', () => {
  test('overlapping ones are counted once; those before the start are not counted', () => {
    // Blocked 5–25 and 20–45; in progress from 10: impeded 35. a runs 10–30, though blocked: stalled 35.
    const story = newStory({ steps: line('a', 'b') })
      .claim('a', 10)
      .block('one', 15)
      .block('two', 20);
    story.unblock('one', 25).end('a', 30).unblock('two', 45).does('b', 60, 70);
    // 15–45 = 30 impeded and, as both concern the whole item, stalled.
    expect(at(story, 100)).toMatchObject({ impededMs: 30, parts: { stalledMs: 30, workMs: 15 } });
    const metrics = flowAt(100, story);
    expect(metrics.blockers).toMatchObject({
      impededMs: 30,
      stalledMs: 30,
      // 10 and 25.
      resolutionMs: { n: 2, p50: 10, p85: 25 },
      byClass: [{ name: 'environment', declared: 2, open: 0 }],
      byOwner: [{ name: 'dana', declared: 2 }],
    });
    const early = newStory({ steps: line('a') })
      .block('one', 1)
      .unblock('one', 6)
      .does('a', 10, 20);
    expect(at(early, 100)).toMatchObject({ impededMs: 0, parts: { stalledMs: 0, intakeMs: 10 } });
  });

  test('a blocker of one branch stalls nothing while another one runs', () => {
    const steps = ['a', 'b'].map((key) => ({ key, order: 1, parallelizable: true }));
    const story = newStory({ steps }).claim('a', 10).claim('b', 10).block('one', 20, 'a');
    story.end('b', 50).unblock('one', 80).end('a', 90);
    // Impeded 20–80; b runs until 50; then only the blocked a: stalled 50–80.
    expect(at(story, 100)).toMatchObject({
      ...{ impededMs: 60, parts: { workMs: 50, stalledMs: 30 } },
    });
    const life = story.life();
    const [a, b] = life.visits.map((visit) => measureVisit(life, visit, begin + 100));
    // a: 10 queue, 10 work, 60 blocked, 10 work; b is not concerned.
    expect(a).toMatchObject({ queueMs: 10, workMs: 20, blockedMs: 60 });
    expect(b).toMatchObject({ queueMs: 10, workMs: 40, blockedMs: 0 });
  });

  test('open at the exit: clipped there, and said', () => {
    const story = plain().block('late', 60, 'b');
    // Done at 70, though blocked from 60 on.
    expect(at(story, 500)).toMatchObject({ impededMs: 10, openAtExit: ['late'] });
    expect(flowAt(500, story).blockers).toMatchObject({ openAtExit: ['item-1'], open: [] });
  });

  test('open ones by their age', () => {
    const story = newStory({ steps: line('a') })
      .claim('a', 10)
      .block('one', 20)
      .block('two', 40);
    expect(flowAt(100, story).blockers.open).toEqual([
      { item: 'item-1', id: 'one', classification: 'environment', owner: 'dana', ageMs: 80 },
      { item: 'item-1', id: 'two', classification: 'environment', owner: 'dana', ageMs: 60 },
    ]);
  });
});

describe('clocks that are wrong', () => {
  test('what builds on a record is never before it; each clamp is counted, other branches stay', () => {
    const steps = ['a', 'b'].map((key) => ({ key, order: 1, parallelizable: true }));
    // a ends 40 before it was claimed, by its own clock; b is not concerned.
    const story = newStory({ steps }).claim('a', 50).end('a', 10).claim('b', 20).end('b', 30);
    expect(story.life()).toMatchObject({
      clamped: [{ path: expect.stringMatching(/handoff.*-a-/) as unknown, byMs: 40 }],
      visits: [
        { step: 'a', close: begin + 50 },
        { step: 'b', close: begin + 30 },
      ],
    });
    expect(at(story, 100)).toMatchObject({ leadTimeMs: 50, cycleTimeMs: 30, effortMs: 10 });
  });
});

describe('corrections', () => {
  test('replace the value before anything is computed, from the moment that they are made', () => {
    const story = plain();
    const said = story.files.find(({ path }) => path.includes('handoff') && path.includes('-b-'));
    story.correct(said?.path ?? '', { timestamp: clock(65) }, 500);
    expect(at(story, 400)).toMatchObject({ leadTimeMs: 70 });
    expect(at(story, 500)).toMatchObject({ leadTimeMs: 65, cycleTimeMs: 55 });
    expect([story.life(400).corrected, story.life().corrected]).toEqual([0, 1]);
  });

  test('a later step is ready when the corrected one was done', () => {
    const story = newStory({ steps: line('a', 'b') })
      .does('a', 10, 30)
      .does('b', 40, 70);
    const said = story.files.find(({ path }) => path.includes('handoff') && path.includes('-a-'));
    story.correct(said?.path ?? '', { timestamp: clock(25) }, 500);
    expect(visits(story.life())[1]).toEqual(['b', 1, 25, 70, 'completed']);
    expect(step(flowAt(600, story), 'b')).toMatchObject({ parts: { queueMs: 15, workMs: 30 } });
  });
});
