import { expect, test } from '@jest/globals';
import { readFlatZip, ZipRefused } from '../src/zip.ts';
import { makeZip, type Entry } from './zip-maker.ts';

const limits = { files: 4, fileSize: 1000, totalSize: 2000 };
const read = (entries: readonly Entry[]) => readFlatZip(makeZip(entries), limits);

test('flat, plain files come out as they went in', () => {
  const files = read([
    { name: 'claims.build.2.json', data: '{"a":1}\n' },
    { name: '20260119T143012Z-wi-build-build-local.json', data: 'ä'.repeat(400) },
    { name: 'stored.json', data: 'x', method: 0 },
    { name: 'no-mode.json', mode: 0 },
  ]);
  expect(files.map(({ name, data }) => [name, Buffer.from(data).toString('utf8')])).toEqual([
    ['claims.build.2.json', '{"a":1}\n'],
    ['20260119T143012Z-wi-build-build-local.json', 'ä'.repeat(400)],
    ['stored.json', 'x'],
    ['no-mode.json', ''],
  ]);
});

const names = [
  '../up.json',
  'a/b.json',
  '/abs.json',
  'a\\b.json',
  '..',
  '.hidden',
  'a\0b',
  'C:x',
  '',
  'ü.json',
];
test.each(names)('row 38: a file called %j is refused', (name) => {
  expect(() => read([{ name: 'good.json' }, { name }])).toThrow(ZipRefused);
});

test.each<[string, readonly Entry[], RegExp]>([
  ['a link', [{ name: 'a.json', data: '/etc/passwd', mode: 0o120777 }], /no plain file/],
  ['a folder', [{ name: 'a.json', mode: 0o040755 }], /no plain file/],
  ['a device', [{ name: 'a.json', mode: 0o020666 }], /no plain file/],
  ['one name twice', [{ name: 'a.json' }, { name: 'A.json' }], /twice/],
  ['two names for one file', [{ name: 'a.json', localName: 'b.json' }], /two names/],
  ['too many files', 'abcde'.split('').map((name) => ({ name })), /5 files/],
  ['a large file', [{ name: 'a.json', data: 'x'.repeat(1001) }], /larger than 1000/],
  [
    'many bytes',
    'abc'.split('').map((name) => ({ name, data: 'x'.repeat(900) })),
    /larger than 2000/,
  ],
  [
    'a bomb that says it is small',
    [{ name: 'a.json', data: 'x'.repeat(1e6), size: 10 }],
    /damaged/,
  ],
  [
    'more bytes announced than there are',
    [{ name: 'a.json', data: 'xy', size: 10 }],
    /not the size/,
  ],
  ['an encrypted file', [{ name: 'a.json', flags: 1 }], /encrypted/],
  ['an unknown way of packing', [{ name: 'a.json', data: 'x', method: 12 }], /unknown way/],
])('rows 38 and 39: %s is refused', (_, entries, message) => {
  expect(() => read(entries)).toThrow(message);
});

test('whatever is cut off or changed at any byte is refused, or reads the same files', () => {
  const zip = makeZip([
    { name: 'a.json', data: 'abc' },
    { name: 'b.json', data: 'def' },
  ]);
  for (let length = 0; length < zip.length; length += 1) {
    expect(() => readFlatZip(zip.subarray(0, length), limits)).toThrow(ZipRefused);
  }
  expect(() => readFlatZip(Buffer.concat([zip, Buffer.from('x')]), limits)).toThrow(ZipRefused);
  for (let at = 0; at < zip.length; at += 1) {
    const changed = Buffer.from(zip);
    changed[at] = (changed[at] ?? 0) ^ 0xff;
    try {
      const found = readFlatZip(changed, limits);
      expect(found.length).toBeLessThanOrEqual(limits.files);
    } catch (error) {
      expect(error).toBeInstanceOf(ZipRefused);
    }
  }
});
