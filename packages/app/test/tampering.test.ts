/** Whoever changes, removes, swaps or renames a record of a history is found out, and the record is named (R1). */
import { beforeAll, describe, expect, test } from '@jest/globals';
import {
  damageAsViolation,
  damagesOf,
  fold,
  readItem,
  readRecord,
  recordText,
  verifyItem,
  type JsonValue,
  type StoredFile,
  type Violation,
} from '@orchestrator/core';
import { sha256 } from '@orchestrator/stores';
import { granted, item, type World } from './world.ts';
import { sampleHistory } from './sample.ts';

type Fields = Readonly<Record<string, JsonValue>>;

let world: World;
let files: readonly StoredFile[];
let plan: Awaited<ReturnType<World['stateNow']>>['plan'];
/** Ids that some record cites. */
let cited: ReadonlySet<string>;

beforeAll(async () => {
  world = await sampleHistory();
  ({ files } = await world.memory.read(item));
  ({ plan } = await world.stateNow());
  cited = new Set((await world.records()).flatMap(({ record }) => record.causes));
});

const fieldsOf = ({ text }: StoredFile): Fields => JSON.parse(text) as Fields;
const kindOf = (file: StoredFile): string => {
  const read = readRecord(file);
  return read.ok ? read.stored.kind : 'damaged';
};
const withText = ({ path }: StoredFile, text: string): StoredFile => ({
  path,
  text,
  id: sha256(text),
});
const replaced = (old: StoredFile, ...news: readonly StoredFile[]): readonly StoredFile[] =>
  files.flatMap((file) => (file === old ? news : [file]));

function violationsOf(list: readonly StoredFile[]): readonly Violation[] {
  const read = readItem(item, list);
  if (read.registration === undefined) return damagesOf(read).map(damageAsViolation);
  const state = fold({ ...read, registration: read.registration }, [plan], { sha256 });
  return [...state.damages.map(damageAsViolation), ...verifyItem(state, { sha256 })];
}
/** A vote that is gone can be named but for the person: nothing else says whose it was. */
const butForThePerson = (path: string): string => path.replace(/(\/gate\.[a-z0-9-]+)\..*$/, '$1.*');
const names = (violations: readonly Violation[], path: string): boolean =>
  violations.some((it) =>
    [it.path, it.detail, it.hint].some(
      (text) => text.includes(path) || text.includes(butForThePerson(path)),
    ),
  );

/** Other values of the same make, so that most of them still fit the schema. */
function otherValues(value: JsonValue): readonly JsonValue[] {
  if (typeof value === 'string') {
    if (/^[0-9a-f]{64}$/.test(value))
      return [value.replace(/^./, value.startsWith('0') ? '1' : '0')];
    if (/^\d{4}-\d\d-\d\dT/.test(value)) return [value.replace(/^\d{4}/, '2031')];
    return [`${value}0`, `x${value.slice(1)}`, ...(twins.get(value) ?? [])];
  }
  if (typeof value === 'number') return [value + 1];
  if (typeof value === 'boolean') return [!value];
  if (Array.isArray(value)) {
    const list = value as readonly JsonValue[];
    return [[...list, 'x'], list.slice(1), [...list].reverse(), ...eachMember(list)];
  }
  if (value === null) return [];
  return Object.keys(value).flatMap((key) =>
    otherValues((value as Fields)[key] ?? null).map((other) => ({
      ...(value as Fields),
      [key]: other,
    })),
  );
}
const twins = new Map<string, readonly string[]>([
  ['completed', ['failed']],
  ['failed', ['completed', 'released']],
  ['attempt-completed', ['attempt-failed']],
  ['attempt-failed', ['attempt-completed']],
  ['pre', ['post']],
  ['post', ['pre']],
  ['integrated', ['reverted']],
  ['reverted', ['integrated']],
  ['local', ['agent']],
]);
const eachMember = (list: readonly JsonValue[]): readonly JsonValue[] =>
  list.flatMap((member, index) =>
    otherValues(member).map((other) => list.map((it, place) => (place === index ? other : it))),
  );

interface Edit {
  readonly file: StoredFile;
  readonly field: string;
  readonly edited: StoredFile;
}
/** Every field of every record changed, added or taken away, and written canonically again. */
function edits(list: readonly StoredFile[] = files): readonly Edit[] {
  return list.flatMap((file) => {
    const fields = fieldsOf(file);
    return Object.entries(fields).flatMap(([field, value]) => {
      const without = Object.fromEntries(Object.entries(fields).filter(([key]) => key !== field));
      const others = otherValues(value)
        .map((other) => ({ ...fields, [field]: other }))
        .filter((other) => recordText(other) !== file.text);
      return [without, ...others].map((changed) => ({
        file,
        field,
        edited: withText(file, recordText(changed)),
      }));
    });
  });
}

/**
 * What a producer says of its own: nothing else in the content can contradict it. Such an edit of a record that nothing
 * cites yet is seen only against the committed history.
 */
const ownFacts: Readonly<Record<string, readonly string[]>> = {
  claim: ['at', 'actor', 'executor', 'attemptId', 'checks', 'attested'],
  handoff: [
    ...['timestamp', 'actor', 'outcome', 'nextAction', 'baselineIntegration', 'commit'],
    ...['outputs', 'checks', 'attested'],
  ],
  approval: ['timestamp', 'outcome', 'nextAction', 'reason', 'followUps', 'policy'],
  rework: ['timestamp', 'actor', 'outcome', 'nextAction', 'reason', 'followUps', 'policy'],
  requeue: ['at', 'actor', 'reason'],
  baseline: ['timestamp', 'actor', 'outcome', 'nextAction', 'reason', 'commit'],
};

