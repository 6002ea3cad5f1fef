/** Items in every phase, as the comments show them: small ones told by real commands, large ones forged. */
import type { ItemState } from '@orchestrator/core';
import { approve, forge, stateOf, type ForgedStep } from '../../core/test/forge.ts';
import { newStory, type Story, type WrittenVersion } from '../../core/test/metrics/story.ts';
import { toWorkflow } from '../../core/test/workflows.ts';
import { statusModel, type StatusModel } from '../src/index.ts';

const minute = 60_000;
const hour = 60 * minute;

const together = (order: number, ...keys: readonly string[]): readonly object[] =>
  keys.map((key) => ({ key, order, parallelizable: true }));

const feature: WrittenVersion = {
  steps: [
    { key: 'plan', order: 1 },
    ...together(2, 'api', 'ui').map((step) => ({ ...step, dependsOn: ['plan'] })),
    ...together(3, 'build', 'docs', 'migrate').map((step) => ({
      ...step,
      dependsOn: ['api', 'ui'],
      exitCriteria: ['The tests pass on every platform that we support'],
      definitionOfDone: 'Somebody else has read it',
    })),
    { key: 'integrate', order: 4 },
  ],
  gates: [
    { key: 'design', kind: 'review', after: 'api', returnTo: 'api', users: ['dana', 'judge'] },
    {
      key: 'release',
      kind: 'release',
      before: 'integrate',
      approvals: 2,
      users: ['dana', 'olga', 'judge'],
    },
  ],
};

/** With a title of its own. */
const titled = (story: Story, title: string): StatusModel => ({
  ...statusModel(story.state()),
  title,
});

/** Nothing has happened yet. */
export const fresh = (): StatusModel => titled(newStory(feature, 'wi-42'), 'Ship audit log');

const upToDesign = (): Story =>
  newStory(feature, 'wi-42')
    .launch()
    .does('plan', 10 * minute, 2 * hour)
    .launch()
    .does('api', 2 * hour, 5 * hour)
    .does('ui', 2 * hour, 6 * hour);

/** A gate waits for a decision. */
export const deciding = (): StatusModel => titled(upToDesign(), 'Ship audit log');

const reworked = (): Story =>
  upToDesign()
    .reject('design', 7 * hour, 'api', 'The endpoint leaks ids of other tenants')
    .launch()
    .does('api', 8 * hour, 11 * hour)
    .approve('design', 12 * hour, 'dana')
    .launch();

/** The example of the design: some done, two running, one blocked, after a rejection. */
export const atWork = (): StatusModel =>
  titled(
    reworked()
      .claim('build', 27 * hour, 'runner-3')
      .claim('docs', 27 * hour + 30 * minute, 'runner-1')
      .block('b-7', 25 * hour, 'migrate')
      .transfer('dana', 28 * hour),
    'Ship audit log',
  );

/** One attempt failed and nobody has asked for another. */
export const failing = (): StatusModel =>
  titled(
    reworked()
      .claim('build', 13 * hour, 'runner-3')
      .end('build', 14 * hour, 'failed', { outcome: 'Exit code 2: 3 of 812 tests fail' })
      .claim('docs', 14 * hour, 'runner-1'),
    'Ship audit log',
  );

const allButIntegrate = (): Story =>
  reworked()
    .does('build', 13 * hour, 14 * hour)
    .does('docs', 13 * hour, 14 * hour)
    .does('migrate', 13 * hour, 15 * hour);

/** Nothing can go on, for the whole item is blocked. */
export const blocked = (): StatusModel =>
  titled(
    reworked()
      .block('audit', 20 * hour)
      .transfer('dana', 23 * hour),
    'Ship audit log',
  );

/** Every step is done. */
export const done = (): StatusModel =>
  titled(
    allButIntegrate()
      .approve('release', 16 * hour, 'dana')
      .approve('release', 17 * hour, 'olga')
      .launch()
      .does('integrate', 18 * hour, 19 * hour),
    'Ship audit log',
  );

const intake: WrittenVersion = {
  steps: [{ key: 'work', order: 1 }],
  gates: [{ key: 'intake', kind: 'handoff' }],
};

