/** What every command that records a decision shows. */
import type { Decided } from '@orchestrator/core';
import type { Context } from '../context.ts';

/** Shows the record that a decision made. */
export function showDecision(
  context: Context,
  { answer, repeated }: Decided,
  sentence: string,
  { next, more = {} }: { readonly next?: string; readonly more?: object } = {},
): void {
  const { workItemId } = answer.record;
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
