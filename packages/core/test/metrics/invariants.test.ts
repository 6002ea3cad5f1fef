/** What holds for the numbers of any history (docs/metrics.md), over random lives with every kind of decision. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  distribution,
  flowMetrics,
  fold,
  lengthWithin,
  lifeOf,
  measure,
  measureVisit,
  readItem,
  seriesOf,
  timelineOf,
  type FlowMetrics,
  type ItemState,
  type Life,
  type StoredFile,
} from '../../src/index.ts';
import { ids } from '../forge.ts';
import { lookAt } from './oracle.ts';
import { begin, type Story } from './story.ts';
import { anyWalk, walkThrough, type Walk } from './walk.ts';

const day = 86_400_000;
/** The same histories every time; others with ORCHESTRATOR_METRICS_SEED. */
const runs = { numRuns: 40, seed: Number(process.env['ORCHESTRATOR_METRICS_SEED'] ?? '20261121') };
const lifeIn = (state: ItemState, until?: number): Life => {
  const life = lifeOf(state, until);
  if (life === undefined) throw new Error('not registered');
  return life;
};
const sum = (list: readonly number[]): number => list.reduce((total, value) => total + value, 0);
/** Some moments of a life: its own, and ones between them. */
const momentsOf = ({ moments }: Life): readonly number[] =>
  [...new Set(moments.flatMap((at) => [at, at + 1]))].slice(-12);

const skewed = anyWalk({ length: 40, skewed: true, without: ['correct'] });
const corrected = anyWalk({ length: 40 });

describe('one item', () => {
  test('its parts add up to its time, those of a visit to the visit; stalled ≤ impeded ≤ in progress', () => {
    fc.assert(
      fc.property(fc.oneof(skewed, corrected), (walk) => {
        const state = walkThrough(walk).state();
        for (const at of momentsOf(lifeIn(state))) {
          const life = lifeIn(state, at);
          const found = measure(life, at);
          const end = found.exit ?? at;
          expect(sum(Object.values(found.parts))).toBe(end - life.registered);
          for (const part of Object.values(found.parts)) expect(part).toBeGreaterThanOrEqual(0);
          expect(found.parts.stalledMs).toBeLessThanOrEqual(found.impededMs);
          expect(found.impededMs).toBeLessThanOrEqual(found.activeMs);
          for (const visit of life.visits) {
            const parts = Object.values(measureVisit(life, visit, end));
            expect(sum(parts)).toBe((visit.close ?? end) - visit.ready);
            for (const part of parts) expect(part).toBeGreaterThanOrEqual(0);
          }
        }
      }),
      runs,
    );
  });

  test('looked at moment by moment, it comes to the same', () => {
    fc.assert(
      fc.property(skewed, (walk) => {
        const state = walkThrough(walk).state();
        const migrated = state.migrations.length > 0;
        const whole = lifeIn(state);
        for (const at of momentsOf(whole).slice(-3)) {
          const life = lifeIn(state, at);
          const found = measure(life, at);
          const looked = lookAt(state, at);
          const { workMs, stalledMs, gateMs } = found.parts;
          expect({
            ...{ leadTimeMs: found.leadTimeMs, activeMs: found.activeMs, wip: found.wip },
            ...{ workMs, stalledMs, gateMs, impededMs: found.impededMs },
          }).toEqual({
            ...{ leadTimeMs: looked.leadTimeMs, activeMs: looked.activeMs, wip: looked.wip },
            ...{ workMs: looked.workMs, stalledMs: looked.stalledMs, gateMs: looked.gateMs },
            impededMs: looked.impededMs,
          });
          if (!migrated) expect(visitedIn(life, at)).toEqual(nonZero(looked.visitedMs));
        }
      }),
      runs,
    );
  });

  test('neither the order of the files nor a launch that nobody claimed changes it', () => {
    fc.assert(
      fc.property(corrected, fc.infiniteStream(fc.nat({ max: 1000 })), (walk, random) => {
        const story = walkThrough(walk);
        const life = lifeIn(story.state());
        const claimed = new Set(
          story.state().records.flatMap((it) => (it.kind === 'claim' ? it.record.causes : [])),
        );
        const facts = story
          .launch()
          .files.filter(({ path, id }) => !path.includes('/decisions/') || claimed.has(id));
        const shuffled = facts
          .map((file) => ({ file, place: Number(random.next().value) }))
          .sort((one, other) => one.place - other.place)
          .map(({ file }) => file);
        const found = lifeIn(stateOf(story, shuffled));
        expect({ ...found, moments: [] }).toEqual({ ...life, moments: [] });
        expect(lifeIn(story.state())).toMatchObject({
          episodes: life.episodes,
          visits: life.visits,
        });
      }),
      runs,
    );
  });

  test('what happens later changes nothing that was', () => {
    fc.assert(
      fc.property(fc.oneof(skewed, corrected), (walk) => {
        const story = walkThrough(walk);
        const state = story.state();
        for (const at of momentsOf(lifeIn(state)).slice(0, 4)) {
          const kept = new Set(timelineOf(state, at).events.map(({ stored }) => stored.id));
          const early = stateOf(
            story,
            story.files.filter(({ id }) => kept.has(id)),
          );
          expect(lifeIn(early)).toEqual(lifeIn(state, at));
        }
      }),
      runs,
    );
  });

  test('a migration to the same steps changes nothing but the version', () => {
    const plain = anyWalk({ length: 40, without: ['migrate', 'rollBack', 'correct'] });
    fc.assert(
      fc.property(plain, fc.nat({ max: 39 }), (walk, place) => {
        const same = { ...walk.written, version: '2.0.0' };
        const migrated = walkThrough(walk, 'item-1', (story, index, ms) => {
          if (index !== place || story.state().ended !== undefined) return;
          story.migrate(same, ms);
        });
        expect(unlabelled(migrated)).toEqual(unlabelled(walkThrough(walk)));
      }),
      runs,
    );
  });
});

