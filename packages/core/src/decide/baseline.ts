/** Baseline integration and its revert (FR-010): one series of records, each naming the one before. */
import { baselineSlot } from '../bytes/slots.ts';
import type { Baseline } from '../model/baseline.ts';
import type { Stored } from '../model/records.ts';
import { samePerson } from '../model/ids.ts';
import { attemptsBuiltOn } from '../state/built-on.ts';
import {
  attemptName,
  attemptRef,
  byStepAndNumber,
  stepOf,
  type Attempt,
  type ItemState,
} from '../state/state.ts';
import { handoffPaths, stepRef, workflowRef } from './artifact.ts';
import { decided, draft, repeated, type Context, type Decision } from './decision.ts';
import { itemEnded } from './ended.ts';
import { findStep } from './find.ts';
import { howToRedo } from './redo.ts';
import { refuse } from './refusal.ts';

export interface IntegrateBaseline {
  readonly actor: string;
  /** A commit that is in the base branch; whoever calls has made sure of that. */
  readonly commit: string;
  readonly outcome?: string;
  readonly nextAction?: string;
  /** Names of the attempts that were shown; all of them must still count, and none is added. Absent: those of now. */
  readonly shown?: readonly string[];
}

/** Covers all counting completions of this moment. */
export function integrateBaseline(
  context: Context,
  command: IntegrateBaseline,
): Decision<'baseline'> {
  const { state } = context;
  if (state.ended !== undefined) return itemEnded(state, state.ended);
  const counting = state.steps.flatMap((step) => step.counting ?? []);
  const { shown } = command;
  const covered = counting.filter(({ step, k }) => shown?.includes(attemptName(step, k)) !== false);
  const gone = shown?.find(
    (name) => !counting.some(({ step, k }) => attemptName(step, k) === name),
  );
  if (gone !== undefined) return countsNoMore(state, gone);
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

function countsNoMore(state: ItemState, name: string): Decision<'baseline'> {
  const rework = state.reworks.findLast(({ record }) =>
    record.voids.some((ref) => attemptName(...ref) === name),
  )?.record;
  return refuse(
    rework === undefined ? 'version-moved' : 'already-rejected',
    rework === undefined
      ? `${name} does not count any more since ${state.item} was migrated meanwhile.`
      : `${rework.actor} has sent ${name} back meanwhile: ${rework.reason}`,
    `Look at it again: orchestrator status --work-item ${state.item}`,
    { holder: (rework ?? state.binding.record).actor },
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
  if (state.ended !== undefined) return itemEnded(state, state.ended);
  if (command.reason.trim() === '') {
    return refuse('reason-missing', 'A revert needs a reason.', 'Say why: --reason "…"');
  }
  const reopened = integratedFrom(state, found.step.planned.index, state.integrated);
  if (!reopened.some((attempt) => found.step.attempts.includes(attempt))) {
    const last = state.baselines.at(-1);
    if (last !== undefined && saysTheSame(last, command)) return repeated(last);
    return refuse(
      'not-integrated',
      `The step ${command.step} has not been integrated: there is nothing to revert.`,
      found.step.counting === undefined
        ? `It is not done either; see where it stands: orchestrator explain --work-item ${state.item} --step ${command.step}`
        : howToRedo(state, command.step),
    );
  }
  return decided(
    baselineDraft(context, reopened, command, {
      decision: 'reverted',
      reason: command.reason,
      outcome: `Reverted ${command.step}: ${command.reason}`.slice(0, 4000).toWellFormed(),
      nextAction: command.nextAction ?? `Reject ${command.step} at a gate to have it done again`,
    }),
  );
}

const saysTheSame = (
  { record }: Stored<'baseline'>,
  { step, actor, reason }: RevertBaseline,
): boolean =>
  record.decision === 'reverted' &&
  record.step.key === step &&
  record.reason === reason &&
  samePerson(record.actor, actor);

/** What is integrated of a step and of all that stands or falls with it. */
export const integratedFrom = (
  state: ItemState,
  start: number,
  integrated: ReadonlySet<string>,
): readonly Attempt[] =>
  attemptsBuiltOn(state, start).filter(({ step, k }) => integrated.has(attemptName(step, k)));

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
  { actor, step }: { readonly actor: string; readonly step?: string },
  side: Side,
) {
  const last = state.baselines.at(-1);
  const n = (last?.record.n ?? 0) + 1;
  const handoffs =
    side.decision === 'integrated' ? covered.flatMap(({ handoff }) => handoff?.id ?? []) : [];
  const record: Baseline = {
    ...baselineArtifact(state, covered, n, side.decision, step),
    eventType: 'baseline-integration',
    timestamp: now,
    actor,
    causes: [...new Set([last?.id ?? state.registration.id, ...handoffs])].sort(),
    ...side,
  };
  return draft('baseline', baselineSlot(state.item, n), record, ids);
}

/**
 * The fields of a baseline record that follow from what it covers. Its step is the one reverted, or the last one integrated.
 */
export function baselineArtifact(
  state: ItemState,
  covered: readonly Attempt[],
  n: number,
  decision: Baseline['decision'],
  reverted?: string,
) {
  const names = new Set(covered.map(({ step, k }) => attemptName(step, k)));
  const isCovered = ({ step, k }: Attempt): boolean => names.has(attemptName(step, k));
  const named =
    reverted === undefined
      ? state.steps.findLast(({ attempts }) => attempts.some(isCovered))
      : stepOf(state, reverted);
  const attempt = named?.attempts.findLast(isCovered);
  return {
    schemaVersion: '1.0' as const,
    workItemId: state.item,
    workflow: workflowRef(state.plan),
    step: named ? stepRef(named.planned.step) : { key: state.plan.workflow.id, order: 1 },
    attemptId: attempt?.claim?.record.attemptId ?? `baseline-${n}`,
    baselineIntegration: decision === 'integrated' ? ('post' as const) : ('pre' as const),
    links: [...handoffPaths(covered)],
    n,
    covers: covered.map(attemptRef).sort(byStepAndNumber),
  };
}
