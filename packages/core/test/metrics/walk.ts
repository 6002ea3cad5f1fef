/** Random lives of one item: commands that mostly make sense, by clocks that mostly go forward. */
import fc from 'fast-check';
import { allAttempts, isRunning, scheduleView, type ItemState } from '../../src/index.ts';
import { anyWorkflow } from '../workflows.ts';
import { begin, newStory, NotGranted, type Story, type WrittenVersion } from './story.ts';

const kinds = {
  claim: 9,
  complete: 9,
  fail: 2,
  release: 1,
  retry: 3,
  approve: 5,
  reject: 3,
  merge: 1,
  proceed: 2,
  block: 3,
  unblock: 2,
  transfer: 1,
  integrate: 1,
  revert: 1,
  migrate: 1,
  rollBack: 1,
  correct: 1,
} as const;
export type Kind = keyof typeof kinds;

interface Command {
  readonly kind: Kind;
  readonly pick: number;
  /** What passes before it, in milliseconds; negative: the clock of whoever acts is behind. */
  readonly wait: number;
}

export interface Walk {
  readonly written: WrittenVersion;
  readonly commands: readonly Command[];
}

export interface Allowed {
  readonly length: number;
  readonly without?: readonly Kind[];
  /** Clocks may be behind. */
  readonly skewed?: boolean;
}

const hours = 3_600_000;

export function anyWalk({ length, without = [], skewed = false }: Allowed): fc.Arbitrary<Walk> {
  const some = (Object.keys(kinds) as Kind[]).filter((kind) => !without.includes(kind));
  const command = fc.record<Command>({
    kind: fc.oneof(...some.map((kind) => ({ arbitrary: fc.constant(kind), weight: kinds[kind] }))),
    pick: fc.nat({ max: 60 }),
    wait: fc.oneof(
      { arbitrary: fc.nat({ max: 6 * hours }), weight: 5 },
      { arbitrary: fc.constant(0), weight: 1 },
      { arbitrary: fc.integer({ min: skewed ? -20 * hours : 0, max: 0 }), weight: 1 },
    ),
  });
  const gates = [
    { key: 'intake', kind: 'handoff' },
    { key: 'review', kind: 'review', approvals: 1 },
  ];
  return fc.record({
    written: fc.tuple(anyWorkflow, fc.boolean()).map(([{ steps, gates: others }, hasIntake]) => ({
      steps,
      gates: [
        ...gates.slice(hasIntake ? 0 : 1).map((gate) => ({
          ...gate,
          ...(gate.key === 'review' && { after: steps[0]?.key }),
        })),
        ...others,
      ],
    })),
    commands: fc.array(command, { minLength: length, maxLength: length }),
  });
}

/** @param before is told each command with its moment before it is carried out */
export function walkThrough(
  { written, commands }: Walk,
  item = 'item-1',
  before: (story: Story, index: number, ms: number) => void = () => undefined,
): Story {
  const story = newStory(written, item);
  let now = 0;
  for (const [index, { kind, pick, wait }] of commands.entries()) {
    now = Math.max(0, now + Math.max(0, wait));
    before(story, index, now);
    const ms = Math.max(0, wait < 0 ? now + wait : now);
    try {
      act(story, written, kind, pick, ms, now);
    } catch (error) {
      if (!(error instanceof NotGranted)) throw error;
    }
  }
  return story;
}

const oneOf = <T>(list: readonly T[], pick: number): T | undefined => list[pick % list.length];