const stateOf = (story: Story, files: readonly StoredFile[]): ItemState => {
  const read = readItem('item-1', files);
  if (read.registration === undefined) throw new Error('not registered');
  const plans = story.state().bindings.map(({ plan }) => plan);
  return fold({ ...read, registration: read.registration }, plans, ids);
};

const nonZero = (times: Readonly<Record<string, number>>): Readonly<Record<string, number>> =>
  Object.fromEntries(Object.entries(times).filter(([, ms]) => ms > 0));

function visitedIn(life: Life, at: number): Readonly<Record<string, number>> {
  const times: Record<string, number> = {};
  for (const { step, ready, close = at } of life.visits) {
    times[step] = (times[step] ?? 0) + close - ready;
  }
  return nonZero(times);
}

/** Without the versions, and the moments, to which the migration adds its own. */
const unlabelled = (story: Story): unknown => {
  const { workflow: _, latest: _latest, moments: _moments, ...life } = lifeIn(story.state());
  return JSON.parse(
    JSON.stringify(life, (name, value: unknown) =>
      name === 'workflow' || name === 'binding' ? undefined : value,
    ),
  );
};

describe('a portfolio', () => {
  const portfolios = fc.array(anyWalk({ length: 25, skewed: true, without: ['correct'] }), {
    minLength: 1,
    maxLength: 4,
  });
  const statesOf = (walks: readonly Walk[]): readonly ItemState[] =>
    walks.map((walk, place) => walkThrough(walk, `item-${place}`).state());

  test('mean WIP × time is the time in progress; the cumulative flow differs by the WIP, and never falls', () => {
    fc.assert(
      fc.property(portfolios, fc.constantFrom('day' as const, 'week' as const), (walks, size) => {
        const states = statesOf(walks);
        const lives = states.map((state) => lifeIn(state));
        const end = Math.max(...lives.map(({ latest }) => latest)) + 1;
        const { buckets } = seriesOf(lives, [begin - 2 * day, end], size);
        const measured = lives.map((life) => measure(life, end));
        for (const [place, bucket] of buckets.entries()) {
          const [from, to] = [Date.parse(bucket.from), Date.parse(bucket.to)];
          const active = sum(measured.map((it) => lengthWithin(it.active, [from, to])));
          expect(Math.round(bucket.meanWip * (to - from))).toBe(active);
          const then = states.flatMap((state) => lifeOf(state, to) ?? []);
          expect(bucket).toMatchObject({
            wip: then.filter((life) => measure(life, to).wip).length,
            registered: then.length,
          });
          expect(bucket.opened - bucket.closed).toBe(bucket.wip);
          const { opened = 0, closed = 0 } = buckets[place - 1] ?? {};
          expect([bucket.opened >= opened, bucket.closed >= closed]).toEqual([true, true]);
        }
        expect(sum(buckets.map(({ delivered }) => delivered))).toBe(
          measured.filter(({ outcome }) => outcome === 'delivered').length,
        );
      }),
      runs,
    );
  });

  test('the parts of a filter together are the whole', () => {
    fc.assert(
      fc.property(portfolios, (walks) => {
        const lives = statesOf(walks).map((state) => lifeIn(state));
        const asOf = Math.max(...lives.map(({ latest }) => latest)) + 1;
        const whole = flowMetrics(lives, { asOf });
        const parts = lives.map((life) => flowMetrics([life], { asOf }));
        for (const count of counts) expect(sum(parts.map(count))).toBe(count(whole));
        const leads = lives.flatMap((life) => measure(life, asOf).leadTimeMs ?? []);
        expect(whole.leadTimeMs).toEqual(distribution(leads));
        const ranked = [...leads].sort((one, other) => one - other);
        expect(whole.leadTimeMs.p50).toBe(
          ranked.find((_, place) => (place + 1) * 2 >= ranked.length),
        );
      }),
      runs,
    );
  });

  const counts: readonly ((metrics: FlowMetrics) => number)[] = [
    (it) => it.delivered,
    (it) => it.wip,
    (it) => it.restated,
    (it) => it.left.merged + it.left.closed,
    (it) => it.rework.loops,
    (it) => it.rework.rate.part,
    (it) => it.rework.effort.of,
    (it) => it.retries.part,
    (it) => it.retries.of,
    (it) => it.blockers.impededMs,
    (it) => it.blockers.stalledMs,
    (it) => it.blockers.resolutionMs.n,
    (it) => it.flowEfficiency.part,
    (it) => it.flowEfficiency.of,
    (it) => it.timeline.queueMs,
    (it) => it.baseline.integrations,
    (it) => sum(it.steps.map(({ visits }) => visits)),
    (it) => sum(it.steps.map(({ open }) => open)),
  ];
});

