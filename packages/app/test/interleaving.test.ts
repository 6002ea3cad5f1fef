/** Two executors at once: every interleaving of their reads and appends, with replies that are lost or late. */
import { describe, expect, test } from '@jest/globals';
import fc, { type Scheduler } from 'fast-check';
import type { Refused, Store } from '@orchestrator/core';
import { createMemoryStore, type MemoryStore } from '@orchestrator/stores';
import { createWorld, does, given, granted, type World } from './world.ts';

/** What becomes of an append: as it should be; stored and the reply lost; lost; stored later, whatever comes first. */
type Fate = 'well' | 'reply-lost' | 'lost' | 'late';
const anyFates = fc.array(fc.constantFrom<Fate>('well', 'well', 'reply-lost', 'lost', 'late'), {
  maxLength: 6,
});

/** A store whose reads and appends happen when the scheduler says so. */
const interleaved =
  (scheduler: Scheduler, fates: Iterator<Fate>) =>
  (memory: MemoryStore): Store => {
    const turn = (label: string) => scheduler.schedule(Promise.resolve(), label);
    return {
      ...memory,
      read: async (id) => {
        await turn('read');
        const snapshot = await memory.read(id);
        await turn('read arrives');
        return snapshot;
      },
      append: async (id, append, version) => {
        await turn('append');
        const next = fates.next();
        const fate = next.done === true ? 'well' : next.value;
        if (fate === 'lost') return 'unknown';
        if (fate === 'late') {
          void turn('a late append').then(() => memory.append(id, append, version));
          return 'unknown';
        }
        const result = await memory.append(id, append, version);
        await turn('reply');
        return fate === 'reply-lost' ? 'unknown' : result;
      },
    };
  };

const flow = {
  steps: [
    { key: 'a', order: 1 },
    { key: 'b', order: 2, parallelizable: true },
    { key: 'c', order: 2, parallelizable: true },
    { key: 'd', order: 3 },
  ],
  gates: [{ key: 'go', after: 'a' }],
};

/** Two machines on one memory that was prepared before. */
async function two(
  scheduler: Scheduler,
  fates: readonly Fate[],
  prepare: (world: World) => Promise<void>,
) {
  const memory = createMemoryStore();
  const world = await given(flow, { memory });
  await prepare(world);
  const reach = interleaved(scheduler, fates.values());
  const machine = (name: string, startAt: number) =>
    createWorld(flow, { memory, reach, machine: name, startAt });
  const later = Date.parse('2026-01-20T00:00:00.000Z');
  return { world, one: machine('one', later), other: machine('other', later + 500) };
}

type Result = { readonly ok: true } | Refused;

const run = (numRuns: number, body: (s: Scheduler, fates: readonly Fate[]) => Promise<void>) =>
  fc.assert(fc.asyncProperty(fc.scheduler(), anyFates, body), { numRuns });

