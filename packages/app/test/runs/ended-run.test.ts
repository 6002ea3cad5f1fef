/** A run that somebody has ended: what it takes with it, and that nothing happens in it any more. */
import { describe, expect, test } from '@jest/globals';
import { block, decideAtGate, integrate, requeue, revert, type Deps } from '@orchestrator/app';
import type { Refused, RunEnd } from '@orchestrator/core';
import { granted, refused } from '../world.ts';
import { contractOf, startedRun, threeGates } from './run-world.ts';

const withApproval = {
  ...threeGates,
  gates: [{ key: 'seen', after: 'intake', returnTo: 'intake' }],
};

const approval = {
  ...{ decision: 'approve' as const, gate: 'seen', actor: 'rita', reason: '' },
  followUps: [],
};

async function endedRun(status: RunEnd) {
  const run = await startedRun('manual', withApproval);
  await granted(run.start(run.label, 'G1'));
  await granted(run.finish(run.label, 'G1'));
  if (status === 'PASSED') await granted(decideAtGate(run.deps, { ...approval, item: run.item }));
  await granted(run.end(run.label, status));
  return run;
}

const runFile = (label: string): string => `orchestration/runs/${label}/record/RUN.json`;

describe('what is still open when a run is ended', () => {
  test.each(['FAILED', 'CANCELED'] as const)('is given up with it: %s', async (status) => {
    const run = await startedRun();
    const { label, item, memory } = run;
    for (const gate of ['G1', 'G3']) await granted(run.start(label, gate, `agent-of-${gate}`));
    await granted(run.end(label, status));
    const record: unknown = JSON.parse(memory.files.get(runFile(label)) ?? '');
    expect(record).toMatchObject({
      status,
      gates: ['FAIL', 'PENDING', 'FAIL'].map((it) => ({ status: it })),
    });
    expect(await run.stale(item)).toEqual([]);
    expect(await run.violationsOf()).toEqual([]);
    // Whoever comes back late is told; nothing is recorded.
    const before = new Map(memory.files);
    expect(await granted(run.finish(label, 'G1'))).toMatchObject({ repeated: true, passed: false });
    expect(memory.files).toEqual(before);
  });

  test('keeps it from being called passed', async () => {
    const run = await startedRun();
    await granted(run.start(run.label, 'G1'));
    const before = new Map(run.memory.files);
    for (const status of [undefined, 'PASSED'] as const)
      expect(await refused(run.end(run.label, status))).toMatchObject({
        ...{ code: 'gates-not-passed', exit: 4 },
        hint: expect.stringContaining(`gate finish --run ${run.label} --gate G1`),
      });
    expect(run.memory.files).toEqual(before);
  });
});

describe('nothing happens any more', () => {
  const why = { actor: 'rita', reason: 'why not' };
  type Command = (deps: Deps, item: string) => Promise<{ readonly ok: true } | Refused>;

  test.each(['PASSED', 'FAILED', 'CANCELED'] as const)('no gate starts: %s', async (status) => {
    const run = await endedRun(status);
    const before = new Map(run.memory.files);
    const expected = {
      ...{ code: 'item-ended', exit: 4 },
      message: expect.stringContaining(`${run.label} was ended by olga as ${status}`),
      hint: expect.stringContaining('orchestrator run start --workflow wf --slug robot'),
    };
    expect(await refused(run.start(run.label, 'G2'))).toMatchObject(expected);
    expect(await refused(run.claimIn(run.item, 'research'))).toMatchObject(expected);
    expect(
      await refused(run.end(run.label, status === 'FAILED' ? 'PASSED' : 'FAILED')),
    ).toMatchObject(expected);
    expect(run.memory.files).toEqual(before);
  });

  test('not even one that was launched before the end', async () => {
    const run = await startedRun('manual', withApproval);
    await granted(run.scheduleItem(run.item));
    await granted(run.end(run.label, 'CANCELED'));
    const expected = { code: 'item-ended', exit: 4 };
    expect(await refused(run.start(run.label, 'G2'))).toMatchObject(expected);
    expect(await refused(run.claimIn(run.item, 'research'))).toMatchObject(expected);
    expect((await granted(run.claimAll(run.item))).claimed).toEqual([]);
  });

  test.each<[string, Command]>([
    ['a retry', (deps, item) => requeue(deps, { item, step: 'intake', ...why })],
    [
      'an approval',
      (deps, item) =>
        decideAtGate(deps, { item, decision: 'approve', gate: 'seen', followUps: [], ...why }),
    ],
    [
      'a rejection',
      (deps, item) =>
        decideAtGate(deps, { item, decision: 'reject', gate: 'seen', followUps: [], ...why }),
    ],
    ['a blocker', (deps, item) => block(deps, { item, classification: 'other', ...why })],
    ['a baseline', (deps, item) => integrate(deps, { item, actor: 'rita' })],
    ['a revert', (deps, item) => revert(deps, { item, step: 'intake', ...why })],
  ])('%s is refused', async (_, command) => {
    const run = await endedRun('CANCELED');
    const before = new Map(run.memory.files);
    expect(await refused(command(run.deps, run.item))).toMatchObject({
      code: 'item-ended',
      exit: 4,
    });
    expect(run.memory.files).toEqual(before);
  });

  test('a migration is refused, though the contracts have changed', async () => {
    const run = await endedRun('FAILED');
    run.texts.set('G2', contractOf('G2', { name: 'Other' }));
    expect(await refused(run.migrateTo(run.item, '1.0.0'))).toMatchObject({ code: 'item-ended' });
  });

  test('to schedule it launches nothing', async () => {
    const run = await endedRun('PASSED');
    expect((await granted(run.scheduleItem(run.item))).launched).toEqual([]);
    expect(await run.stale(run.item)).toEqual([]);
  });

  test('that an agent was called is still noted', async () => {
    const run = await endedRun('PASSED');
    await granted(run.invoke(run.label, 'G1'));
    await granted(run.invoke(run.label, 'G3', 'FAIL'));
    expect(JSON.parse(run.memory.files.get(runFile(run.label)) ?? '')).toMatchObject({
      status: 'PASSED',
      invocations: [
        { gate: 'G1', attempt: 1, status: 'SUCCESS' },
        { gate: 'G3', attempt: null, status: 'FAIL' },
      ],
    });
    expect(await run.violationsOf()).toEqual([]);
  });
});
