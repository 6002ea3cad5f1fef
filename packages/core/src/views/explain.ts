/** Why each step is where it is: every rule, passed and failed, with the records that show it (FR-015). */
import { timeOf } from '../model/records.ts';
import { eligibilityRules, gatherFacts } from '../schedule/rules.ts';
import { walk, type Standing } from '../schedule/walk.ts';
import { blockersOf } from '../state/accountability.ts';
import { attemptName, type Attempt, type ItemState, type StepState } from '../state/state.ts';
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
    because: [
      ...eligibility(state, step),
      ...history(state, step),
      ...mergeLine(state, step),
      ownership(state, step),
      ...turn(step, standing),
    ],
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
    const ok = rule.holds(facts, step);
    if (!ok && rule.code === 'blocker' && step.counting !== undefined)
      return { rule: rule.code, ok: true, detail: heldUpNoMore(state, step), evidence };
    return { rule: rule.code, ok, detail, evidence };
  });
}

/** A blocker that stands beside a step which is done. */
function heldUpNoMore(state: ItemState, { planned }: StepState): string {
  const open = blockersOf(state, planned.step.key).map(({ id, reason }) => `${id} (${reason})`);
  return `It is done: ${open.join('; ')} holds it up no more.`;
}

/** What became of its attempts, latest last. */
const history = (state: ItemState, { attempts }: StepState): readonly Because[] =>
  attempts.map((attempt) => attemptAsReason(state, attempt, attempts));

/** @param all the attempts of its step */
function attemptAsReason(state: ItemState, attempt: Attempt, all: readonly Attempt[]): Because {
  const { step, k, handoff, claim, launch, binding } = attempt;
  const lasting = handoff ?? claim ?? launch;
  const version = state.bindings[binding]?.plan.workflow.version ?? '';
  const under = binding === state.bindings.length - 1 ? '' : ` (${step} of ${version})`;
  return {
    rule: 'attempt',
    ok: !attempt.void && (handoff === undefined || handoff.record.status === 'completed'),
    detail: `Attempt ${k}${under}: ${whatHappened(attempt)}${whyVoid(state, attempt, all)}${corrections(state, attempt)}`,
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

function whyVoid({ reworks }: ItemState, attempt: Attempt, all: readonly Attempt[]): string {
  if (!attempt.void) return '';
  const rework = reworks.find(({ record }) =>
    record.voids.some(([step, k]) => step === attempt.step && k === attempt.k),
  );
  if (rework === undefined) return ' (void: it was built on work that was sent back)';
  const { actor, gate, reason, rejected } = rework.record;
  const isNamed = ({ step, k }: Attempt): boolean => rejected[0] === step && rejected[1] === k;
  const what = isNamed(attempt)
    ? 'sent back'
    : all.some(isNamed)
      ? 'an earlier attempt of what was sent back'
      : `built on ${rejected[0]}, which was sent back`;
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

/** On which side of the merge line its result is, once it was over it. */
function mergeLine(
  { baselines, integrated }: ItemState,
  { counting }: StepState,
): readonly Because[] {
  if (counting === undefined) return [];
  const name = attemptName(counting.step, counting.k);
  const last = baselines.findLast(({ record }) =>
    record.covers.some(([step, k]) => attemptName(step, k) === name),
  );
  if (last === undefined) return [];
  const { record, id } = last;
  const detail =
    record.decision === 'integrated' && integrated.has(name)
      ? `Integrated by ${record.actor} at ${record.commit.slice(0, 12)}; a rejection needs a revert first.`
      : `Reverted by ${record.actor}: ${record.reason}; it may be rejected again.`;
  return [{ rule: 'baseline', ok: true, detail, evidence: [id] }];
}

/** Who answers for it, and since when that is another than the one it was registered with. */
function ownership(
  { owner, stepOwners, transfers, registration }: ItemState,
  step: StepState,
): Because {
  const { key } = step.planned.step;
  const own = stepOwners.get(key);
  const person = own ?? owner;
  const last = transfers.findLast(
    ({ record }) => record.to === person && (record.step === undefined) === (own === undefined),
  );
  const since = last === undefined ? '' : ` since ${last.record.at}: ${last.record.reason}`;
  const what =
    own === undefined ? `${person} answers for the item` : `${person} answers for the step`;
  return {
    rule: 'owner',
    ok: true,
    detail: `${what}${since}.`,
    evidence: [(last ?? registration).id],
  };
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
