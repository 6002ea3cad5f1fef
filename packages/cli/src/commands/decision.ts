/** What every command that records a decision asks for, and what it shows. */
import type { Decided } from '@orchestrator/core';
import type { Context } from '../context.ts';
import { usage } from '../failure.ts';
import { actorFor } from '../identity.ts';
import { itemInput, textInput } from '../inputs.ts';
import { word, type Options } from './options.ts';

/** The item, who decides about it, and the reason, which may not be missing. */
export async function whoAndWhy({ deps }: Context, options: Options) {
  const reason = textInput('--reason', word(options['reason']));
  if (reason === undefined || reason.trim() === '') {
    throw usage('--reason is missing.', 'Say why: --reason "…"', 'reason-missing');
  }
  return {
    item: itemInput(word(options['workItem'])),
    actor: await actorFor(word(options['actor']), deps.repository),
    reason,
  };
}

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
