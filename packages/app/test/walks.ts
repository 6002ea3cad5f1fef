/** Random walks: commands of several people and executors on one item, most of them sensible, some not. */
import fc from 'fast-check';
import type { Refused, ScheduleView } from '@orchestrator/core';
import { anyWorkflow, type WrittenWorkflow } from '../../core/test/workflows.ts';
import type { World } from './world.ts';

export type Kind =
  | 'schedule'
  | 'claim'
  | 'complete'
  | 'fail'
  | 'release'
  | 'abandon'
  | 'retry'
  | 'approve'
  | 'reject'
  | 'integrate'
  | 'revert';

export interface Command {
  readonly kind: Kind;
  /** Choose among the steps for which it makes sense, not among all. */
  readonly sensible: boolean;
  readonly step: number;
  readonly who: number;
  readonly gate: number;
  readonly executors: number | undefined;
}

const weights: Readonly<Record<Kind, number>> = {
  schedule: 2,
  claim: 8,
  complete: 8,
  fail: 4,
  release: 1,
  abandon: 1,
  retry: 5,
  approve: 4,
  reject: 5,
  integrate: 2,
  revert: 4,
};

const anyCommand = (kinds: readonly Kind[] = Object.keys(weights) as Kind[]) =>
  fc.record<Command>({
    kind: fc.oneof(
      ...kinds.map((kind) => ({ arbitrary: fc.constant(kind), weight: weights[kind] })),
    ),
    sensible: fc.oneof({ arbitrary: fc.constant(true), weight: 4 }, fc.constant(false)),
    step: fc.nat({ max: 7 }),
    who: fc.nat({ max: 2 }),
    gate: fc.nat({ max: 2 }),
    executors: fc.option(fc.integer({ min: 0, max: 3 }), { nil: undefined }),
  });

/** One gate more that is often reached and can be rejected. */
const withReview = ({ steps, gates }: WrittenWorkflow): WrittenWorkflow => {
  const after = steps[0]?.key ?? '';
  return { steps, gates: [{ key: 'review', kind: 'review', after, approvals: 1 }, ...gates] };
};

export const anyWalk = (maxLength: number, kinds?: readonly Kind[]) =>
  fc.record({
    written: anyWorkflow.map(withReview),
    commands: fc.array(anyCommand(kinds), {
      minLength: Math.ceil(maxLength / 3),
      maxLength,
      size: 'max',
    }),
  });

type Done = Promise<{ readonly ok: true } | Refused>;

/** Carries out a command; `undefined` when there is nothing that it could be about. */
export async function carryOut(
  world: World,
  written: WrittenWorkflow,
  command: Command,
): Promise<Awaited<Done> | undefined> {
  const view = await world.viewNow();
  const step = chooseStep(view, written, command);
  const gate = chooseGate(view, written, command);
  const person = `person-${command.who}`;
  const executor = `e${command.who}`;
  const owner = view.runningSteps.find(({ key }) => key === step)?.executor;
  const ending = { executor: command.sensible ? (owner ?? executor) : executor, actor: executor };
  switch (command.kind) {
    case 'schedule':
      return world.schedule(command.executors);
    case 'claim':
      return world.claim(step, { executor, actor: executor });
    case 'complete':
      return world.complete(step, ending);
    case 'fail':
      return world.complete(step, { ...ending, status: 'failed' });
    case 'release':
      return world.complete(step, { ...ending, status: 'released' });
    case 'abandon':
      return world.complete(step, { actor: person, status: 'abandoned' });
    case 'retry':
      return world.retry(step, person);
    case 'approve':
      return gate === undefined ? undefined : world.approve(gate, person);
    case 'reject':
      return gate === undefined
        ? undefined
        : world.reject(gate, person, await returnTo(world, gate, step, command));
    case 'integrate':
      return world.integrate(person);
    case 'revert':
      return world.revert(step, 'it broke', person);
  }
}

function chooseGate(
  view: ScheduleView,
  { gates }: WrittenWorkflow,
  { sensible, gate }: Command,
): string | undefined {
  const all = gates.map(({ key }) => key);
  const reached = view.gates.filter(({ state }) => state !== 'waiting').map(({ key }) => key);
  const choice = sensible && reached.length > 0 ? reached : all;
  return choice[gate % Math.max(1, choice.length)];
}

/** Where a rejection goes: a step that the gate covers, or any step, or nowhere in particular. */
async function returnTo(
  world: World,
  gate: string,
  step: string,
  { sensible, step: pick }: Command,
): Promise<{ readonly returnTo?: string }> {
  if (!sensible) return pick % 2 === 0 ? {} : { returnTo: step };
  const covered = (await world.stateNow()).gates.get(gate)?.covered ?? [];
  const behind = covered.flatMap((attempt) => [
    attempt.step,
    ...attempt.launch.record.predecessors.map(([key]) => key),
  ]);
  return { returnTo: behind[pick % Math.max(1, behind.length)] ?? step };
}

function chooseStep(
  view: ScheduleView,
  { steps }: WrittenWorkflow,
  { kind, sensible, step }: Command,
): string {
  const all = steps.map(({ key }) => key);
  const fitting = sensible ? sensibleSteps(view, kind) : all;
  const choice = fitting.length > 0 ? fitting : all;
  return choice[step % choice.length] ?? '';
}

function sensibleSteps(view: ScheduleView, kind: Kind): readonly string[] {
  const keys = (rows: readonly { readonly key: string }[]) => rows.map(({ key }) => key);
  switch (kind) {
    case 'claim':
      return keys(view.readySteps);
    case 'complete':
    case 'fail':
    case 'release':
    case 'abandon':
      return keys(view.runningSteps);
    case 'retry':
      return keys(
        view.blockedSteps.filter(({ reasons }) => reasons.some(({ code }) => code === 'requeue')),
      );
    case 'reject':
    case 'revert':
      return keys(view.completedSteps);
    default:
      return [];
  }
}

/** Brings an item to its end: whatever is ready is done, whatever failed is requeued, every gate is approved. */
export async function finish(world: World): Promise<void> {
  for (let round = 0; round < 500; round += 1) {
    const view = await world.viewNow();
    if (view.done) return;
    const running = view.runningSteps[0];
    const ready = view.readySteps[0]?.key;
    const failed = view.blockedSteps.find(({ reasons }) =>
      reasons.some(({ code }) => code === 'requeue'),
    );
    const gate = view.gates.find(({ state }) => state === 'pending');
    if (running !== undefined) await world.complete(running.key, { executor: running.executor });
    else if (ready !== undefined) await world.claim(ready, { executor: 'finisher' });
    else if (failed !== undefined) await world.retry(failed.key);
    else if (gate !== undefined) {
      await world.approve(gate.key, `judge-${view.gates.flatMap((it) => it.approvedBy).length}`);
    } else throw new Error(`A dead end: ${view.nextAction}`);
  }
  throw new Error('It never ends.');
}
