/** The fields that every artifact of version 1 carries, copied from what the attempt was launched under. */
import type { Handoff } from '../model/handoff.ts';
import type { Stored } from '../model/records.ts';
import type { Step } from '../model/workflow.ts';
import type { Plan } from '../schedule/plan.ts';
import type { Attempt, ItemState } from '../state/state.ts';

/** The workflow as an artifact names it: by its id. */
export const workflowRef = ({ workflow }: Plan): Handoff['workflow'] => ({
  name: workflow.id,
  version: workflow.version,
});

export const stepRef = ({ key, order }: Step): Handoff['step'] => ({ key, order });

/** Paths of the handoffs that a launch was built on, sorted. */
export function priorArtifacts(state: ItemState, launch: Stored<'launch'>): readonly string[] {
  const causes = new Set(launch.record.causes);
  return state.records
    .filter((stored) => stored.kind === 'handoff' && causes.has(stored.id))
    .map(({ path }) => path);
}

/** Paths of the handoffs of these attempts, sorted. */
export const handoffPaths = (attempts: readonly Attempt[]): readonly string[] =>
  attempts.flatMap(({ handoff }) => handoff?.path ?? []).sort();

/** What the workflow itself says comes after a step: the next one, and the gates on the way to it. */
export function defaultNextAction(plan: Plan, step: Step): string {
  if (step.nextAction !== undefined) return step.nextAction;
  const next = plan.steps[(plan.byKey.get(step.key)?.index ?? 0) + 1]?.step;
  const gates = plan.workflow.gates.filter(
    ({ before, after }) => after === step.key || (before !== undefined && before === next?.key),
  );
  const decide = gates.length === 0 ? '' : `Decide ${gates.map(({ key }) => key).join(', ')}`;
  if (next === undefined) return decide === '' ? 'Nothing: this was the last step' : decide;
  return decide === '' ? `Go on with ${next.title}` : `${decide}, then go on with ${next.title}`;
}
