import { expect, test } from '@jest/globals';
import { folderWith, resultOf } from './folder.ts';

test.each([
  ['nothing', '# Sources\n\nnone yet, see [here](./a.md) or <me@example.org>\n', 0],
  ['links anywhere', 'See [a](https://a.org), https://b.org/x and <https://c.org>.', 3],
  [
    'the same address in other spellings',
    'http://a.org/x/ https://a.org/x#part <https://A.org/x>',
    1,
  ],
  ['link definitions, used or not', 'see [a][1]\n\n[1]: https://a.org\n[2]: https://b.org\n', 2],
  [
    'footnotes, used or not',
    'see[^1]\n\n[^1]: Smith, https://a.org\n\n[^2]: Jones, https://b.org\n',
    2,
  ],
  [
    'code, comments, images',
    '`https://a.org`\n\n```\nhttps://b.org\n```\n<!-- https://c.org -->\n![](https://d.org/e.png)',
    0,
  ],
  [
    'entries with links',
    '# Citations\n\n1. Smith, [title](https://a.org), doi https://doi.org/1\n2. Jones, https://b.org\n',
    2,
  ],
  ['entries without links', '## References\n\n- Smith 2020\n- Jones 2021\n- smith  2020\n', 2],
  ['both', '## Works cited\n\n- Smith 2020\n- [Jones](https://a.org)\n', 2],
  [
    'a second link of an entry again elsewhere',
    'see https://doi.org/1\n\n# Sources\n\n- [a](https://a.org) https://doi.org/1',
    1,
  ],
  [
    'properties of an entry',
    '# Sources\n\n- Smith\n  - https://a.org\n  - read in May\n- Jones\n  - a book\n',
    2,
  ],
  ['groups of entries', '# Sources\n\n- Web\n  - https://a.org\n  - https://b.org\n', 2],
  [
    'what belongs to an entry',
    '# Sources\n\n- [a](https://a.org)\n  - [archived](https://b.org)\n',
    1,
  ],
  [
    'a table',
    '# Sources\n\n| Who | What |\n|---|---|\n| Smith | a book |\n| Jones | https://a.org |\n',
    2,
  ],
  [
    'a table in an entry',
    '# Sources\n\n- Smith\n\n  | a | b |\n  |---|---|\n  | c | d |\n- Jones\n',
    2,
  ],
  ['lists elsewhere', '# Notes\n\n- one\n- two\n\n# Sources\n\n- three\n\n# Notes\n\n- four\n', 1],
  [
    'properties under headings of their own',
    '# Citations\n\n## Smith\n\n- URL: https://a.org\n- Read: May\n',
    1,
  ],
  ['headings in other words', '# Resources\n\n- one\n\n# Outsourced\n\n- two\n', 0],
])('%s', async (_, text, count) => {
  const root = folderWith({ 'a.md': text });
  const atLeast = (min: number) => resultOf(root, { type: 'min_sources', path: 'a.md', min });
  const { ok, detail } = await atLeast(count);
  expect({ ok, detail }).toEqual({
    ok: true,
    detail: `a.md names ${count} distinct source${count === 1 ? '' : 's'}`,
  });
  expect(await atLeast(count + 1)).toMatchObject({
    ok: false,
    detail: expect.stringContaining(`; at least ${count + 1} are needed`),
  });
});
