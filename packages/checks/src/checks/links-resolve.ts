import type { CheckOf } from '../check-of.ts';
import { locate, reasons } from '../files/locate.ts';
import { readText } from '../files/read-text.ts';
import { anchorsOf } from '../markdown/anchors-of.ts';
import { linkTarget } from '../markdown/link-target.ts';
import { linksOf } from '../markdown/links-of.ts';
import { isMarkdown, maxMarkdownBytes, parseMarkdown } from '../markdown/parse-markdown.ts';
import { counted, fail, listed, pass, type Verdict } from '../verdict.ts';

/**
 * Do the relative links and images of a Markdown document lead to files and folders of the checkout,
 * and their `#anchors` to headings? External addresses are counted, never fetched; anchors into files
 * that are not Markdown are not looked up.
 */
export async function checkLinksResolve(
  root: string,
  { path }: CheckOf<'links_resolve'>,
): Promise<Verdict> {
  const text = await readText(root, path, maxMarkdownBytes);
  if (!text.ok) return text;
  const markdown = await parseMarkdown(text.value);
  const anchors: Anchors = new Map([[path, anchorsOf(markdown)]]);
  const broken: string[] = [];
  const links = linksOf(markdown);
  let external = 0;
  for (const link of links) {
    const problem = await problemWith(root, path, link, anchors);
    if (problem === 'external') external++;
    else if (problem !== undefined) broken.push(`${link} (${problem})`);
  }
  const rest = `${counted(external, 'external link')} not fetched`;
  if (broken.length > 0) return fail(`broken in ${path}: ${listed(broken)}; ${rest}`);
  return pass(`${path}: ${counted(links.length - external, 'relative link')} found; ${rest}`);
}

/** The anchors of the documents seen so far: a page of contents links to one document many times. */
type Anchors = Map<string, ReadonlySet<string>>;

async function problemWith(
  root: string,
  from: string,
  link: string,
  anchors: Anchors,
): Promise<string | undefined> {
  const target = linkTarget(from, link);
  if (target.kind === 'external') return 'external';
  if (target.kind === 'broken') return 'cannot be decoded';
  const { path, anchor } = target;
  const place = locate(root, path);
  if (place.kind !== 'file' && place.kind !== 'folder') return reasons[place.kind];
  if (anchor === '' || isLineReference(anchor) || isTop(anchor)) return undefined;
  if (place.kind === 'folder') return 'a folder has no anchors';
  if (path !== from && !isMarkdown(path)) return undefined;
  const known = await anchorsIn(root, path, anchors);
  const exists = known.has(anchor) || known.has(anchor.toLowerCase());
  return exists ? undefined : 'no such heading';
}

async function anchorsIn(
  root: string,
  path: string,
  anchors: Anchors,
): Promise<ReadonlySet<string>> {
  const seen = anchors.get(path);
  if (seen !== undefined) return seen;
  const text = await readText(root, path, maxMarkdownBytes);
  const present = text.ok ? anchorsOf(await parseMarkdown(text.value)) : new Set<string>();
  anchors.set(path, present);
  return present;
}

/** `#L10`, `#L10-L20`: lines, which GitHub offers for every file. */
const isLineReference = (anchor: string): boolean => /^L\d+(C\d+)?(-L\d+(C\d+)?)?$/.test(anchor);

/** Browsers scroll to the top for it, whatever the document holds. */
const isTop = (anchor: string): boolean => anchor.toLowerCase() === 'top';
