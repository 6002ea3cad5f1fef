/** What is looked at: items of three sizes, in the states that matter, and the impact of a change. */
import { impactComment, jobSummary, statusComment, type StatusModel } from '@orchestrator/render';
import { ids } from '../../packages/core/test/forge.ts';
import { hostile, spoilt } from '../../packages/render/test/hostile.ts';
import { noImpact, someImpact, spoiltImpact } from '../../packages/render/test/impacts.ts';
import * as items from '../../packages/render/test/items.ts';

interface Picture {
  readonly markdown: string;
  /** Kinds of the diagrams in it. */
  readonly diagrams: readonly string[];
}

const head = '3f2c9a1b'.padEnd(40, '0');
const history = 'c0ffee'.padEnd(40, '1');
const flow = 'flowchart-v2';

const comment = (model: StatusModel, diagrams: readonly string[] = [flow]): Picture => ({
  markdown: statusComment(model, { head, history }, ids).markdown,
  diagrams,
});
const summary = (model: StatusModel, diagrams = [flow, 'gantt']): Picture => ({
  markdown: jobSummary(model, {
    history,
    cycle: {
      launched: [
        { step: 'build', attempt: 1 },
        { step: 'docs', attempt: 1 },
      ],
      left: [{ step: 'lint', why: 'Its entry criteria look at files, and there is no checkout.' }],
      notes: ['No pull request belongs to this item, so there is no comment.'],
    },
  }),
  diagrams,
});
const impact = (...[view]: Parameters<typeof impactComment>): Picture => ({
  markdown: impactComment(view, { head }, ids).markdown,
  diagrams: [],
});

/** By name, which is that of the file too. */
export const pictures: Readonly<Record<string, Picture>> = {
  'comment-003-steps': comment(items.three()),
  'comment-009-at-work': comment(items.atWork()),
  'comment-009-to-decide': comment(items.deciding()),
  'comment-009-failed': comment(items.failing()),
  'comment-009-blocked': comment(items.blocked()),
  'comment-009-done': comment(items.done()),
  'comment-030-steps': comment(items.large({ steps: 30, width: 3, done: 12, gates: true })),
  'comment-040-wide': comment(items.large({ steps: 39, width: 4, done: 12 })),
  'comment-300-steps': comment(items.large({ steps: 300, width: 6, done: 120, gates: true })),
  'comment-300-wide': comment(items.large({ steps: 300, width: 45, done: 90 })),
  'comment-500-crowded': comment(items.large({ steps: 500, width: 100, done: 100 }), []),
  'comment-hostile': comment(spoilt(items.atWork())),
  'summary-009-at-work': summary(items.atWork()),
  'summary-300-steps': summary(items.large({ steps: 300, width: 6, done: 120, gates: true })),
  'impact-some': impact(someImpact, {}, ids),
  'impact-none': impact(noImpact, {}, ids),
  'impact-hostile': impact(spoiltImpact(hostile), {}, ids),
};
