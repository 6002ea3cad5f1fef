/** Canonical bytes or reject (R2): no second text is the same record. */
import { describe, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import { readItem, readRecord, recordText } from '../../src/index.ts';
import type { StoredFile } from '../../src/index.ts';

const path = 'artifacts/work-items/item-1.json';
const registration = {
  schemaVersion: '1.0',
  type: 'item.registered',
  workItemId: 'item-1',
  at: '2026-01-19T14:30:12.000Z',
  actor: 'olga',
  causes: [],
  title: 'item-1',
  workflow: { id: 'wf', version: '1.0.0', digest: 'd'.repeat(64) },
  owner: 'olga',
  links: [],
  inputs: {},
  pr: 1000,
};
const good = recordText(registration);
const file = (text: string, where = path): StoredFile => ({
  path: where,
  text,
  id: createHash('sha256').update(text).digest('hex'),
});
const codeOf = (text: string, where = path): string => {
  const read = readRecord(file(text, where));
  return read.ok ? 'read' : read.damage.code;
};

describe('readRecord', () => {
  test('reads the canonical bytes', () => {
    expect(readRecord(file(good))).toMatchObject({
      ok: true,
      stored: { kind: 'registration', path, record: registration },
    });
  });

  test.each([
    ['a duplicate key', good.replace('"pr":', '"pr":1000,"pr":')],
    ['a duplicate key with the same value', good.replace('{"actor"', '{"actor":"olga","actor"')],
    [
      'an empty duplicate before the real one',
      good.replace('"inputs"', '"inputs":{"a":"b"},"inputs"'),
    ],
    ['other order', `${JSON.stringify(registration)}\n`],
    ['a space', good.replace('":', '": ')],
    ['indentation', `${JSON.stringify(JSON.parse(good), null, 2)}\n`],
    ['1e3', good.replace('1000', '1e3')],
    ['1000.0', good.replace('1000', '1000.0')],
    ['an escape where none is needed', good.replace('"olga"', String.raw`"\u006flga"`)],
    ['a lone surrogate, escaped', good.replace('"title":"item-1"', String.raw`"title":"\ud800"`)],
    ['a lone surrogate, raw', good.replace('"title":"item-1"', '"title":"\ud800"')],
    ['__proto__', good.replace('"actor"', '"__proto__":{},"actor"')],
    ['__proto__, escaped', good.replace('"actor"', String.raw`"__pr\u006fto__":{},"actor"`)],
    ['__proto__ with canonical order', good.replace('{', '{"__proto__":null,')],
    [
      'deep nesting',
      good.replace('"inputs":{}', `"inputs":${'['.repeat(5000)}${']'.repeat(5000)}`),
    ],
    ['no newline', good.trimEnd()],
    ['two newlines', `${good}\n`],
    ['a carriage return', good.replace('\n', '\r\n')],
  ])('refuses %s', (_, text) => {
    expect(text).not.toBe(good);
    expect(codeOf(text)).toBe('not-canonical');
  });

  test.each([
    ['trailing garbage', `${good}x`],
    ['a second document', good + good],
    ['a truncated file', good.slice(0, -9)],
    ['an empty file', ''],
    ['a byte order mark', `\ufeff${good}`],
    ['a comment', good.replace('{', '{/**/')],
    ['nesting that exhausts the stack', '['.repeat(1_000_000)],
    ['NaN', good.replace('1000', 'NaN')],
  ])('refuses %s as unreadable', (_, text) => {
    expect(codeOf(text)).toBe('unreadable');
  });

  test.each([
    ['an unknown field', { ...registration, extra: 1 }],
    ['a missing field', { ...registration, owner: undefined }],
    ['a name that is no id', { ...registration, workItemId: '../etc' }],
    ['a fraction where a whole number belongs', { ...registration, pr: 1.5 }],
    ['null', null],
    ['a list', []],
    ['a field that every object has', { ...registration, constructor: 1 }],
  ])('refuses %s as invalid', (_, value) => {
    expect(codeOf(recordText(JSON.parse(JSON.stringify(value)) as string))).toBe('invalid-record');
  });

  test.each([
    ['artifacts/journal/item-1/notes.json'],
    ['artifacts/elsewhere/item-1.json'],
    ['work-items/item-1.json'],
  ])('no record belongs in %s', (where) => {
    expect(codeOf(good, where)).toBe('unknown-slot');
  });

  test('says how to restore the file', () => {
    expect(readRecord(file('{'))).toMatchObject({
      damage: { path, hint: expect.stringContaining(`git checkout HEAD -- ${path}`) },
    });
  });
});

describe('readItem', () => {
  test('a record of another item is named, as is one in the wrong slot', () => {
    const other = recordText({ ...registration, workItemId: 'item-2' });
    expect(readItem('item-1', [file(other)]).damages).toMatchObject([{ path }]);
    const renamed = file(good, 'artifacts/work-items/item-9.json');
    expect(readItem('item-1', [renamed]).damages).toMatchObject([{ path: renamed.path }]);
  });
});
