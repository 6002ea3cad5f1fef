import { expect, test } from '@jest/globals';
import type { MachineCheck } from '@orchestrator/core';
import { folderWith, resultOf } from './folder.ts';

const path = 'a.md';
const lines = '---\ntitle: T\n---\n# Title\n\ntext\n\n## Sources\n\n- https://a.org\n- Smith\n';
const code =
  '# Sources\n\n```\n- https://a.org\n# Methods\n[x](none.md)\nTODO\n```\n\n    - https://b.org\n    # Methods\n\n`https://c.org`\n';
const written: Readonly<Record<string, string>> = {
  empty: '',
  lines,
  'byte order mark': `\ufeff${lines}`,
  'CR LF': lines.replaceAll('\n', '\r\n'),
  both: `\ufeff${lines.replaceAll('\n', '\r\n')}`,
  code,
};

const read: Readonly<Record<string, string>> = {
  file_exists: 'a.md exists',
  min_sources: 'a.md names 2 distinct sources',
  contains_headings: 'a.md has 2 required headings: Title, ## Sources',
  not_contains: 'a.md does not contain T O D O',
  matches: 'a.md matches ^text$, first on line 6',
  min_words: 'a.md has 5 words',
  links_resolve: 'a.md: 0 relative links found; 1 external link not fetched',
};

const checks: readonly MachineCheck[] = [
  { type: 'file_exists', path },
  { type: 'min_sources', path, min: 2 },
  { type: 'contains_headings', path, headings: ['Title', '## Sources'] },
  { type: 'not_contains', path, pattern: 'T O D O' },
  { type: 'matches', path, pattern: '^text$' },
  { type: 'min_words', path, min: 5 },
  { type: 'links_resolve', path },
];

test.each(['lines', 'byte order mark', 'CR LF', 'both'])(
  '%s: read as the same text',
  async (name) => {
    const root = folderWith({ [path]: written[name] ?? '' });
    for (const check of checks) {
      expect(await resultOf(root, check)).toEqual({
        id: 'exit-1',
        ok: true,
        detail: read[check.type],
      });
    }
  },
);

const counted =
  '; at least 2 are needed (counted: external links, and entries without one in lists and tables under a heading such as Sources, References or Citations)';

test.each<[string, Readonly<Record<string, readonly [boolean, string]>>]>([
  [
    'empty',
    {
      file_exists: [true, 'a.md exists'],
      min_sources: [false, `a.md names 0 distinct sources${counted}`],
      contains_headings: [false, 'a.md lacks Title, ## Sources; its headings: none'],
      not_contains: [true, 'a.md does not contain T O D O'],
      matches: [false, 'a.md does not match ^text$'],
      min_words: [false, 'a.md has 0 words; at least 5 are needed'],
      links_resolve: [true, 'a.md: 0 relative links found; 0 external links not fetched'],
    },
  ],
  [
    'code',
    {
      file_exists: [true, 'a.md exists'],
      min_sources: [false, `a.md names 0 distinct sources${counted}`],
      contains_headings: [false, 'a.md lacks Title, ## Sources; its headings: # Sources'],
      not_contains: [true, 'a.md does not contain T O D O'],
      matches: [false, 'a.md does not match ^text$'],
      min_words: [false, 'a.md has 2 words; at least 5 are needed'],
      links_resolve: [true, 'a.md: 0 relative links found; 0 external links not fetched'],
    },
  ],
])('%s', async (name, expected) => {
  const root = folderWith({ [path]: written[name] ?? '' });
  for (const check of checks) {
    const [ok, detail] = expected[check.type] ?? [];
    expect(await resultOf(root, check)).toEqual({ id: 'exit-1', ok, detail });
  }
});

test.each([
  ['', false, 'a.json is not JSON: Unexpected end of JSON input'],
  ['\ufeff{"a": 1}\r\n', true, 'a.json is valid under s.json'],
  ['{"a": 1,}', false, 'a.json is not JSON: '],
])('json_schema of %j', async (text, ok, start) => {
  const root = folderWith({ 'a.json': text, 's.json': '\ufeff{"type": "object"}\r\n' });
  const result = await resultOf(root, { type: 'json_schema', path: 'a.json', schema: 's.json' });
  expect({ ok: result.ok, start: result.detail.slice(0, start.length) }).toEqual({ ok, start });
});

test('text in code is text to the checks of patterns', async () => {
  const root = folderWith({ [path]: code });
  expect(await resultOf(root, { type: 'not_contains', path, pattern: '^TODO' })).toEqual({
    id: 'exit-1',
    ok: false,
    detail: 'a.md contains ^TODO, first on line 7',
  });
});
