/** Markdown read back as GitHub reads it: what is markup in it, and what is only text. */
import MarkdownIt from 'markdown-it';

const markdownIt = new MarkdownIt({ html: true, linkify: true });
type Token = ReturnType<typeof markdownIt.parse>[number];

export interface Read {
  /** Raw HTML, as it stands there. */
  readonly html: readonly string[];
  /** What leads or calls somewhere. */
  readonly links: readonly string[];
  /** Text outside of code: the only place where GitHub looks for mentions and references. */
  readonly loose: string;
  /** Contents of code spans. */
  readonly code: readonly string[];
  /** Fenced blocks: the language and what it holds. */
  readonly fences: readonly (readonly [language: string, text: string])[];
  /** Texts of headings. */
  readonly headings: readonly string[];
  /** Each table as the cells of its rows, its head first. */
  readonly tables: readonly (readonly (readonly string[])[])[];
  readonly lists: number;
}

export function read(markdown: string): Read {
  const tokens = markdownIt.parse(markdown, {});
  const inline = tokens.flatMap(({ children }) => children ?? []);
  const all = [...tokens, ...inline];
  const of = (...types: readonly string[]): readonly Token[] =>
    all.filter(({ type }) => types.includes(type));
  return {
    html: of('html_block', 'html_inline').map(({ content }) => content.trim()),
    links: of('link_open', 'image').map((it) =>
      String(it.attrGet('href') ?? it.attrGet('src') ?? ''),
    ),
    loose: of('text')
      .map(({ content }) => content)
      .join('\n'),
    code: of('code_inline').map(({ content }) => content),
    fences: of('fence').map(({ info, content }) => [info, content] as const),
    headings: tokens.flatMap((it, place) =>
      it.type === 'heading_open' ? [tokens[place + 1]?.content ?? ''] : [],
    ),
    tables: tablesIn(tokens),
    lists: of('bullet_list_open', 'ordered_list_open', 'blockquote_open', 'hr').length,
  };
}

function tablesIn(tokens: readonly Token[]): Read['tables'] {
  const tables: string[][][] = [];
  for (const [place, { type }] of tokens.entries()) {
    if (type === 'table_open') tables.push([]);
    if (type === 'tr_open') tables.at(-1)?.push([]);
    if (type === 'th_open' || type === 'td_open')
      tables
        .at(-1)
        ?.at(-1)
        ?.push(tokens[place + 1]?.content ?? '');
  }
  return tables;
}

/** What GitHub makes links of in text: people, teams, issues, commits. */
export const references =
  /(?<![\w`])@[\w-]|#\d|\bgh-\d|\b[0-9a-f]{7,40}\b(?<=[0-9a-f]*[a-f][0-9a-f]*)|https?:|www\.|\w@\w/i;
