/** Every field of a record that nothing cites is changed, one at a time: `verify` sees it, but for what only its maker can know. */
import { beforeAll, expect, test } from '@jest/globals';
import { readRecord, recordText, type JsonValue, type StoredFile } from '../../src/index.ts';
import { fieldsOf, fileOf, type History } from './history.ts';
import { longHistory } from './long-history.ts';

type Fields = Readonly<Record<string, JsonValue>>;

/** What a producer says of its own: nothing else in the content can contradict it. */
const ownFacts: Readonly<Record<string, readonly string[]>> = {
  blocker: ['at', 'actor', 'classification', 'owner', 'reason', 'step'],
  resolution: ['at', 'actor', 'reason'],
  transfer: ['at', 'actor', 'to', 'reason'],
  correction: ['at', 'actor', 'reason', 'set'],
};

let history: History;
let files: readonly StoredFile[];
let cited: ReadonlySet<string>;

beforeAll(() => {
  history = longHistory();
  files = history.files();
  cited = new Set(history.state().records.flatMap(({ record }) => record.causes));
});

const kindOf = (file: StoredFile): string => {
  const read = readRecord(file);
  return read.ok ? read.stored.kind : 'damaged';
};

/** Other values of the same make, so that most of them still fit the schema. */
function others(value: JsonValue): readonly JsonValue[] {
  if (typeof value === 'string') {
    if (/^[0-9a-f]{64}$/.test(value))
      return [value.replace(/^./, value.startsWith('0') ? '1' : '0')];
    if (/^\d{4}-\d\d-\d\dT/.test(value)) return [value.replace(/^\d{4}/, '2031')];
    return [`${value}0`, ...twins.filter((it) => it !== value)];
  }
  if (typeof value === 'number') return [value + 1, value + 2];
  if (typeof value === 'boolean') return [!value];
  if (value === null) return [];
  if (Array.isArray(value)) {
    const list = value as readonly JsonValue[];
    const each = list.flatMap((member, index) =>
      others(member).map((other) => list.map((it, place) => (place === index ? other : it))),
    );
    return [[...list, 'x'], list.slice(1), [...list].reverse(), ...each];
  }
  const fields = value as Fields;
  const keys = Object.keys(fields);
  return [
    ...keys.map((key) => Object.fromEntries(Object.entries(fields).filter(([it]) => it !== key))),
    ...keys.flatMap((key) =>
      others(fields[key] ?? null).map((other) => ({ ...fields, [key]: other })),
    ),
  ];
}
/** Words that may stand in place of one another. */
const twins = ['prep', 'west', '1.0.0'];

interface Edit {
  readonly field: string;
  readonly edited: StoredFile;
}
function editsOf(file: StoredFile): readonly Edit[] {
  const fields = fieldsOf(file);
  return Object.entries(fields).flatMap(([field, value]) => {
    const without = Object.fromEntries(Object.entries(fields).filter(([key]) => key !== field));
    return [without, ...others(value).map((other) => ({ ...fields, [field]: other }))]
      .filter((changed) => recordText(changed) !== file.text)
      .map((changed) => ({ field, edited: fileOf(file.path, changed) }));
  });
}
const seen = (file: StoredFile, edited: StoredFile): boolean =>
  history.violations(files.map((it) => (it === file ? edited : it))).length > 0;

test('the history is clean before anybody touches it', () => {
  expect(history.violations()).toEqual([]);
});

test.each(Object.keys(ownFacts))('of a %s', (kind) => {
  const edits = files
    .filter((file) => kindOf(file) === kind && !cited.has(file.id))
    .flatMap((file) => editsOf(file).map((edit) => ({ file, ...edit })));
  expect(edits.length).toBeGreaterThan(10);
  const unseen = edits
    .filter(({ field }) => ownFacts[kind]?.includes(field) !== true)
    .filter(({ file, edited }) => !seen(file, edited));
  const named = unseen.map(({ file, field, edited }) => [
    `${file.path.slice(file.path.lastIndexOf('/') + 1)} ${field}`,
    fieldsOf(edited)[field] ?? null,
  ]);
  expect(named).toEqual([]);
});
