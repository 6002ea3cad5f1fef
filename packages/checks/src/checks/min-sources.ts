import type { CheckOf } from '../check-of.ts';
import { readText } from '../files/read-text.ts';
import { maxMarkdownBytes, parseMarkdown } from '../markdown/parse-markdown.ts';
import { sourcesOf } from '../markdown/sources-of.ts';
import { counted, fail, pass, type Verdict } from '../verdict.ts';

/** Does the Markdown document name enough distinct sources? What counts as one: `sourcesOf`. */
export async function checkMinSources(
  root: string,
  { path, min }: CheckOf<'min_sources'>,
): Promise<Verdict> {
  const text = await readText(root, path, maxMarkdownBytes);
  if (!text.ok) return text;
  const sources = sourcesOf(await parseMarkdown(text.value));
  const detail = `${path} names ${counted(sources.size, 'distinct source')}`;
  if (sources.size >= min) return pass(detail);
  return fail(
    `${detail}; at least ${min} are needed (counted: external links, and entries without one in lists and tables under a heading such as Sources, References or Citations)`,
  );
}
