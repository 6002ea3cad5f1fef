/** The package has no types of its own, and those of DefinitelyTyped are for another markdown-it. */
declare module 'markdown-it-footnote' {
  import type { MarkdownIt } from 'markdown-it';

  const footnotes: (parser: MarkdownIt) => void;
  export { footnotes as default };
}