/** The duplicate review ended it. */
export const ended = (how: 'merge' | 'close'): StatusModel =>
  statusModel(newStory(intake, 'twice-told').review('intake', how, hour).state());

/** The duplicate review is still to be made. */
export const reviewed = (): StatusModel => statusModel(newStory(intake, 'twice-told').state());

/** Somebody works on a step that the present version does not have. */
export const orphaned = (): StatusModel =>
  statusModel(
    newStory({ steps: [...together(1, 'one', 'two')] })
      .launch()
      .claim('one', hour)
      .migrate({ version: '2.0.0', steps: [...together(1, 'two')] }, 2 * hour, { one: null })
      .state(),
  );

/** Somebody works on what was sent back. */
export const running = (): StatusModel =>
  statusModel(
    newStory({
      steps: [{ key: 'one', order: 1 }, ...together(2, 'two')],
      gates: [{ key: 'check', kind: 'review', after: 'one', returnTo: 'one' }],
    })
      .launch()
      .does('one', hour, 2 * hour)
      .approve('check', 3 * hour)
      .launch()
      .claim('two', 4 * hour)
      .reject('check', 5 * hour, 'one')
      .state(),
  );

/** Three steps, one after the other, the second at work. */
export const three = (): StatusModel =>
  titled(
    newStory(
      { steps: ['plan', 'build', 'ship'].map((key, place) => ({ key, order: place + 1 })) },
      'wi-3',
    )
      .launch()
      .does('plan', 10 * minute, 3 * hour)
      .launch()
      .claim('build', 4 * hour, 'runner-3')
      .transfer('dana', 5 * hour),
    'Fix the export of long names',
  );

export interface Large {
  readonly steps: number;
  /** Steps of one order; they may run at once. */
  readonly width: number;
  /** Steps that are done, from the first on. */
  readonly done: number;
  readonly gates?: boolean;
}

/** A plan of many steps; those of the order that is under way run, failed, wait to be claimed. */
function largeState({ steps, width, done: until, gates = false }: Large): ItemState {
  const written = Array.from({ length: steps }, (_, index) => ({
    key: `step-${index + 1}`,
    order: Math.floor(index / width) + 1,
    parallelizable: width > 1,
    // Without it, neighbouring steps that may run at once would be one group.
    dependsOn: Array.from({ length: index < width ? 0 : width }, (_, place) => {
      const first = (Math.floor(index / width) - 1) * width;
      return `step-${first + place + 1}`;
    }),
    resources: [],
    retry: { maxAttempts: 1 },
  }));
  const guarded = gates
    ? written.filter((_, index) => index % (2 * width) === width).map(({ key }) => key)
    : [];
  const workflow = toWorkflow({
    steps: written,
    gates: guarded.map((key, index) => ({
      ...{ key: `gate-${index + 1}`, kind: 'review' as const, after: key, approvals: 1 },
    })),
  });
  const lives = (['running', 'failed', 'launched', 'running'] as const).map((life) => [life]);
  const current = Math.floor(until / width);
  const files = forge(
    workflow.steps.map(({ key }, index): ForgedStep => {
      const isCurrent = index >= until && Math.floor(index / width) === current;
      const life = index < until ? ['completed' as const] : isCurrent ? lives[index % 4] : [];
      return { key, lives: life ?? [], requeued: false };
    }),
  );
  return stateOf(workflow, approve(workflow, files, gates ? guardsBefore(workflow, current) : []));
}

const guardsBefore = (
  { gates, steps }: ReturnType<typeof toWorkflow>,
  current: number,
): readonly string[] =>
  gates
    .filter(({ after }) => (steps.find(({ key }) => key === after)?.order ?? 0) <= current)
    .map(({ key }) => key);

/** With times that differ: forged records are all of one moment. */
export function large(shape: Large): StatusModel {
  const model = statusModel(largeState(shape));
  return {
    ...model,
    title: `A plan of ${shape.steps} steps`,
    ageMs: 76 * hour,
    rows: model.rows.map((row, index) =>
      row.sinceMs === undefined ? row : { ...row, sinceMs: ((index * 37) % 500) * minute },
    ),
  };
}
