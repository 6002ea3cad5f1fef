import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { folderWith, resultOf } from './folder.ts';

const other = `# Ä title, with *marks*!
# Twice
# Twice
<a id="by-hand"></a> <span name='named'></span>
`;

async function linksOf(link: string) {
  const root = folderWith({
    'docs/a.md': `# Top of A\n\n${link}\n`,
    'docs/other.md': other,
    'docs/with space.md': '',
    'src/code.ts': '',
    'b.md': '',
  });
  symlinkSync('/etc', join(root, 'out'));
  return resultOf(root, { type: 'links_resolve', path: 'docs/a.md' });
}

test.each([
  '[x](other.md)',
  '[x](./other.md#twice)',
  '[x](other.md#twice-1)',
  '[x](other.md#ä-title-with-marks)',
  '[x](other.md#%C3%A4-title-with-marks)',
  '[x](other.md#Twice)',
  '[x](other.md#by-hand)',
  '[x](other.md#named)',
  '[x](other.md#top)',
  '[x](<with space.md>)',
  '[x](with%20space.md)',
  '[x](../b.md "title")',
  '[x](/b.md)',
  '[x](/b.md?plain=1#L3)',
  '[x](../src)',
  '[x](../src/)',
  '[x](../src/code.ts#L1-L2)',
  '[x](../src/code.ts#anything)',
  '![x](../b.md)',
  '[x](#top-of-a)',
  '[x]\n\n[x]: ../b.md',
])('%s leads somewhere', async (link) => {
  expect(await linksOf(link)).toEqual({
    id: 'exit-1',
    ok: true,
    detail: 'docs/a.md: 1 relative link found; 0 external links not fetched',
  });
});

test.each([
  ['[x](none.md)', 'none.md (does not exist)'],
  ['![x](none.png)', 'none.png (does not exist)'],
  ['[x](other.md#twice-2)', 'other.md#twice-2 (no such heading)'],
  ['[x](#nowhere)', '#nowhere (no such heading)'],
  ['[x](../src#part)', '../src#part (a folder has no anchors)'],
  ['[x](../../b.md)', '../../b.md (leads out of the root and was not opened)'],
  ['[x](/out/passwd)', '/out/passwd (leads out of the root and was not opened)'],
  ['[x](a%00b.md)', 'a%00b.md (leads out of the root and was not opened)'],
  ['[x](%E0%A4.md)', '%E0%A4.md (cannot be decoded)'],
  ['unused\n\n[x]: none.md', 'none.md (does not exist)'],
])('%s is broken', async (link, problem) => {
  expect(await linksOf(link)).toEqual({
    id: 'exit-1',
    ok: false,
    detail: `broken in docs/a.md: ${problem}; 0 external links not fetched`,
  });
});

test('external links are counted; code is no link; a footnote is none either', async () => {
  const text = 'https://a.org [b](mailto:b@b.org) [c](//c.org) `[d](d.md)` see[^1]\n\n[^1]: Smith';
  expect(await linksOf(text)).toMatchObject({
    ok: true,
    detail: 'docs/a.md: 0 relative links found; 3 external links not fetched',
  });
});
