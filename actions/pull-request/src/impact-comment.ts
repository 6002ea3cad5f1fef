/** The comment that says what the rules of a pull request would do to the items in flight. */
import type { Kit } from '@orchestrator/action-kit';
import type { Pull, Sticky } from '@orchestrator/github';
import { span, impactComment, withMarker, type Comment } from '@orchestrator/render';
import type { Assessed } from './assess.ts';

/** How many items would feel it. */
export const affectedBy = (assessed: Assessed): number =>
  assessed.kind === 'impact' ? assessed.view.items.filter(({ affected }) => affected).length : 0;

/** One for each pull request. Where there is nothing to say, what was said before is taken back. */
export function impactSticky(
  { deps: { ids } }: Pick<Kit, 'deps'>,
  { headSha }: Pull,
  assessed: Assessed,
): Sticky | undefined {
  const comment = commentOf(assessed, headSha, ids);
  if (comment === undefined) return undefined;
  return {
    ...{ key: 'impact', body: comment.markdown, digest: `sha256:${comment.digest}` },
    ...(assessed.kind === 'unchanged' && { onlyIfThere: true }),
  };
}

function commentOf(assessed: Assessed, head: string, ids: Kit['deps']['ids']): Comment | undefined {
  const marker = { kind: 'impact', item: '-', head, asOf: '-' } as const;
  switch (assessed.kind) {
    case 'unknown':
      return undefined;
    case 'impact':
      return impactComment(assessed.view, { head }, ids);
    case 'unchanged':
      return withMarker(nothing, marker, ids);
    case 'invalid':
      return withMarker(notValid(assessed), marker, ids);
  }
}

const nothing =
  '### ✔ Impact: no effect any more\n\nThis pull request changes no definition and no policy.';

/** Nobody can say what a policy would do that can't be read; once merged, every command would be refused. */
function notValid({ side, problem }: Extract<Assessed, { kind: 'invalid' }>): string {
  const { path, line, detail, hint } = problem;
  return [
    `### ⛔ Impact: ${span(path)} is not valid`,
    `On ${span(side)}, line ${line}: ${span(detail)}`,
    `→ ${span(hint)}`,
  ].join('\n\n');
}
