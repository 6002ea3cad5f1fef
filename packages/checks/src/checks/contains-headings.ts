import type { CheckOf } from '../check-of.ts';
import { readText } from '../files/read-text.ts';
import { headingsOf, type Heading } from '../markdown/headings-of.ts';
import { maxMarkdownBytes, parseMarkdown } from '../markdown/parse-markdown.ts';
import { counted, fail, listed, pass, type Verdict } from '../verdict.ts';

/**
 * Are all headings there, in any order? Case and spacing do not matter. `Methods` is found at any
 * level, `## Methods` at the second only.
 */
export async function checkContainsHeadings(
  root: string,
  { path, headings }: CheckOf<'contains_headings'>,
): Promise<Verdict> {
  const text = await readText(root, path, maxMarkdownBytes);
  if (!text.ok) return text;
  const present = headingsOf(await parseMarkdown(text.value));
  const missing: string[] = [];
  for (const heading of headings) {
    const wanted = await readWanted(heading);
    if (!present.some((one) => isWanted(one, wanted))) missing.push(heading);
  }
  if (missing.length > 0) {
    const texts = present.map(({ depth, text }) => `${'#'.repeat(depth)} ${text}`);
    const found = texts.length === 0 ? 'none' : listed(texts);
    return fail(`${path} lacks ${listed(missing)}; its headings: ${found}`);
  }
  return pass(`${path} has ${counted(headings.length, 'required heading')}: ${listed(headings)}`);
}

interface Wanted {
  readonly text: string;
  readonly depth?: number;
}

/** Read with the same parser, so that `## Use \`x\`` and what the document shows are compared as texts. */
async function readWanted(heading: string): Promise<Wanted> {
  const written = heading.trim();
  const [asHeading] = written.startsWith('#') ? headingsOf(await parseMarkdown(written)) : [];
  if (asHeading !== undefined) return asHeading;
  const [asText] = headingsOf(await parseMarkdown(`# ${written}`));
  return { text: asText?.text ?? written };
}

const isWanted = (heading: Heading, { text, depth }: Wanted): boolean =>
  comparable(heading.text) === comparable(text) && (depth === undefined || depth === heading.depth);

const comparable = (text: string): string => text.trim().replace(/\s+/g, ' ').toLowerCase();