test('the sample has every kind of record and is clean', () => {
  expect([...new Set(files.map(kindOf))].sort()).toEqual([
    ...['approval', 'baseline', 'claim', 'handoff', 'launch', 'registration', 'requeue', 'rework'],
  ]);
  expect(violationsOf(files)).toEqual([]);
});

describe('an edit', () => {
  test('of a record that another one cites is always seen', () => {
    const unseen = edits()
      .filter(({ file }) => cited.has(file.id))
      .filter(({ file, edited }) => violationsOf(replaced(file, edited)).length === 0);
    expect(unseen.map(({ file, field }) => `${file.path} ${field}`)).toEqual([]);
  });

  test('of a record that another one cites names that record', () => {
    const unnamed = edits()
      .filter(({ file }) => cited.has(file.id))
      .filter(({ file, edited }) => !names(violationsOf(replaced(file, edited)), file.path));
    const kinds = unnamed.map(({ file }) => kindOf(file));
    expect([...new Set(kinds)]).toEqual([]);
  });

  test('of a record that nothing cites is seen, but for what its producer alone can know', () => {
    const unseen = edits()
      .filter(({ file }) => !cited.has(file.id))
      .filter(({ file, edited }) => !names(violationsOf(replaced(file, edited)), file.path))
      .filter(({ file, field }) => ownFacts[kindOf(file)]?.includes(field) !== true);
    expect([...new Set(unseen.map(({ file, field }) => `${file.path} ${field}`))]).toEqual([]);
  });

  test('of a rejection that nothing cites yet is seen, as far as it says what its causes say', async () => {
    await granted(world.revert('docs'));
    await granted(world.reject('words', 'rita'));
    const after = await world.memory.read(item);
    const file = after.files.find((it) => it.path.endsWith('/rework.docs.2.json'));
    if (file === undefined) throw new Error('The sample ends with a rejection of docs.');
    const others = after.files.filter((it) => it !== file);
    expect(violationsOf(after.files)).toEqual([]);
    const unseen = edits([file])
      .filter(({ edited }) => !names(violationsOf([...others, edited]), file.path))
      .filter(({ field }) => ownFacts['rework']?.includes(field) !== true);
    expect([...new Set(unseen.map(({ field }) => field))]).toEqual([]);
  });

  test('that is not canonical is always named', () => {
    for (const file of files) {
      const text = `${JSON.stringify(JSON.parse(file.text), null, 1)}\n`;
      const found = violationsOf(replaced(file, withText(file, text)));
      expect(found).toContainEqual(
        expect.objectContaining({ code: 'not-canonical', path: file.path }),
      );
    }
  });
});

describe('a record that was removed', () => {
  test('is named when another one cites it', () => {
    const unnamed = files
      .filter(({ id }) => cited.has(id))
      .filter((file) => !names(violationsOf(replaced(file)), file.path));
    expect(unnamed.map(({ path }) => path)).toEqual([]);
  });

  test('is at least noticed when another one cites it', () => {
    const unseen = files
      .filter(({ id, path }) => cited.has(id) && !path.includes('/work-items/'))
      .filter((file) => violationsOf(replaced(file)).length === 0);
    expect(unseen.map(({ path }) => path)).toEqual([]);
  });

  test('can not be noticed from content alone when nothing cites it', () => {
    const leaves = files.filter(({ id }) => !cited.has(id));
    expect(leaves.map(kindOf).sort()).toEqual([
      ...['approval', 'approval', 'approval', 'baseline', 'claim', 'handoff', 'launch'],
    ]);
    for (const leaf of leaves)
      expect([leaf.path, violationsOf(replaced(leaf))]).toEqual([leaf.path, []]);
  });
});

describe('records in the wrong place', () => {
  test('two that were swapped are both named', () => {
    const unnamed = files.flatMap((one, index) =>
      files.slice(index + 1).flatMap((other) => {
        const found = violationsOf(
          files.map((file) =>
            file === one
              ? withText(one, other.text)
              : file === other
                ? withText(other, one.text)
                : file,
          ),
        );
        return [one, other].filter(({ path }) => !names(found, path)).map(({ path }) => path);
      }),
    );
    expect([...new Set(unnamed)]).toEqual([]);
  });

  test.each([
    ['another attempt', (path: string) => path.replace(/\.(\d+)\.json$/, '.9.json')],
    ['another step', (path: string) => path.replace(/(build|docs|side|load|tidy)/, 'publish')],
    ['another time', (path: string) => path.replace(/20260119T\d+Z/, '20310101T000000Z')],
    ['no slot', (path: string) => path.replace(/\.json$/, '.old.json')],
    ['another ending', (path: string) => path.replace(/\.json$/, '.jsonl')],
    ['another kind', (path: string) => path.replace(/(claims|decisions|handoff)/, 'journal')],
    ['upper case', (path: string) => path.replace(/[^/]+$/, (name) => name.toUpperCase())],
  ])('one that was renamed to %s is named', (_, rename) => {
    const unnamed = files.filter((file) => {
      const path = rename(file.path);
      if (path === file.path || files.some((it) => it.path === path)) return false;
      return !names(violationsOf(replaced(file, { ...file, path })), path);
    });
    expect(unnamed.map(({ path }) => path)).toEqual([]);
  });

  test('a copy under a second name is named', () => {
    const unnamed = files.filter((file) => {
      const path = file.path.replace(/(20\d{6}T\d{6}Z|[a-z0-9]+(?=\.json$))/, '20310101T000000Z');
      return !names(violationsOf(replaced(file, file, { ...file, path })), path);
    });
    expect(unnamed.map(({ path }) => path)).toEqual([]);
  });
});
