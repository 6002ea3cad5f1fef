import { expect, test } from '@jest/globals';
import type { MachineCheck } from '@orchestrator/core';
import { folderWith, resultOf } from './folder.ts';

const emptySha = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
const path = 'file.txt';

function outcomeOf(text: string, check: MachineCheck) {
  const file = 'path' in check ? check.path : path;
  return resultOf(folderWith({ [file]: text }), check);
}

test.each<[string, MachineCheck, boolean, string]>([
  ['', { type: 'file_exists', path }, true, 'file.txt exists'],
  ['', { type: 'sha256', path, digest: emptySha }, true, `file.txt has the sha256 ${emptySha}`],
  [
    'one\ntwo',
    { type: 'matches', path, pattern: '^two$' },
    true,
    'file.txt matches ^two$, first on line 2',
  ],
  [
    'one\r\ntwo\r\n',
    { type: 'matches', path, pattern: '^one$' },
    true,
    'file.txt matches ^one$, first on line 1',
  ],
  [
    '\ufeffone',
    { type: 'matches', path, pattern: '^one$' },
    true,
    'file.txt matches ^one$, first on line 1',
  ],
  ['one', { type: 'matches', path, pattern: 'ONE' }, false, 'file.txt does not match ONE'],
  [
    'one',
    { type: 'matches', path, pattern: '(?i)ONE' },
    true,
    'file.txt matches (?i)ONE, first on line 1',
  ],
])('%j: %j → %s', async (text, check, ok, detail) => {
  expect(await outcomeOf(text, check)).toEqual({ id: 'exit-1', ok, detail });
});

test.each<[string, 'fail' | 'warn' | undefined, boolean, string]>([
  ['fine', undefined, true, 'file.txt does not contain TODO'],
  ['a\nb TODO', undefined, false, 'file.txt contains TODO, first on line 2'],
  ['TODO', 'fail', false, 'file.txt contains TODO, first on line 1'],
  ['fine', 'warn', true, 'file.txt does not contain TODO'],
  ['TODO', 'warn', true, 'warning: file.txt contains TODO, first on line 1'],
])('not_contains %j with %s', async (text, severity, ok, detail) => {
  const check: MachineCheck = {
    type: 'not_contains',
    path,
    pattern: 'TODO',
    ...(severity && { severity }),
  };
  expect(await outcomeOf(text, check)).toEqual({ id: 'exit-1', ok, detail });
});

test.each<[string, string, number, boolean, string]>([
  [path, 'one two  three', 3, true, 'file.txt has 3 words'],
  [path, 'one - two', 3, false, 'file.txt has 2 words; at least 3 are needed'],
  [path, 'one', 2, false, 'file.txt has 1 word; at least 2 are needed'],
  [path, '', 0, true, 'file.txt has 0 words'],
  [path, '東京 is 1', 4, true, 'file.txt has 4 words'],
  ['a.md', '---\ntitle: left out\n---\n# Two *words*\n', 2, true, 'a.md has 2 words'],
  ['a.md', '[two words](https://example.org)', 2, true, 'a.md has 2 words'],
  ['a.md', 'a\n\n```\nnot prose\n```\n<!-- nor this -->\n', 1, true, 'a.md has 1 word'],
  ['a.md', '| a | b |\n|---|---|\n| c | d e |\n', 5, true, 'a.md has 5 words'],
])('min_words in %s %j', async (file, text, min, ok, detail) => {
  expect(await outcomeOf(text, { type: 'min_words', path: file, min })).toEqual({
    id: 'exit-1',
    ok,
    detail,
  });
});
