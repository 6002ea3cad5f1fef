/** Records that no command would write: well-formed, in their slots, all causes there, and yet named by `verify`. */
import { beforeAll, describe, expect, test } from '@jest/globals';
import {
  blockerSlot,
  correctionSlot,
  migrationSlot,
  readRecord,
  resolutionSlot,
  reviewSlot,
  stepOf,
  transferSlot,
  type AnyStored,
  type JsonValue,
  type RecordKind,
  type StoredFile,
} from '../../src/index.ts';
import { createHistory, fieldsOf, fileOf, item, type History } from './history.ts';

type Fields = Readonly<Record<string, JsonValue>>;
const side = (key: string, dependsOn: readonly string[] = [], more: object = {}): object => ({
  ...{ key, order: 1, parallelizable: true, dependsOn },
  ...more,
});
const intake = { key: 'intake', kind: 'handoff', approvals: 2 };
const top = { key: 'top', after: 'b', returnTo: 'b' };
const low = { key: 'low', after: 'a' };
const versions = {
  '1.0.0': {
    steps: [side('a'), side('b', ['a'], { inputs: ['plan.md'] }), side('c')],
    gates: [intake, low, top],
  },
  '2.0.0': { steps: [side('x'), side('b', ['x']), side('c'), side('n')], gates: [intake] },
};
const why = { schemaVersion: '1.0', workItemId: item, actor: 'mallory', reason: 'because' };

let history: History;
let files: readonly StoredFile[];

/** The stored records of a kind, by their paths. */
const ofKind = (kind: RecordKind): readonly AnyStored[] =>
  history.state().records.filter((stored) => stored.kind === kind);
const idOf = (kind: RecordKind, matches: (path: string) => boolean = () => true): string => {
  const found = ofKind(kind).find(({ path }) => matches(path));
  if (found === undefined) throw new Error(`There is no such ${kind}.`);
  return found.id;
};
/** What `verify` says of a history with these files added, or put in the place of those in their slots. */
function saidOf(...forged: readonly StoredFile[]): readonly string[] {
  for (const file of forged) {
    const read = readRecord(file);
    if (!read.ok) throw new Error(read.damage.detail);
  }
  const paths = new Set(forged.map(({ path }) => path));
  const found = history.violations([...files.filter(({ path }) => !paths.has(path)), ...forged]);
  return found.filter(({ path }) => paths.has(path)).map(({ code }) => code);
}
/** A copy of a stored record with other fields; its slot may change with them. */
function changed(stored: AnyStored, fields: Fields, path = stored.path): StoredFile {
  const file = files.find((it) => it.id === stored.id);
  if (file === undefined) throw new Error(`${stored.path} is not stored.`);
  return fileOf(path, { ...fieldsOf(file), ...fields });
}
const first = (kind: RecordKind): AnyStored => {
  const [stored] = ofKind(kind);
  if (stored === undefined) throw new Error(`There is no ${kind}.`);
  return stored;
};

beforeAll(() => {
  history = createHistory(versions, ['blocked-by:item-2']);
  history.review('intake', 'proceed', 'rita');
  history.review('intake', 'proceed', 'sam');
  history.unblock('item-2');
  history.block('power');
  history.unblock('power');
  history.transfer('bob');
  history.transfer('dora', 'c');
  history.does('a');
  history.approve('low');
  history.does('b');
  history.reject('low');
  history.does('a');
  history.approve('low');
  history.reuses('b');
  history.correct(idOf('handoff'), { outcome: 'as it was' });
  files = history.files();
});

test('what the commands wrote is legal', () => {
  expect(history.violations()).toEqual([]);
});

describe('a review', () => {
  test.each<[string, () => StoredFile]>([
    ['that skips a number', () => changed(first('review'), { n: 4 }, reviewSlot(item, 4))],
    [
      'that cites no review before it',
      () => changed(first('review'), { n: 3, actor: 'tom' }, reviewSlot(item, 3)),
    ],
    ['beyond the quorum', () => third({ actor: 'tom' })],
    ['that names its own item', () => third({ actor: 'tom', decision: 'link', target: item })],
    ['at a gate for no reviews', () => atGateOfWork()],
    ['of another state', () => third({ actor: 'tom', state: '0'.repeat(64) })],
    [
      'that ends what was decided',
      () => third({ actor: 'tom', decision: 'close', eventType: 'gate-rejected' }),
    ],
  ])('%s', (_, forged) => {
    expect(saidOf(forged())).toEqual(['illegal']);
  });

  /** An approval of work that was made a review. */
  function atGateOfWork(): StoredFile {
    const approval = first('approval');
    const last = idOf('review', (path) => path.endsWith('2.json'));
    const causes = [...approval.record.causes, last].sort();
    return changed(approval, { decision: 'proceed', n: 3, causes }, reviewSlot(item, 3));
  }
  /** A third review, which would be in order but for what is said of it. */
  function third(fields: Fields): StoredFile {
    const causes = [
      history.state().registration.id,
      idOf('review', (path) => path.endsWith('2.json')),
    ].sort();
    return changed(first('review'), { n: 3, causes, ...fields }, reviewSlot(item, 3));
  }
});

