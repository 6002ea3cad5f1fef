/** The attempts of a gate as the runner shows them: what had to be there, what was, and what the checks said. */
import {
  contractCriteria,
  resolvePath,
  type ContractCriterion,
} from '../model/contract-criteria.ts';
import type { CheckResult, Handoff } from '../model/handoff.ts';
import type { AttemptView } from '../model/run-record.ts';
import { attemptName, type Attempt, type ItemState, type StepState } from '../state/state.ts';

/** Those that somebody began, in their order; each one's number is its place among them, from 1. */
export function attemptViews(state: ItemState, { attempts }: StepState): AttemptView[] {
  return attempts
    .filter(({ claim }) => claim !== undefined)
    .map((attempt, index) => attemptView(state, attempt, index + 1));
}

function attemptView(state: ItemState, attempt: Attempt, number: number): AttemptView {
  const { claim, handoff, planned } = attempt;
  const contract = contractOf(state, attempt);
  const { inputs } = state.registration.record;
  const criteria =
    contract === undefined || planned?.step.contract === undefined
      ? []
      : contractCriteria(planned.step.contract, contract, inputs);
  const outcome = handoff?.record;
  const outputs = contract?.required_outputs ?? [];
  return {
    attempt: number,
    status: statusOf(outcome),
    started_at: claim?.record.at ?? '',
    finished_at: outcome?.timestamp ?? null,
    agent: claim?.record.executor.agent ?? claim?.record.executor.id ?? '',
    invocation_ids: invocationIds(state, attempt),
    required_outputs: outputs,
    artifacts:
      outcome === undefined || !wasLookedAt(outcome) ? [] : artifactsOf(outputs, inputs, outcome),
    validations: validationsOf(criteria, outcome?.checks ?? []),
    failure_reason:
      outcome === undefined || outcome.status === 'completed' ? null : outcome.outcome,
    ...(attempt.void && { void: true as const }),
  };
}

function statusOf(outcome: Handoff | undefined): AttemptView['status'] {
  if (outcome === undefined) return 'RUNNING';
  return outcome.status === 'completed' ? 'PASS' : 'FAIL';
}

/** The contract that was in force for an attempt: that of the binding under which it was launched. */
function contractOf({ bindings }: ItemState, { binding, planned }: Attempt) {
  const gate = planned?.step.contract;
  return gate === undefined ? undefined : bindings[binding]?.stored.record.contracts?.[gate];
}

/** An attempt that was given up says nothing of its outputs: nobody looked. */
const wasLookedAt = ({ status }: Handoff): boolean => status === 'completed' || status === 'failed';

function artifactsOf(
  written: readonly string[],
  inputs: Readonly<Record<string, string>>,
  { outputs }: Handoff,
): AttemptView['artifacts'] {
  const digests = new Map(outputs.map(({ path, sha256 }) => [path, sha256]));
  return written.map((path) => {
    const resolved = resolvePath(path, inputs);
    const sha256 = digests.get(resolved) ?? null;
    return { path, resolved_path: resolved, sha256, exists: sha256 !== null };
  });
}

/** Only what was checked: an attempt that was failed by hand has no results. */
function validationsOf(
  criteria: readonly ContractCriterion[],
  checks: readonly CheckResult[],
): AttemptView['validations'] {
  const results = new Map(checks.map((result) => [result.id, result]));
  return criteria.flatMap(({ criterion: { id, check }, writtenPath }) => {
    const result = results.get(id);
    if (result === undefined) return [];
    return [
      {
        type: check.type,
        ...(writtenPath !== undefined && { path: writtenPath }),
        pass: result.ok,
        ...(check.type === 'not_contains' && { severity: check.severity ?? ('fail' as const) }),
        detail: result.detail,
      },
    ];
  });
}

const invocationIds = ({ records }: ItemState, { step, k }: Attempt): string[] =>
  records.flatMap((stored) =>
    stored.kind === 'invocation' &&
    stored.record.attempt !== undefined &&
    attemptName(...stored.record.attempt) === attemptName(step, k)
      ? [stored.record.invocation]
      : [],
  );
