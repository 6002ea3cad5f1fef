/** Records that only runs have: an invocation belongs to an attempt, a run that passed cites gates that did. */
import type { Stored } from '../model/records.ts';
import { attemptName } from '../state/state.ts';
import { cited, hasExactly, type Links } from './links.ts';

export function checkRunRecord(
  stored: Stored<'invocation'> | Stored<'finish'>,
  links: Links,
): string | undefined {
  if (links.state.registration.record.run === undefined) return 'The item is no run.';
  return stored.kind === 'finish' ? checkFinish(stored, links) : checkInvocation(stored, links);
}

function checkInvocation(
  invocation: Stored<'invocation'>,
  { state, byName }: Links,
): string | undefined {
  const { attempt, step } = invocation.record;
  if (attempt === undefined) {
    const isBinding = state.bindings.some((it) => hasExactly(invocation, [it.stored.id]));
    return isBinding ? undefined : 'It does not cite what the run is bound to, and only that.';
  }
  if (attempt[0] !== step && state.migrations.length === 0)
    return 'It names a step and an attempt of another one.';
  const claim = byName.get(attemptName(...attempt))?.claim;
  return claim !== undefined && hasExactly(invocation, [claim.id])
    ? undefined
    : 'It does not cite the claim of its attempt, and only that.';
}

/** Which attempts there were at that moment can't be seen from content; what it cites says what it rests on. */
function checkFinish(finish: Stored<'finish'>, links: Links): string | undefined {
  const { state } = links;
  const binding = state.bindings.find(({ stored }) => finish.record.causes.includes(stored.id));
  if (binding === undefined) return 'It does not cite what the run is bound to.';
  const outcomes = cited(finish, 'handoff', links);
  if (outcomes.length + 1 !== finish.record.causes.length)
    return 'It cites something else than outcomes of gates.';
  if (finish.record.status !== 'PASSED') return undefined;
  const passed = outcomes.filter(({ record }) => record.status === 'completed');
  if (passed.length === 0 || passed.length !== outcomes.length)
    return 'It says that the run passed, and cites a gate that did not, or none.';
  const isPipeline = state.registration.record.run?.mode === 'pipeline';
  return isPipeline && passed.length !== binding.plan.steps.length
    ? 'It says that the run passed, and does not cite every gate.'
    : undefined;
}
