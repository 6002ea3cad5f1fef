/** What every command that records a decision shows. */
import type { Decided } from '@orchestrator/core';
import type { Context } from '../context.ts';

/** Shows the record that a decision made, and commits the files where that is wanted. */
export async function showDecision(
  context: Context,
  { answer, records, repeated }: Decided,
  sentence: string,
  { next, more = {} }: { readonly next?: string; readonly more?: object } = {},
): Promise<void> {
  const { workItemId } = answer.record;
  await context.commitFiles(
    records.map(({ path }) => path),
    commitMessage(sentence),
  );
  const document = {
    schema: 'orchestrator.decision/1',
    workItemId,
    record: answer.id,
    path: answer.path,
    ...more,
  };
  context.show(repeated ? { ...document, repeated } : document, () =>
    [
      `${sentence}${repeated ? ' (It was on record already.)' : ''}`,
      context.terminal.style('dim', `  ${answer.path}`),
      ...(next === undefined ? [] : [`  Next: ${next}`]),
    ].join('\n'),
  );
}

/** One line, without anything that a commit message could be made to mean. */
export const commitMessage = (sentence: string): string =>
  sentence.replace(/\s+/g, ' ').slice(0, 200);