describe('two at once', () => {
  test('a step that both claim has one owner, who is told so; the other learns whose it is', async () => {
    await run(400, async (scheduler, fates) => {
      const { world, one, other } = await two(scheduler, fates, () => Promise.resolve());
      const results = await scheduler.waitFor(
        Promise.all([
          one.claim('a', { executor: 'e1' }),
          other.claim('a', { executor: 'e2' }),
          one.schedule(),
        ]),
      );
      await scheduler.waitIdle();
      const claims = await world.recordsOf('claim');
      expect(claims).toHaveLength(1);
      for (const [index, executor] of ['e1', 'e2'].entries()) {
        const result = results[index] as Result;
        if (claims[0]?.executor.id === executor) expect(result.ok).toBe(true);
        else {
          expect(result).toMatchObject({
            refusal: { code: 'already-claimed', holder: claims[0]?.executor.id },
          });
        }
      }
      expect(await world.violations()).toEqual([]);
    });
  });

  test('the same executor name on two machines is two executors', async () => {
    await run(200, async (scheduler, fates) => {
      const { world, one, other } = await two(scheduler, fates, () => Promise.resolve());
      const results = await scheduler.waitFor(Promise.all([one.claim('a'), other.claim('a')]));
      await scheduler.waitIdle();
      const [claim] = await world.recordsOf('claim');
      expect(results.map(({ ok }) => ok)).toEqual(
        ['one-1', 'other-1'].map((nonce) => claim?.executor.nonce === nonce),
      );
    });
  });

  test('an executor with two hands never holds two attempts', async () => {
    await run(200, async (scheduler, fates) => {
      const { world, one, other } = await two(scheduler, fates, async (it) => {
        await does(it, ['a']);
        await granted(it.approve('go', 'rita'));
      });
      await scheduler.waitFor(Promise.all([one.claim('b'), other.claim('c')]));
      await scheduler.waitIdle();
      expect((await world.viewNow()).runningSteps).toHaveLength(1);
    });
  });

  test('work and work: whole steps by two executors, nothing done twice', async () => {
    await run(100, async (scheduler, fates) => {
      const { world, one, other } = await two(scheduler, fates, async (it) => {
        await does(it, ['a']);
        await granted(it.approve('go', 'rita'));
      });
      const works = async (it: World, executor: string) => {
        const done: string[] = [];
        for (let round = 0; round < 8; round += 1) {
          for (const step of ['b', 'c', 'd']) {
            if (!(await it.claim(step, { executor })).ok) continue;
            expect((await it.complete(step, { executor })).ok).toBe(true);
            done.push(step);
          }
        }
        return done;
      };
      const done = await scheduler.waitFor(Promise.all([works(one, 'e1'), works(other, 'e2')]));
      await scheduler.waitIdle();
      expect(done.flat().sort()).toEqual(['b', 'c', 'd']);
      expect((await world.viewNow()).done).toBe(true);
      expect(await world.violations()).toEqual([]);
    });
  });

  test('a claim and the rejection that voids it: the claim comes first and is cited, or is refused', async () => {
    await run(300, async (scheduler, fates) => {
      const { world, one, other } = await two(scheduler, fates, async (it) => {
        await does(it, ['a']);
        await granted(it.approve('go', 'rita'));
        await granted(it.schedule());
      });
      const results = await scheduler.waitFor(
        Promise.all([one.claim('b', { executor: 'e1' }), other.reject('go', 'rita')]),
      );
      await scheduler.waitIdle();
      const claims = (await world.records()).filter(
        ({ kind, path }) => kind === 'claim' && path.endsWith('/b.1.json'),
      );
      const [rework] = await world.recordsOf('rework');
      expect(results[1].ok).toBe(true);
      expect(results[0].ok).toBe(claims.length === 1);
      for (const { id } of claims) expect(rework?.causes).toContain(id);
      expect(await world.violations()).toEqual([]);
    });
  });

  test('a completion and an abandonment: one end, and both know which', async () => {
    await run(200, async (scheduler, fates) => {
      const { world, one, other } = await two(scheduler, fates, () => Promise.resolve());
      await scheduler.waitFor(one.claim('a'));
      const results = await scheduler.waitFor(
        Promise.all([
          one.complete('a'),
          other.complete('a', { actor: 'olga', status: 'abandoned' }),
        ]),
      );
      await scheduler.waitIdle();
      const handoffs = await world.recordsOf('handoff');
      expect(handoffs).toHaveLength(1);
      const completed = handoffs[0]?.status === 'completed';
      expect(results.map(({ ok }) => ok)).toEqual([completed, !completed]);
    });
  });

  test('two who requeue, two who reject, two who integrate: one record, the other is told', async () => {
    await run(200, async (scheduler, fates) => {
      const { world, one, other } = await two(scheduler, fates, (it) => does(it, ['a']));
      const state = (await world.viewNow()).gates[0]?.digest ?? '';
      const results = await scheduler.waitFor(
        Promise.all([
          one.reject('go', 'rita', { shown: state }),
          other.reject('go', 'sam', { shown: state }),
        ]),
      );
      await scheduler.waitIdle();
      const reworks = await world.recordsOf('rework');
      expect(reworks).toHaveLength(1);
      expect(results.map(({ ok }) => ok)).toEqual(
        ['rita', 'sam'].map((actor) => reworks[0]?.actor === actor),
      );
    });
  });

  test('a rejection and an integration: work beyond the line is never void', async () => {
    await run(200, async (scheduler, fates) => {
      const { world, one, other } = await two(scheduler, fates, (it) => does(it, ['a']));
      const results = await scheduler.waitFor(
        Promise.all([one.reject('go', 'rita'), other.integrate()]),
      );
      await scheduler.waitIdle();
      expect(results.filter(({ ok }) => ok)).toHaveLength(1);
      const state = await world.stateNow();
      const voided = state.steps.flatMap(({ attempts }) =>
        attempts.flatMap((it) => (it.void ? [`${it.step}.${it.k}`] : [])),
      );
      expect(voided.filter((name) => state.integrated.has(name))).toEqual([]);
    });
  });

  test('two approvals of a quorum: two votes of two people, in any order', async () => {
    await run(150, async (scheduler, fates) => {
      const memory = createMemoryStore();
      const quorum = { ...flow, gates: [{ key: 'go', after: 'a', approvals: 2 }] };
      const world = await given(quorum, { memory });
      await does(world, ['a']);
      const reach = interleaved(scheduler, fates.values());
      const machine = (name: string) => createWorld(quorum, { memory, reach, machine: name });
      const people = ['rita', 'sam', 'tom'];
      const results = await scheduler.waitFor(
        Promise.all(people.map((person) => machine(person).approve('go', person))),
      );
      await scheduler.waitIdle();
      expect(results.filter(({ ok }) => ok)).toHaveLength(2);
      expect((await world.viewNow()).gates[0]?.approvedBy).toHaveLength(2);
      expect(await world.violations()).toEqual([]);
    });
  });
});
