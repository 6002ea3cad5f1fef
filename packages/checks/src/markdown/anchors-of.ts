import GithubSlugger from 'github-slugger';
import { headingsOf } from './headings-of.ts';
import type { Markdown } from './parse-markdown.ts';

/** What `#…` may name in a document: its headings as GitHub spells them, and `id` or `name` in its HTML. */
export function anchorsOf(markdown: Markdown): ReadonlySet<string> {
  const slugger = new GithubSlugger();
  const headings = headingsOf(markdown).map(({ text }) => slugger.slug(text.trim()));
  return new Set([...headings, ...htmlIds(markdown)]);
}

// Within HTML that the Markdown parser found; the parser leaves HTML as it is.
const idOrName = /\s(?:id|name)\s*=\s*(?:"([^"]*)"|'([^']*)')/gi;

function htmlIds({ tokens }: Markdown): readonly string[] {
  return tokens
    .flatMap((token) => [token, ...(token.children ?? [])])
    .filter(({ type }) => type === 'html_block' || type === 'html_inline')
    .flatMap(({ content }) => [...content.matchAll(idOrName)])
    .map(([, double, single]) => double ?? single ?? '');
}
