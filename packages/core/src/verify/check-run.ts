/** Records that only runs have: an invocation belongs to an attempt, a run that passed cites gates that did. */
import { mayPass } from '../decide/end-run.ts';
import type { Stored } from '../model/records.ts';
import { attemptName } from '../state/state.ts';
import { hasExactly, type Links } from './links.ts';

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

/** Nothing begins or ends in a run after its end: so what there is now is what it has to cite. */
function checkFinish(finish: Stored<'finish'>, { state }: Links): string | undefined {
  const last = state.steps.flatMap((step) => step.last?.handoff?.id ?? []);
  if (!hasExactly(finish, [state.binding.id, ...last]))
    return 'It does not cite what the run is bound to and the last outcome of each gate, and only that.';
  return finish.record.status === 'PASSED' && !mayPass(state)
    ? 'It says that the run passed, and its gates do not.'
    : undefined;
}
