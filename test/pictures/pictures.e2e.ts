/** Comments and summaries as people see them, in both themes and both versions of Mermaid that GitHub has had. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openBrowser, type Browser } from './browser.ts';
import { column, type Mermaid, type Theme } from './github-page.ts';
import { pictures } from './pictures.ts';
import { folder, show } from './show.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
}, 180_000);
afterAll(async () => {
  await browser.close();
  process.stderr.write(`The pictures are in ${folder}\n`);
});

const elements = new Set(
  'code details div em h3 p pre strong summary table tbody td th thead tr ul li'.split(' '),
);

const themes: readonly Theme[] = ['light', 'dark'];
const versions: readonly Mermaid[] = ['mermaid', 'mermaid-10'];

describe.each(Object.entries(pictures))('%s', (name, { markdown, diagrams }) => {
  test.each(themes.flatMap((theme) => versions.map((mermaid) => [theme, mermaid] as const)))(
    'is legible, %s, drawn by %s',
    async (theme, mermaid) => {
      const seen = await show(browser, markdown, theme, mermaid, `${name}-${theme}-${mermaid}`);
      expect(seen.errors).toEqual([]);
      expect(seen.diagrams.map(({ kind }) => kind)).toEqual(diagrams);
      for (const { kind, title, width, letters, contrast, cut } of seen.diagrams) {
        expect(title).not.toBe('');
        expect(width).toBeLessThanOrEqual(column);
        expect({ kind, letters: letters >= (kind === 'gantt' ? 9 : 11) }).toEqual({
          kind,
          letters: true,
        });
        expect(contrast).toBeGreaterThanOrEqual(4.5);
        expect(cut).toBe(0);
      }
      expect(seen.tooWide).toBeLessThanOrEqual(0);
      // A table that has to be scrolled is what whoever writes such things gets.
      if (!name.endsWith('hostile')) expect(seen.tablesTooWide).toBe(0);
      expect(seen.elements.filter((element) => !elements.has(element))).toEqual([]);
      expect(seen.links).toEqual([]);
    },
  );
});