test('the walks are worth something: all of it happens often', () => {
  const seen: Record<string, number> = {};
  const note = (name: string, times: number): void => {
    seen[name] = (seen[name] ?? 0) + times;
  };
  for (const walk of fc.sample(fc.oneof(skewed, corrected), { numRuns: 100, seed: 7 })) {
    const life = lifeIn(walkThrough(walk).state());
    for (const { end, superseded } of life.visits)
      note(superseded ? 'superseded' : (end ?? 'open'), 1);
    for (const { outcome } of life.exits) note(outcome, 1);
    note('reopened', Math.max(0, life.episodes.length - 1));
    note('clamped', life.clamped.length);
    note('corrected', life.corrected);
    note('gone', sum(life.blockers.map(({ gone }) => gone.length)));
    note('migrated versions', life.workflow.version === '1.0.0' ? 0 : 1);
    note('joined', life.visits.filter(({ joinWaitMs = 0 }) => joinWaitMs > 0).length);
  }
  const names = 'completed superseded invalidated migrated open delivered merged reopened';
  for (const name of [...names.split(' '), 'clamped', 'corrected', 'gone', 'joined']) {
    expect([name, (seen[name] ?? 0) >= 3 ? 'often' : seen[name]]).toEqual([name, 'often']);
  }
});
