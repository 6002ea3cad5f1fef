/** Shows Markdown in the browser, takes a picture, and measures what is to be seen. */
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import type { Browser } from './browser.ts';
import {
  column,
  drawDiagrams,
  githubPage,
  measurePage,
  type Measured,
  type Mermaid,
  type Theme,
} from './github-page.ts';

/** Where the pictures are. */
export const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'orchestrator-pictures-'));

/** @param name of the file */
export async function show(
  browser: Browser,
  markdown: string,
  theme: Theme,
  mermaid: Mermaid,
  name: string,
): Promise<Measured & { readonly errors: unknown }> {
  const page = await browser.newPage();
  await page.setViewport({ width: column + 48, height: 900 });
  await page.setContent(githubPage(markdown, theme, browser.modules));
  await page.addScriptTag({ path: path.join(browser.modules, mermaid, 'dist/mermaid.min.js') });
  const errors = await page.evaluate(drawDiagrams(theme));
  const measured = (await page.evaluate(measurePage)) as Measured;
  await page.screenshot({ path: path.join(folder, `${name}.png`), fullPage: true });
  await page.close();
  return { ...measured, errors };
}
