import { expect, test } from '@jest/globals';
import { folderWith, resultOf } from './folder.ts';

const document = `---
title: Front matter
---
# The *Title*

Methods
-------

## Use \`npm\` &amp; co

### 1. Results

\`\`\`
# In code
\`\`\`

<!--
# In a comment
-->

    # Indented
`;

const present = '; its headings: # The Title, ## Methods, ## Use npm & co, ### 1. Results';

test.each([
  [
    ['The Title', 'methods', 'Use `npm` & co'],
    true,
    'a.md has 3 required headings: The Title, methods, Use `npm` & co',
  ],
  [
    ['## Methods', '#   the title'],
    true,
    'a.md has 2 required headings: ## Methods, #   the title',
  ],
  [['1. Results'], true, 'a.md has 1 required heading: 1. Results'],
  [['# Methods'], false, `a.md lacks # Methods${present}`],
  [['Results'], false, `a.md lacks Results${present}`],
  [
    ['In code', 'In a comment', 'Indented', 'Methods'],
    false,
    `a.md lacks In code, In a comment, Indented${present}`,
  ],
  [['title: Front matter'], false, `a.md lacks title: Front matter${present}`],
  [['__proto__'], false, `a.md lacks __proto__${present}`],
])('%j', async (headings, ok, detail) => {
  const root = folderWith({ 'a.md': document });
  expect(await resultOf(root, { type: 'contains_headings', path: 'a.md', headings })).toEqual({
    id: 'exit-1',
    ok,
    detail,
  });
});

test('a long list of what is missing is cut', async () => {
  const root = folderWith({ 'a.md': '' });
  const headings = Array.from({ length: 30 }, (_, index) => `H${index}`);
  const { detail } = await resultOf(root, { type: 'contains_headings', path: 'a.md', headings });
  expect(detail).toMatch(/H19 and 10 more; its headings: none$/);
});
