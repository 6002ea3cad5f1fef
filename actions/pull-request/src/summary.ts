/** What there is to say of a pull request, for the summary of the step. */
import { looksOn } from '@orchestrator/action-kit';
import type { Pull, Sticky } from '@orchestrator/github';
import { span } from '@orchestrator/render';

export interface Facts {
  readonly pull: Pull;
  readonly items: readonly string[];
  readonly integrated: readonly string[];
  readonly onlyLooks: boolean;
  /** What the comments say, or would say. */
  readonly stickies: readonly Sticky[];
  /** Where they are. */
  readonly shown: readonly string[];
}

export const summaryOf = ({
  pull: { number, mergeCommit = '' },
  items,
  integrated,
  onlyLooks,
  stickies,
  shown,
}: Facts): string =>
  [
    ...(onlyLooks ? [`${looksOn} ${commentFollows}`] : []),
    ...(items.length > 0 ? [] : [`No work item belongs to #${number}.`]),
    ...(integrated.length > 0
      ? [`Integrated at ${span(mergeCommit)}: ${integrated.map(span).join(', ')}.`]
      : []),
    ...shown,
    ...stickies.filter(({ onlyIfThere }) => onlyIfThere !== true).map(({ body }) => body),
  ].join('\n\n');

export const commentFollows = 'The comment follows from the workflow on: workflow_run.';
