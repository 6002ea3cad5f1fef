/** Why each step is where it is: every rule, passed and failed, with the records that show it (FR-015). */
import { timeOf } from '../model/records.ts';
import { eligibilityRules, gatherFacts } from '../schedule/rules.ts';
import { walk, type Standing } from '../schedule/walk.ts';
import type { Attempt, ItemState, StepState } from '../state/state.ts';
import { nextActionOf } from './next-action.ts';
import { damageView, type DamageView } from './status.ts';

export interface ExplainView {
  readonly schema: 'orchestrator.explain/1';
  readonly workItemId: string;
  readonly steps: readonly ExplainedStep[];
  /** Who must do what now. */
  readonly nextAction: string;
  readonly damaged: readonly DamageView[];
}

export interface ExplainedStep {
  readonly key: string;
  readonly state: Standing['kind'];
  /** When it came to be there; absent for what waits. */
  readonly since?: string;
  readonly because: readonly Because[];
}

export interface Because {
  readonly rule: string;
  readonly ok: boolean;
  readonly detail: string;
  readonly evidence: readonly string[];
}

/** @param only the key of the one step that is asked for. */
export function explainView(state: ItemState, only?: string): ExplainView {
  const { standings } = walk(state);
  const steps = state.steps.flatMap((step, index) => {
    const standing = standings[index];
    const wanted = only === undefined || step.planned.step.key === only;
    return standing !== undefined && wanted ? [explainStep(state, step, standing)] : [];
  });
  return {
    schema: 'orchestrator.explain/1',
    workItemId: state.item,
    steps,
    nextAction: nextActionOf(state, standings),
    damaged: state.damages.map(damageView),
  };
}

function explainStep(state: ItemState, step: StepState, standing: Standing): ExplainedStep {
  const since = sinceWhen(step, standing);
  return {
    key: step.planned.step.key,
    state: standing.kind,
    ...(since !== undefined && { since }),
    because: [...eligibility(state, step), ...history(state, step), ...turn(step, standing)],
  };
}

function sinceWhen({ open }: StepState, standing: Standing): string | undefined {
  switch (standing.kind) {
    case 'completed':
      return standing.attempt.handoff?.record.timestamp;
    case 'running':
      return standing.attempt.claim?.record.at;
    case 'ready':
      return open && timeOf(open.launch.record);
    case 'blocked':
      return undefined;
  }
}

function eligibility(state: ItemState, step: StepState): readonly Because[] {
  const facts = gatherFacts(state);
  return eligibilityRules.map((rule) => {
    const { detail, evidence } = rule.explain(facts, step);
    return { rule: rule.code, ok: rule.holds(facts, step), detail, evidence };
  });
}

/** What became of its attempts, latest last. */
const history = (state: ItemState, { attempts }: StepState): readonly Because[] =>
  attempts.map((attempt) => attemptAsReason(state, attempt));

function attemptAsReason(state: ItemState, attempt: Attempt): Because {
  const { step, k, handoff, claim, launch, binding } = attempt;
  const lasting = handoff ?? claim ?? launch;
  const version = state.bindings[binding]?.plan.workflow.version ?? '';
  const under = binding === state.bindings.length - 1 ? '' : ` (${step} of ${version})`;
  return {
    rule: 'attempt',
    ok: !attempt.void && (handoff === undefined || handoff.record.status === 'completed'),
    detail: `Attempt ${k}${under}: ${whatHappened(attempt)}${whyVoid(state, attempt)}${corrections(state, attempt)}`,
    evidence: [lasting.id],
  };
}

function whatHappened({ handoff, claim }: Attempt): string {
  if (handoff === undefined)
    return claim === undefined
      ? 'launched, not claimed yet'
      : `claimed by ${claim.record.executor.id}`;
  const { status, actor, outcome, reusedFrom } = handoff.record;
  const how = reusedFrom === undefined ? '' : ' with unchanged inputs: the earlier outcome holds';
  return `${status} by ${actor}${how}: ${outcome}`;
}

function whyVoid({ reworks }: ItemState, attempt: Attempt): string {
  if (!attempt.void) return '';
  const rework = reworks.find(({ record }) =>
    record.voids.some(([step, k]) => step === attempt.step && k === attempt.k),
  );
  if (rework === undefined) return ' (void: it was built on work that was sent back)';
  const { actor, gate, reason, rejected } = rework.record;
  const isNamed = rejected[0] === attempt.step && rejected[1] === attempt.k;
  const what = isNamed ? 'sent back' : `built on ${rejected[0]}, which was sent back`;
  return ` (void: ${what} by ${actor} at ${gate}: ${reason})`;
}

function corrections(state: ItemState, { handoff, claim }: Attempt): string {
  const all = [handoff, claim].flatMap((it) => (it && state.corrections.get(it.id)) ?? []);
  return all
    .map(({ record: { set, actor } }) => {
      const values = Object.entries(set).map(([field, value]) => `${field}: ${value}`);
      return ` (corrected by ${actor}: ${values.join(', ')})`;
    })
    .join('');
}

/** The rules that depend on what else wants to start: order, resources, executors. */
function turn({ open }: StepState, standing: Standing): readonly Because[] {
  if (standing.kind === 'ready') {
    const detail = open ? 'It is launched and waits for a claim.' : 'It is its turn.';
    return [{ rule: 'order', ok: true, detail, evidence: open ? [open.launch.id] : [] }];
  }
  if (standing.kind !== 'blocked') return [];
  return standing
    .waits()
    .filter(({ code }) => !eligibilityRules.some((rule) => rule.code === code))
    .map(({ code, detail }) => ({ rule: code, ok: false, detail, evidence: [] }));
}
