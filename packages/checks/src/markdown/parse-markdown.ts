import type { Token } from 'markdown-it';

/** Markdown as the parser sees it. */
export interface Markdown {
  readonly tokens: readonly Token[];
  /** Where the link reference definitions lead, used or not. */
  readonly definitions: readonly string[];
}

/** Far above any document that people read; the parser takes about 0.3 s for each MiB. */
export const maxMarkdownBytes = 8 * 1024 * 1024;

export const isMarkdown = (path: string): boolean => /\.(md|markdown)$/i.test(path);

/** Parses GitHub's Markdown: tables, footnotes and bare links included, front matter left out. */
export async function parseMarkdown(text: string): Promise<Markdown> {
  parser ??= createParser();
  const env = {};
  const tokens = (await parser).parse(withoutFrontMatter(text), env);
  return { tokens, definitions: definitionsIn(env) };
}

let parser: ReturnType<typeof createParser> | undefined;

/** Loaded at the first use: most commands never parse Markdown. */
async function createParser() {
  const [{ default: markdownIt }, { default: footnotes }] = await Promise.all([
    import('markdown-it'),
    import('markdown-it-footnote'),
  ]);
  const created = markdownIt({ html: true, linkify: true }).use(footnotes);
  // Only what has a scheme is a link: `README.md` is a file, though `.md` is a country.
  created.linkify.set({ fuzzyLink: false, fuzzyEmail: false });
  // That rule moves footnotes to the end and drops those that nothing refers to.
  created.core.ruler.disable('footnote_tail');
  return created;
}

/** YAML between two lines `---` at the very beginning is no Markdown; GitHub does not show it as such either. */
function withoutFrontMatter(text: string): string {
  if (!text.startsWith('---\n')) return text;
  const end = text.indexOf('\n---', 3);
  const isWholeLine = end >= 0 && /^[ \t]*(\n|$)/.test(text.slice(end + 4, end + 64));
  return isWholeLine ? text.slice(end + 4) : text;
}

/** The parser leaves what it knows about definitions in `references` of its environment, untyped. */
function definitionsIn(env: object): readonly string[] {
  const references: unknown = 'references' in env ? env.references : undefined;
  if (typeof references !== 'object' || references === null) return [];
  return Object.values(references).flatMap((reference: unknown) =>
    typeof reference === 'object' &&
    reference !== null &&
    'href' in reference &&
    typeof reference.href === 'string'
      ? [reference.href]
      : [],
  );
}
