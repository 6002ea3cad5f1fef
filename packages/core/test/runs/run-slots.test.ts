/** The slots of records of runs: what makes each of them unique, and that a path tells the kind of what lies there. */
import { describe, expect, test } from '@jest/globals';
import {
  claimSlot,
  finishSlot,
  handoffSlot,
  invocationSlot,
  itemOfPath,
  kindOfPath,
  launchSlot,
  migrationSlot,
  readItem,
  recordText,
  registrationSlot,
  requeueSlot,
  type AnyStored,
  type JsonValue,
} from '../../src/index.ts';
import { slotOf } from '../../src/bytes/slot-of.ts';
import { evidenceOf, granted, ids, item, label, startedRun } from './run-kit.ts';

const record = `orchestration/runs/${label}/record`;

describe('slots', () => {
  test.each([
    ['registration', registrationSlot(item)],
    ['launch', launchSlot(item, 'g1', 1)],
    ['claim', claimSlot(item, 'g1', 2)],
    ['handoff', handoffSlot(item, 'g1', 'g1-bob', '2026-01-19T14:31:12.000Z')],
    ['requeue', requeueSlot(item, 'g1', 2)],
    ['migration', migrationSlot(item, 1)],
    ['invocation', invocationSlot(item, 'inv_1705673460000_abc1')],
    ['finish', finishSlot(item)],
  ])('a %s', (kind, path) => {
    expect(path.startsWith(`${record}/`)).toBe(true);
    expect([kindOfPath(path), itemOfPath(path)]).toEqual([kind, item]);
  });

  test.each([
    `${record}/RUN.json`,
    `${record}/gates/G1/attempt-1.json`,
    `${record}/journal/${item}/end.1.json`,
    `${record}/journal/${item}/finish`,
    `${record}/logs/${item}/claim.json`,
    `orchestration/runs/${label}/claims/${item}/g1.1.json`,
    `orchestration/runs/${item}/record/claims/${item}/g1.1.json`,
  ])('no record: %s', (path) => {
    expect(kindOfPath(path)).toBeUndefined();
  });

  test('every record of a run lies in the slot that its own fields name', () => {
    const run = startedRun('manual');
    granted(run.start('intake'));
    granted(run.invoke('intake', 'inv_1_abcd'));
    granted(run.end('intake', 'failed', { outcome: 'no' }));
    granted(run.retry('intake'));
    granted(run.start('intake'));
    granted(run.end('intake', 'completed', evidenceOf('G1')));
    granted(run.finish());
    const others = run.state().records.filter(({ kind }) => kind !== 'handoff');
    expect(others.map(slotOf)).toEqual(others.map(({ path }) => path));
    expect(new Set(others.map(({ kind }) => kind)).size).toBe(6);
  });
});

describe('a record of a run that lies elsewhere', () => {
  const damageOf = (path: string, change: object = {}): string | undefined => {
    const run = startedRun('manual');
    granted(run.invoke('intake', 'inv_1_abcd'));
    const stored = run.state().records.find(({ kind }) => kind === 'invocation') as AnyStored;
    const text = recordText({ ...stored.record, ...change } as unknown as JsonValue);
    const { damages } = readItem(item, [{ path, text, id: ids.sha256(text) }]);
    return damages[0]?.detail;
  };

  test('is damaged: among those of other items, under another name, of another run', () => {
    const own = invocationSlot(item, 'inv_1_abcd');
    expect(damageOf(own)).toBeUndefined();
    expect(damageOf(own.replace(record, 'artifacts'))).toContain('belong in');
    expect(damageOf(invocationSlot(item, 'inv_2_abcd'))).toContain('belong in');
    expect(damageOf(own, { workItemId: 'item-1' })).toContain('item-1');
  });
});