describe('a blocker, a resolution', () => {
  const blocker = (fields: Fields): StoredFile => {
    const id = typeof fields['blocker'] === 'string' ? fields['blocker'] : 'x';
    return fileOf(blockerSlot(item, id), {
      ...{ ...why, type: 'blocker.declared', at: history.now(), classification: 'other' },
      ...{ owner: 'mallory', blocker: 'x', causes: [history.state().registration.id], ...fields },
    });
  };
  const resolution = (blockerId: string, causes: readonly string[]): StoredFile =>
    fileOf(resolutionSlot(item, blockerId), {
      ...{ ...why, type: 'blocker.resolved', at: history.now(), blocker: blockerId },
      causes: [...causes],
    });

  test('that is in order is legal', () => {
    expect(saidOf(blocker({ step: 'a' }))).toEqual([]);
  });

  test.each<[string, () => StoredFile]>([
    ['of a step that there is not', () => blocker({ step: 'x' })],
    ['of a version that the item never had', () => blocker({ step: 'a', binding: '0'.repeat(64) })],
    ['that cites something else', () => blocker({ causes: [idOf('launch')] })],
    ['that cites nothing', () => blocker({ causes: [] })],
    ['with the id of an item that is waited for', () => blocker({ blocker: 'item-2' })],
    ['of nothing', () => resolution('nothing', [history.state().registration.id])],
    ['of another blocker', () => resolution('nothing', [idOf('blocker')])],
    [
      'of a link, without the registration',
      () => changed(first('resolution'), { causes: [idOf('launch')] }),
    ],
  ])('%s', (_, forged) => {
    expect(saidOf(forged())).toEqual(['illegal']);
  });
});

describe('a transfer', () => {
  const transfer = (n: number, fields: Fields, step?: string): StoredFile =>
    fileOf(transferSlot(item, n, step), {
      ...{ ...why, type: 'owner.transferred', at: history.now(), n, from: 'bob', to: 'mallory' },
      ...{ causes: [idOf('transfer', (path) => path.endsWith('owner.1.json'))] },
      ...(step === undefined ? {} : { step, causes: [history.state().registration.id] }),
      ...fields,
    });

  test('that is in order is legal', () => {
    expect(saidOf(transfer(2, {}), transfer(1, { from: 'olga' }, 'a'))).toEqual([]);
  });

  test.each<[string, () => StoredFile]>([
    ['that skips a number', () => transfer(3, {})],
    ['from somebody else', () => transfer(2, { from: 'carl' })],
    ['of a step from a stranger', () => transfer(1, { from: 'nobody' }, 'a')],
    [
      'that cites another series',
      () => transfer(2, { causes: [idOf('transfer', (path) => path.endsWith('.c.json'))] }),
    ],
    [
      'that cites the registration, though it is the second',
      () => transfer(2, { causes: [history.state().registration.id] }),
    ],
    ['of a step that there is not', () => transfer(1, { from: 'olga' }, 'x')],
  ])('%s', (_, forged) => {
    expect(saidOf(forged())).toEqual(['illegal']);
  });
});