function act(
  story: Story,
  written: WrittenVersion,
  kind: Kind,
  pick: number,
  ms: number,
  now: number,
): unknown {
  const state = story.state();
  const view = scheduleView(state);
  const ready = oneOf(view.readySteps, pick)?.key;
  const running = oneOf(allAttempts(state).filter(isRunning), pick)?.step;
  const gate = oneOf(
    gatesIn(state, kind === 'approve' ? ['pending'] : ['pending', 'approved']),
    pick,
  );
  const step = oneOf(state.plan.steps, pick)?.step.key ?? '';
  switch (kind) {
    case 'claim':
      return ready === undefined ? ready : story.claim(ready, ms, `e${pick % 3}-${ready}`);
    case 'complete':
      return running === undefined ? running : story.end(running, ms);
    case 'fail':
      return running === undefined ? running : story.end(running, ms, 'failed');
    case 'release':
      return running === undefined ? running : story.end(running, ms, 'released');
    case 'retry': {
      const failed = view.blockedSteps.filter(({ reasons }) =>
        reasons.some(({ code }) => code === 'requeue'),
      );
      return story.retry(oneOf(failed, pick)?.key ?? step, ms);
    }
    case 'approve':
      return gate === undefined ? gate : story.approve(gate, ms, `judge-${pick % 2}`);
    case 'reject':
      return gate === undefined
        ? gate
        : story.reject(gate, ms, behind(state, gate, pick) ?? step, `why-${ms}`);
    case 'merge':
      return story.review('intake', 'merge', ms);
    case 'proceed':
      return story.review('intake', 'proceed', ms);
    case 'block':
      return story.block(`b-${state.blockers.length}`, ms, pick % 3 === 0 ? undefined : step);
    case 'unblock':
      return story.unblock(
        oneOf(
          state.blockers.filter(({ open }) => open),
          pick,
        )?.id ?? 'b',
        ms,
      );
    case 'transfer':
      return story.transfer(`owner-${pick % 4}`, ms);
    case 'integrate':
      return story.integrate(ms);
    case 'revert':
      return story.revert(step, ms);
    case 'migrate':
      return story.migrate(...otherVersion(state, written, pick, ms));
    case 'rollBack':
      return story.rollBack(ms);
    case 'correct':
      return correctTime(story, pick, now);
  }
}

const gatesIn = ({ gates }: ItemState, phases: readonly string[]): readonly string[] =>
  [...gates.values()].filter(({ phase }) => phases.includes(phase)).map(({ gate }) => gate.key);

function behind(state: ItemState, gate: string, pick: number): string | undefined {
  const covered = state.gates.get(gate)?.covered ?? [];
  const keys = covered.flatMap(({ step, launch }) => [
    ...[step, ...launch.record.predecessors.map(([key]) => key)],
  ]);
  return oneOf(keys, pick);
}

/** The present version with one step under another key, or without it, and another one at the end. */
function otherVersion(
  state: ItemState,
  { gates = [] }: WrittenVersion,
  pick: number,
  ms: number,
): Parameters<Story['migrate']> {
  const n = state.migrations.length + 2;
  const keys = state.plan.steps.map(({ step }) => step.key);
  const target = oneOf(keys, pick) ?? '';
  const key = pick % 3 > 0 ? target : `${target}-${n}`;
  const dropped = pick % 2 === 1 && keys.length > 1;
  const rows = state.plan.steps.flatMap(({ step: { key: own, order, parallelizable } }) =>
    own === target
      ? dropped
        ? []
        : [{ key, order, parallelizable }]
      : [{ key: own, order, parallelizable }],
  );
  const first = rows[0]?.key ?? key;
  const kept = gates.map((gate) =>
    'after' in gate ? { ...gate, after: first, returnTo: first } : gate,
  );
  const steps = pick % 2 === 0 ? rows : [...rows, { key: `new-${n}`, order: 9 }];
  const known = kept.filter((gate) => !('before' in gate));
  const renames = dropped ? { [target]: null } : key === target ? {} : { [target]: key };
  return [{ version: `${n}.0.0`, steps, gates: known }, ms, renames];
}

/** A record said the wrong time: it was up to a few hours earlier or later, but not in the future. */
function correctTime(story: Story, pick: number, now: number): unknown {
  const file = oneOf(
    story.files.filter(({ path }) => /claims|handoff|blocker/.test(path)),
    pick,
  );
  if (file === undefined) return undefined;
  const field = /handoff/.test(file.path) ? 'timestamp' : 'at';
  const moment = Math.round((now * (pick % 7)) / 7);
  return story.correct(file.path, { [field]: new Date(begin + moment).toISOString() }, now);
}
