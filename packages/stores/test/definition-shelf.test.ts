import * as fs from 'node:fs';
import * as path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createDefinitionShelf, readDraft } from '../src/index.ts';
import { filesBelow, freshFolder, removeFolder, writeFile } from './folders.ts';

const file = 'artifacts/workflows/wf@1.0.0.yaml';
let root: string;
beforeEach(() => {
  root = freshFolder('shelf');
});
afterEach(() => removeFolder(root));

describe('the shelf', () => {
  test('a name is taken by the first who comes; nothing else is left behind', () => {
    const shelf = createDefinitionShelf(root);
    expect(shelf.find('wf', '1.0.0')).toBeUndefined();
    expect(shelf.add(file, 'one\n')).toBe(true);
    expect(shelf.add(file, 'two\n')).toBe(false);
    expect(shelf.find('wf', '1.0.0')).toEqual({ path: file, text: 'one\n' });
    expect(filesBelow(root)).toEqual([file]);
  });

  test('a file is replaced only while it holds what was read', () => {
    const shelf = createDefinitionShelf(root);
    writeFile(root, file, 'two\n');
    expect(shelf.replace(file, 'one\n', 'three\n')).toBe(false);
    expect(shelf.replace(file, 'two\n', 'three\n')).toBe(true);
    expect(fs.readFileSync(path.join(root, file), 'utf8')).toBe('three\n');
    expect(filesBelow(root)).toEqual([file]);
  });

  test('links on the way are refused before anything is written', () => {
    const shelf = createDefinitionShelf(root);
    fs.mkdirSync(path.join(root, 'elsewhere'));
    fs.symlinkSync('elsewhere', path.join(root, 'artifacts'));
    expect(() => shelf.find('wf', '1.0.0')).toThrow('artifacts is a link');
    expect(() => shelf.add(file, 'x')).toThrow('artifacts is a link');
    expect(filesBelow(path.join(root, 'elsewhere'))).toEqual([]);
  });

  test('spellings of one file are the same', () => {
    const shelf = createDefinitionShelf(root);
    writeFile(root, file, 'x');
    fs.symlinkSync(path.join(root, file), path.join(root, 'link.yaml'));
    for (const name of [file, `./${file}`, path.join(root, file), 'link.yaml'])
      expect(shelf.isSame(name, file)).toBe(true);
    expect(shelf.isSame('other.yaml', file)).toBe(false);
  });
});

describe('a draft', () => {
  const change = { author: 'ada', reason: 'Because\t"so"', impact: 'é \u0085\u2028 𝄞\nnone' };

  test('keeps the words of the entry, whatever they hold', async () => {
    writeFile(root, 'd.yaml', 'id: wf\nversion: 1.0.0\nsteps: [{key: a, order: 1}]\n');
    const read = await readDraft(root, 'd.yaml');
    const text = read.ok ? await read.draft.withChange(change) : undefined;
    writeFile(root, 'again.yaml', text?.text ?? '');
    expect(await readDraft(root, 'again.yaml')).toMatchObject({ ok: true, draft: { change } });
  });

  test('words that no definition may hold are not written', async () => {
    writeFile(root, 'd.yaml', 'id: wf\nversion: 1.0.0\nsteps: [{key: a, order: 1}]\n');
    const read = await readDraft(root, 'd.yaml');
    expect(
      read.ok && (await read.draft.withChange({ ...change, reason: '\u0007' })),
    ).toBeUndefined();
  });
});
