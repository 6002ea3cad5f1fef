/** Baseline integration and its revert (FR-010): one series of records, each naming the one before. */
import { baselineSlot } from '../bytes/slots.ts';
import { byCodeUnit } from '../bytes/json.ts';
import type { Baseline } from '../model/baseline.ts';
import { isPredecessor } from '../schedule/predecessors.ts';
import { attemptName, attemptRef, type Attempt, type ItemState } from '../state/state.ts';
import { handoffPaths, stepRef, workflowRef } from './artifact.ts';
import { decided, draft, repeated, type Context, type Decision } from './decision.ts';
import { findStep } from './find.ts';
import { refuse } from './refusal.ts';

export interface IntegrateBaseline {
  readonly actor: string;
  /** A commit that is in the base branch; whoever calls has made sure of that. */
  readonly commit: string;
  readonly outcome?: string;
  readonly nextAction?: string;
}

/** Covers all counting completions of this moment. */
export function integrateBaseline(
  context: Context,
  command: IntegrateBaseline,
): Decision<'baseline'> {
  const { state } = context;
  const covered = state.steps.flatMap(({ counting }) => counting ?? []);
  const news = covered.filter(({ step, k }) => !state.integrated.has(attemptName(step, k)));
  const last = state.baselines.at(-1);
  if (news.length === 0) {
    if (last?.record.decision === 'integrated' && last.record.commit === command.commit)
      return repeated(last);
    return refuse(
      'nothing-to-integrate',
      covered.length === 0
        ? 'No step is done yet.'
        : 'Everything that is done is integrated already.',
      `See what remains: orchestrator status --work-item ${state.item}`,
    );
  }
  return decided(
    baselineDraft(context, covered, command, {
      decision: 'integrated',
      commit: command.commit,
      reason: '',
      outcome:
        command.outcome ?? `Integrated ${covered.length} step(s) at ${command.commit.slice(0, 12)}`,
      nextAction: command.nextAction ?? 'Go on; a change to this work needs a revert first',
    }),
  );
}

export interface RevertBaseline {
  readonly actor: string;
  readonly step: string;
  readonly reason: string;
  readonly nextAction?: string;
}

/** Opens a step and what depends on it for rejection; it voids nothing by itself. */
export function revertBaseline(context: Context, command: RevertBaseline): Decision<'baseline'> {
  const { state } = context;
  const found = findStep(state, command.step);
  if (!found.ok) return found;
  if (command.reason.trim() === '') {
    return refuse('reason-missing', 'A revert needs a reason.', 'Say why: --reason "…"');
  }
  const reopened = integratedFrom(state, found.step.planned.index);
  if (!reopened.some(({ step }) => step === command.step)) {
    const last = state.baselines.at(-1);
    if (last?.record.decision === 'reverted' && last.record.step.key === command.step)
      return repeated(last);
    return refuse(
      'not-integrated',
      `The step ${command.step} is not beyond the line: there is nothing to revert.`,
      'Reject it at a gate instead.',
    );
  }
  return decided(
    baselineDraft(context, reopened, command, {
      decision: 'reverted',
      reason: command.reason,
      outcome: `Reverted ${command.step}: ${command.reason}`.slice(0, 4000),
      nextAction: command.nextAction ?? `Reject ${command.step} at a gate to have it done again`,
    }),
  );
}

/** The integrated attempts of a step and of every step that depends on it. */
function integratedFrom(state: ItemState, start: number): readonly Attempt[] {
  const places = new Set([start]);
  for (let before = 0; before !== places.size;) {
    before = places.size;
    for (const { index, predecessors } of state.plan.steps) {
      if ([...places].some((place) => isPredecessor(predecessors, place))) places.add(index);
    }
  }
  return [...places].flatMap((place) =>
    (state.steps[place]?.attempts ?? []).filter(({ step, k }) =>
      state.integrated.has(attemptName(step, k)),
    ),
  );
}

type Side =
  | {
      readonly decision: 'integrated';
      readonly commit: string;
      readonly reason: string;
      readonly outcome: string;
      readonly nextAction: string;
    }
  | {
      readonly decision: 'reverted';
      readonly reason: string;
      readonly outcome: string;
      readonly nextAction: string;
    };

function baselineDraft(
  { state, ids, now }: Context,
  covered: readonly Attempt[],
  { actor, step: key }: { readonly actor: string; readonly step?: string },
  side: Side,
) {
  const sorted = [...covered].sort(
    (one, other) => byCodeUnit(one.step, other.step) || one.k - other.k,
  );
  const last = state.baselines.at(-1);
  const n = (last?.record.n ?? 0) + 1;
  const named =
    state.plan.byKey.get(key ?? '') ??
    state.plan.steps.findLast(({ step }) => sorted.some((it) => it.step === step.key));
  const handoffs =
    side.decision === 'integrated' ? sorted.flatMap(({ handoff }) => handoff?.id ?? []) : [];
  const record: Baseline = {
    schemaVersion: '1.0',
    workItemId: state.item,
    workflow: workflowRef(state),
    step: named ? stepRef(named.step) : { key: state.plan.workflow.id, order: 1 },
    eventType: 'baseline-integration',
    attemptId:
      sorted.find(({ step }) => step === named?.step.key)?.claim?.record.attemptId ??
      `baseline-${n}`,
    timestamp: now,
    actor,
    baselineIntegration: side.decision === 'integrated' ? 'post' : 'pre',
    links: [...handoffPaths(sorted)],
    causes: [...new Set([last?.id ?? state.registration.id, ...handoffs])].sort(),
    n,
    covers: sorted.map(attemptRef),
    ...side,
  };
  return draft('baseline', baselineSlot(state.item, n), record, ids);
}
