/** Versions, owners, corrections, wrong clocks and damages: the edge cases of docs/metrics.md, with numbers written by hand. Times are milliseconds after the registration. */
import { describe, expect, test } from '@jest/globals';
import { flowMetrics, itemFlow, ownerOf } from '../../src/index.ts';
import { at, flowAt, visits, step, plain } from './reading.ts';
import { begin, clock, line, newStory } from './story.ts';

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

  test('a gate in front of a step whose visit came along is waited for all the same', () => {
    // In v2 b waits for nothing, so it is visited from 10 on; back in v1 it stands behind a and a gate.
    const behind = { steps: line('a', 'b'), gates: [{ key: 'go', before: 'b' }] };
    const free = [
      { key: 'a', order: 1, dependsOn: [] },
      { key: 'b', order: 2, dependsOn: [], parallelizable: true },
    ];
    const story = newStory(behind);
    story.migrate({ version: '2.0.0', steps: free }, 10).rollBack(20).does('a', 30, 40);
    expect(story.life().waits).toMatchObject([{ gate: 'go', from: begin + 40 }]);
    expect(at(story, 70).parts).toMatchObject({ workMs: 10, gateMs: 30 });
  });

  test('a blocker of a step that was dropped blocks nothing, until the step comes back', () => {
    const story = newStory({ steps: line('a', 'b') })
      .claim('a', 10)
      .block('one', 20, 'b');
    story.migrate({ version: '2.0.0', steps: line('a', 'c') }, 30, { b: null }).rollBack(70);
    // 20–30 and 70–90.
    expect(at(story, 90)).toMatchObject({ impededMs: 30 });
    expect(at(story, 60)).toMatchObject({ impededMs: 10 });
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

  test('of a cause and of what builds on it: the launch in between keeps nobody back', () => {
    const story = newStory({ steps: line('a', 'b') })
      .does('a', 10, 30)
      .does('b', 40, 70);
    story.correct('-item-1-a-', { timestamp: clock(25) }, 500);
    story.correct('claims/item-1/b.1', { at: clock(27) }, 500);
    expect(story.life().attempts[1]).toMatchObject({ step: 'b', from: begin + 27, to: begin + 70 });
    expect(story.life().clamped).toEqual([]);
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
