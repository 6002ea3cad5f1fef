/** Recording what the walk launches. */
import { launchSlot } from '../bytes/slots.ts';
import { launchRecord } from '../schedule/launch.ts';
import { walk } from '../schedule/walk.ts';
import type { StepState } from '../state/state.ts';
import { draft, type Context, type Draft } from './decision.ts';

/** The launch of the next attempt, in its canonical bytes. */
export function draftLaunch(
  { state, ids }: Pick<Context, 'state' | 'ids'>,
  step: StepState,
): Draft<'launch'> {
  const slot = launchSlot(state.item, step.planned.step.key, step.nextNumber);
  return draft('launch', slot, launchRecord(state, step), ids);
}

/** Everything that may start now and is not launched yet. Running it again on the same records decides the same. */
export function decideLaunches(
  context: Pick<Context, 'state' | 'ids'>,
  executors?: number,
): readonly Draft<'launch'>[] {
  return walk(context.state, executors).launches.map(({ step }) => draftLaunch(context, step));
}
