/** Who works on a gate: one agent at a time, under whatever name people call it. */
import { describe, expect, test } from '@jest/globals';
import { executorIdSchema, personPattern } from '@orchestrator/core';
import { granted, refused } from '../world.ts';
import { runWorld, startedRun } from './run-world.ts';

describe('two agents at one gate', () => {
  test('the second one is refused, told who has it and the way out in the runner’s words', async () => {
    const { start, label, item, violationsOf } = await startedRun();
    await granted(start(label, 'G2', 'alice'));
    const refusal = await refused(start(label, 'G2', 'bob'));
    expect(refusal).toMatchObject({ code: 'already-claimed', exit: 3 });
    expect(refusal.message).toContain('alice');
    expect(refusal.message).not.toContain(item);
    expect(refusal.hint).toContain('orchestrator abandon');
    expect(await violationsOf()).toEqual([]);
  });

  test.each([
    ['a character that an id may not hold', 'a@example.org', 'a[example.org'],
    ['another such character', 'agent@1', 'agent-1'],
    ['what lies beyond the length of an id', `${'q'.repeat(62)}1`, `${'q'.repeat(62)}2`],
    ['half of a long name', `${'q'.repeat(50)}1`, `${'q'.repeat(50)}2222`],
  ])('names that differ by %s are two agents', async (_, one, other) => {
    const { start, label } = await startedRun();
    await granted(start(label, 'G1', one));
    expect(await refused(start(label, 'G1', other))).toMatchObject({
      ...{ code: 'already-claimed', exit: 3 },
    });
  });

  test('the same agent again has it already; so it has when it is spelled with capitals', async () => {
    const { start, label, memory } = await startedRun();
    const first = await granted(start(label, 'G2', 'Research-Orchestrator'));
    expect(first).toMatchObject({
      repeated: false,
      attempt: { attempt: 1, agent: 'Research-Orchestrator' },
    });
    const before = new Map(memory.files);
    expect(await granted(start(label, 'G2', 'Research-Orchestrator'))).toMatchObject({
      repeated: true,
    });
    expect(await granted(start(label, 'G2', 'research-orchestrator'))).toMatchObject({
      repeated: true,
      attempt: { agent: 'Research-Orchestrator' },
    });
    expect(memory.files).toEqual(before);
  });

  test('from another clone the same agent does not have it: its nonce is not there', async () => {
    const here = await startedRun();
    const there = runWorld(undefined, { memory: here.memory, machine: 'other' });
    await granted(here.start(here.label, 'G1'));
    expect(await refused(there.start(here.label, 'G1'))).toMatchObject({
      exit: 3,
      code: 'already-claimed',
    });
    expect(await refused(there.finish(here.label, 'G1'))).toMatchObject({
      exit: 3,
      code: 'not-owner',
    });
    expect(await refused(there.fail(here.label, 'G1'))).toMatchObject({
      exit: 3,
      code: 'not-owner',
    });
    await granted(here.finish(here.label, 'G1'));
  });
});

describe('one agent', () => {
  test('may work on several gates of a run at once', async () => {
    const { start, finish, label, violationsOf } = await startedRun();
    for (const gate of ['G1', 'G2', 'G3']) await granted(start(label, gate, 'bob'));
    for (const gate of ['G3', 'G1', 'G2'])
      expect((await granted(finish(label, gate))).attempt).toMatchObject({
        agent: 'bob',
        status: 'PASS',
      });
    expect(await violationsOf()).toEqual([]);
  });

  test('may work on several runs at once', async () => {
    const world = runWorld();
    const runs = [await granted(world.startRun()), await granted(world.startRun('pipeline'))];
    for (const { label } of runs) await granted(world.start(label, 'G1', 'bob'));
    for (const { label } of runs) await granted(world.finish(label, 'G1'));
    expect(await world.violationsOf()).toEqual([]);
  });
});

describe('names of agents', () => {
  test.each([
    'Bob',
    'ADA.Lovelace_2@example.org',
    'dependabot[bot]',
    '7',
    'a'.repeat(63),
    `A${'@'.repeat(62)}`,
    `x${']'.repeat(40)}`,
  ])('%s is kept as it is', async (agent) => {
    expect(agent).toMatch(personPattern);
    const { start, finish, label, item, stateOf, violationsOf } = await startedRun();
    for (const gate of ['G1', 'G2', 'G3']) {
      expect((await granted(start(label, gate, agent))).attempt.agent).toBe(agent);
      await granted(finish(label, gate));
    }
    for (const { attempts } of (await stateOf(item)).steps) {
      const executor = attempts[0]?.claim?.record.executor;
      expect(executorIdSchema.safeParse(executor?.id).success).toBe(true);
    }
    expect(await violationsOf()).toEqual([]);
  });

  test.each([1, 40, 61, 62, 63])('beside a step key of %d characters', async (length) => {
    const key = 'k'.repeat(length);
    const { start, finish, label, violationsOf } = await startedRun(
      'manual',
      { steps: [{ key, order: 1, contract: 'G1' }] },
      { slug: 'a' },
    );
    for (const agent of ['bob', 'B'.repeat(63)]) {
      await granted(start(label, 'G1', agent));
      expect(await violationsOf()).toEqual([]);
      await granted(finish(label, 'G1'));
      if (agent === 'bob') break;
    }
    expect(await violationsOf()).toEqual([]);
  });
});
