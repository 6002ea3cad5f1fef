/** What people read: Markdown for comments and summaries. */
export { code, cutAtLine, table } from './markdown.ts';
