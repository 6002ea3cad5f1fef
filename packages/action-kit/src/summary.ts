/** The summary of a step, in Markdown: every word from outside stands in a code span, where nothing in it is obeyed. */
import * as core from '@actions/core';
import { cutAtLine } from '@orchestrator/github';

/** The runner refuses more than 1 MiB. */
const largest = 900 * 1024;

/** A text as a code span on one line, also inside a table: no markup, no mention, no link comes out of it. */
export function code(text: string): string {
  const line = text
    // eslint-disable-next-line no-control-regex -- these are what must not get through
    .replace(/[\s\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]+/g, ' ')
    .trim();
  if (line === '') return '';
  const runs = line.match(/`+/g) ?? [];
  const fence = '`'.repeat(1 + Math.max(0, ...runs.map((run) => run.length)));
  const padding = line.startsWith('`') || line.endsWith('`') ? ' ' : '';
  // A table is cut into cells before anything else is read, and there this is how a bar is written.
  return `${fence}${padding}${line.replaceAll('|', '\\|')}${padding}${fence}`;
}

/** A table of cells that are Markdown already. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Adds to the summary of the step, where the runner takes one. */
export async function writeSummary(markdown: string): Promise<void> {
  if ((process.env['GITHUB_STEP_SUMMARY'] ?? '') === '' || markdown === '') return;
  const text =
    markdown.length <= largest / 4 ? markdown : `${cutAtLine(markdown, largest / 4)}\n\n(cut off)`;
  await core.summary.addRaw(text, true).write();
}
