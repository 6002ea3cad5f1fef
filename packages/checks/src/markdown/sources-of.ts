import type { Token } from 'markdown-it';
import { externalUrl } from './external-url.ts';
import { linksIn } from './links-of.ts';
import type { Markdown } from './parse-markdown.ts';
import { textOf } from './text-of.ts';

/**
 * The distinct sources that a Markdown document names.
 *
 * - Anywhere: each external address that a link, a bare URL, a footnote or a link definition leads to
 *   (compared without `#…`, final `/` and the difference of http and https).
 * - Directly under a heading that names sources (Sources, References, Citations, Bibliography, Works
 *   cited): each list item or table row is one entry. All its links are together one source, and an
 *   entry without a link is one by its text. Of nested lists the outermost entry counts, or, where
 *   that has no link but entries within it do, those.
 *
 * The next heading ends such a list, so that properties of a source, listed under a heading of its
 * own, are not taken for sources.
 */
export function sourcesOf({ tokens, definitions }: Markdown): ReadonlySet<string> {
  const { entries, loose } = collect(tokens);
  const sources = new Set<string>();
  const inEntries = new Set<string>();
  for (const entry of entries) {
    const key = keyOf(entry);
    if (key !== undefined) sources.add(key);
    for (const url of entry.urls) inEntries.add(url);
  }
  for (const url of [...loose, ...definitions.flatMap(externalUrl)]) {
    if (!inEntries.has(url)) sources.add(url);
  }
  return sources;
}

/** An item of a list, or a row of a table, under a heading that names sources. */
interface Entry {
  readonly level: number;
  readonly outer: Entry | undefined;
  readonly urls: string[];
  readonly texts: string[];
  hasLinkWithin: boolean;
}

const sourceHeading =
  /(^|[^\p{L}])(sources?|references?|citations?|bibliography|works cited)($|[^\p{L}])/iu;

function collect(tokens: readonly Token[]) {
  const entries: Entry[] = [];
  const loose: string[] = [];
  let underSources = false;
  let current: Entry | undefined;
  tokens.forEach((token, index) => {
    const before = tokens[index - 1]?.type;
    if (token.type === 'inline') {
      if (before === 'heading_open') underSources = sourceHeading.test(textOf(token));
      const urls = linksIn(token).flatMap(externalUrl);
      if (current === undefined) loose.push(...urls);
      else addTo(current, urls, textOf(token));
    } else if (underSources && opensEntry(token, before)) {
      current = newEntry(token.level, current);
      entries.push(current);
    } else if (current !== undefined && token.nesting === -1 && token.level === current.level) {
      current = current.outer;
    }
  });
  return { entries, loose };
}

const newEntry = (level: number, outer: Entry | undefined): Entry => ({
  level,
  outer,
  urls: [],
  texts: [],
  hasLinkWithin: false,
});

/** The row of titles of a table is none. */
const opensEntry = ({ type }: Token, before: string | undefined): boolean =>
  type === 'list_item_open' ||
  type === 'footnote_reference_open' ||
  (type === 'tr_open' && before !== 'thead_open');

function addTo(entry: Entry, urls: readonly string[], text: string): void {
  entry.urls.push(...urls);
  entry.texts.push(text);
  if (urls.length === 0) return;
  for (const outer of outersOf(entry)) outer.hasLinkWithin = true;
}

/** What tells an entry from others; none when it belongs to the entry around it or to those within it. */
function keyOf(entry: Entry): string | undefined {
  const outers = outersOf(entry);
  if (outers.some(({ urls }) => urls.length > 0)) return undefined;
  const [url] = entry.urls;
  if (url !== undefined) return url;
  const text = entry.texts.join(' ').trim().replace(/\s+/g, ' ').toLowerCase();
  return outers.length > 0 || entry.hasLinkWithin || text === '' ? undefined : `text ${text}`;
}

function outersOf({ outer }: Entry): readonly Entry[] {
  return outer === undefined ? [] : [outer, ...outersOf(outer)];
}