describe('a migration', () => {
  const bound = (version: string): JsonValue => {
    const other = createHistory(versions);
    if (version !== '1.0.0') other.migrate(version, { a: 'x' });
    const { plan } = other.state();
    return { id: 'wf', version, digest: plan.digest };
  };
  const migration = (n: number, fields: Fields): StoredFile =>
    fileOf(migrationSlot(item, n), {
      ...{ ...why, type: 'item.migrated', at: history.now(), n },
      ...{ from: bound('1.0.0'), to: bound('2.0.0'), causes: [history.state().registration.id] },
      ...{ mapping: { a: 'x', b: 'b', c: 'c' }, dropped: [], ...fields },
    });

  test('that is in order is legal', () => {
    expect(saidOf(migration(1, {}))).toEqual([]);
  });

  test.each<[string, () => StoredFile]>([
    ['that forgets a step', () => migration(1, { mapping: { a: 'x', b: 'b' } })],
    [
      'of a step that there is not',
      () => migration(1, { mapping: { a: 'x', b: 'b', c: 'c', z: 'n' } }),
    ],
    ['to a step that there is not', () => migration(1, { mapping: { a: 'a', b: 'b', c: 'c' } })],
    ['of two steps into one', () => migration(1, { mapping: { a: 'x', b: 'x', c: 'c' } })],
    ['that maps and drops a step', () => migration(1, { dropped: ['c'] })],
    ['from another version', () => migration(1, { from: bound('2.0.0') })],
    [
      'to the very same version',
      () => migration(1, { to: bound('1.0.0'), mapping: {}, dropped: ['a', 'b', 'c'] }),
    ],
    ['that cites something else', () => migration(1, { causes: [idOf('launch')] })],
    ['that skips a number', () => migration(2, {})],
    ['that undoes nothing', () => migration(1, { undoes: idOf('launch') })],
  ])('%s', (_, forged) => {
    expect(saidOf(forged())).toEqual(['illegal']);
  });

  test.each<[string, Fields]>([
    ['that keeps less than came', { mapping: { x: 'a', b: 'b' }, dropped: ['c', 'n'] }],
    ['that crosses what came', { mapping: { x: 'a', b: 'c', c: 'b' }, dropped: ['n'] }],
    ['that undoes another record', { undoes: '0'.repeat(64) }],
  ])('back %s', (_, fields) => {
    const forth = migration(1, {});
    const back = migration(2, {
      ...{ from: bound('2.0.0'), to: bound('1.0.0'), causes: [forth.id], undoes: forth.id },
      ...{ mapping: { x: 'a', b: 'b', c: 'c' }, dropped: ['n'] },
    });
    expect(saidOf(forth, back)).toEqual([]);
    const file = fileOf(back.path, { ...fieldsOf(back), ...fields });
    expect(saidOf(forth, file)).toEqual(['illegal']);
  });
});

describe('a correction', () => {
  const correction = (fields: Fields, n = 2, corrects = idOf('handoff')): StoredFile =>
    changed(first('correction'), { corrects, n, ...fields }, correctionSlot(item, corrects, n));

  test('that is in order is legal', () => {
    expect(saidOf(correction({ set: { outcome: 'otherwise' } }))).toEqual([]);
  });

  test.each<[string, () => StoredFile]>([
    ['of what a record decides', () => correction({ set: { status: 'failed' } })],
    ['of a field that the record does not have', () => correction({ set: { title: 'x' } })],
    ['of nothing', () => correction({ set: {} })],
    ['that would make it no record', () => correction({ set: { timestamp: 'never' } })],
    ['that skips a number', () => correction({}, 3)],
    ['that cites another record', () => correction({ causes: [idOf('launch')] })],
    ['that names another path', () => correction({ path: first('launch').path })],
    ['of another record than it cites', () => correction({}, 1, idOf('launch'))],
  ])('%s', (_, forged) => {
    expect(saidOf(forged())).toEqual(['illegal']);
  });
});

describe('an outcome that is taken over', () => {
  /** The second outcome of b, which takes over the first. */
  const second = (): AnyStored => {
    const found = stepOf(history.state(), 'b')?.attempts.at(-1)?.handoff;
    if (found === undefined) throw new Error('b was done twice');
    return found;
  };

  test.each<[string, () => Fields]>([
    ['of another step', () => ({ reusedFrom: idOf('handoff', (path) => path.includes('-a-a-')) })],
    ['of itself', () => ({ reusedFrom: second().id })],
    ['that is no outcome', () => ({ reusedFrom: idOf('launch') })],
    ['with other outputs', () => ({ outputs: [{ path: 'x', sha256: '0'.repeat(64) }] })],
    ['by a failure', () => ({ status: 'failed', eventType: 'attempt-failed', attested: [] })],
  ])('%s', (_, fields) => {
    expect(saidOf(changed(second(), fields()))).toEqual(['illegal']);
  });

  test('made of other inputs', () => {
    const claim = stepOf(history.state(), 'b')?.attempts.at(-1)?.claim as unknown as AnyStored;
    const other = changed(claim, { inputDigest: '0'.repeat(64) });
    expect(saidOf(other, changed(second(), { causes: [other.id] }))).toEqual(['illegal']);
  });

  test('though the step was sent back since, and has failed in between', () => {
    const [earlier] = stepOf(history.state(), 'b')?.attempts ?? [];
    const kept = files;
    history.reject('top');
    history.claim('b');
    history.end('b', 'failed');
    history.requeue('b');
    history.claim('b');
    const outcome = { outcome: 'b: completed', nextAction: '', outputs: [], checks: [] };
    const reusedFrom = earlier?.handoff?.id;
    history.end('b', 'completed', 'local', { ...outcome, reusedFrom });
    const paths = history.violations().map(({ path }) => path);
    files = kept;
    expect(paths).toEqual([expect.stringContaining('-b-b-local-4.json')]);
  });
});
