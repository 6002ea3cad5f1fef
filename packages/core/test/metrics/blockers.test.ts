/** Blockers: the edge cases of docs/metrics.md, with numbers written by hand. Times are milliseconds after the registration. */
import { describe, expect, test } from '@jest/globals';
import { measureVisit } from '../../src/index.ts';
import { at, flowAt, plain } from './reading.ts';
import { begin, line, newStory } from './story.ts';

describe('blockers', () => {
  test('overlapping ones are counted once; those before the start are not counted', () => {
    // Blocked 15–25 and 20–45, the whole item: 30, in which a, that runs 10–30, counts as stalled.
    const story = newStory({ steps: line('a', 'b') })
      .claim('a', 10)
      .block('one', 15)
      .block('two', 20);
    story.unblock('one', 25).end('a', 30).unblock('two', 45).does('b', 60, 70);
    // Work 10–15 and 60–70.
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
