/** What the schema can't see in a definition: references between its parts. Every problem, not only the first. */
import { makePlan, coveredSteps, type Plan } from '../schedule/plan.ts';
import { eachPredecessor, findCycle } from '../schedule/predecessors.ts';
import type { Gate, Step, Workflow } from './workflow.ts';
import type { WorkflowProblem } from './problem.ts';
import { nearest } from './suggest.ts';

/** All problems between the parts of a definition that fits the schema. */
export function checkWorkflow(workflow: Workflow): readonly WorkflowProblem[] {
  const keys = new Set(workflow.steps.map((step) => step.key));
  const problems = [
    ...duplicates(workflow.steps, 'steps', 'step'),
    ...duplicates(workflow.gates, 'gates', 'gate'),
    ...workflow.steps.flatMap((step, index) => checkStep(step, index, keys)),
    ...workflow.gates.flatMap((gate, index) => checkGate(gate, index, keys)),
    ...checkDates(workflow),
  ];
  if (problems.length > 0) return problems;
  const plan = makePlan(workflow, '');
  const cycle = checkCycle(plan, workflow);
  return cycle.length > 0
    ? cycle
    : workflow.gates.flatMap((gate, index) => checkReturn(plan, gate, index));
}

function duplicates(
  list: readonly { readonly key: string }[],
  where: string,
  what: string,
): readonly WorkflowProblem[] {
  const seen = new Set<string>();
  return list.flatMap(({ key }, index) => {
    if (!seen.has(key)) {
      seen.add(key);
      return [];
    }
    return [
      {
        code: 'duplicate-key',
        at: [where, index, 'key'],
        detail: `Two ${what}s have the key ${key}.`,
        hint: `Give each ${what} a key of its own.`,
      },
    ];
  });
}

function unknownStep(
  at: WorkflowProblem['at'],
  key: string,
  keys: ReadonlySet<string>,
): WorkflowProblem {
  const guess = nearest(key, [...keys]);
  return {
    code: 'unknown-step',
    at,
    detail: `There is no step ${key}.`,
    hint: guess === undefined ? 'Name a step of this workflow.' : `Did you mean ${guess}?`,
  };
}

function checkStep(
  step: Step,
  index: number,
  keys: ReadonlySet<string>,
): readonly WorkflowProblem[] {
  const problems: WorkflowProblem[] = [];
  for (const [place, key] of (step.dependsOn ?? []).entries()) {
    const at = ['steps', index, 'dependsOn', place];
    if (key === step.key) {
      problems.push({
        code: 'cycle',
        at,
        detail: `The step ${key} depends on itself: ${key} → ${key}.`,
        hint: `Remove ${key} from its own dependsOn.`,
      });
    } else if (!keys.has(key)) problems.push(unknownStep(at, key, keys));
  }
  for (const phase of ['entryCriteria', 'exitCriteria'] as const) {
    const seen = new Set<string>();
    for (const [place, { id }] of step[phase].entries()) {
      if (seen.has(id)) {
        problems.push({
          code: 'duplicate-key',
          at: ['steps', index, phase, place],
          detail: `Two criteria of ${step.key} have the id ${id}.`,
          hint: 'Give each criterion an id of its own.',
        });
      }
      seen.add(id);
    }
  }
  return problems;
}

function checkGate(
  gate: Gate,
  index: number,
  keys: ReadonlySet<string>,
): readonly WorkflowProblem[] {
  const problems: WorkflowProblem[] = [];
  const at = (field: string): WorkflowProblem['at'] => ['gates', index, field];
  for (const field of ['before', 'after', 'returnTo'] as const) {
    const key = gate[field];
    if (key !== undefined && !keys.has(key)) problems.push(unknownStep(at(field), key, keys));
  }
  const places = [gate.before, gate.after].filter((key) => key !== undefined).length;
  if (places > 1 || (places === 0 && gate.kind !== 'handoff')) {
    problems.push({
      code: 'gate-place',
      at: at('key'),
      detail: `The gate ${gate.key} stands ${places > 1 ? 'both before and after a step' : 'nowhere'}.`,
      hint: 'Give it either before: STEP or after: STEP.',
    });
  }
  return [...problems, ...checkQuorum(gate, at('approvals'))];
}

/** `approvals` must be within reach of the named people, also without the one who did the work. */
function checkQuorum(gate: Gate, at: WorkflowProblem['at']): readonly WorkflowProblem[] {
  if (gate.users.length === 0 || gate.roles.length > 0) return [];
  const people = new Set(gate.users.map((user) => user.toLowerCase())).size;
  const able = gate.preventSelfApproval ? people - 1 : people;
  if (able >= gate.approvals) return [];
  const without = gate.preventSelfApproval ? ' when one of them did the work' : '';
  return [
    {
      code: 'approvals-out-of-reach',
      at,
      detail: `The gate ${gate.key} needs ${gate.approvals} approval(s), but its users can give only ${able}${without}.`,
      hint: 'Name more users or a role, lower approvals, or set preventSelfApproval: false.',
    },
  ];
}

function checkDates({ effectiveFrom, effectiveUntil }: Workflow): readonly WorkflowProblem[] {
  if (effectiveFrom === undefined || effectiveUntil === undefined) return [];
  if (Date.parse(effectiveFrom) < Date.parse(effectiveUntil)) return [];
  return [
    {
      code: 'never-effective',
      at: ['effectiveUntil'],
      detail: 'effectiveUntil is not after effectiveFrom.',
      hint: 'Put the end after the beginning.',
    },
  ];
}

function checkCycle(plan: Plan, workflow: Workflow): readonly WorkflowProblem[] {
  const cycle = findCycle(plan.steps.map((planned) => planned.predecessors));
  const first = cycle?.[0];
  if (cycle === undefined || first === undefined) return [];
  const names = [...cycle, first].map((index) => plan.steps[index]?.step.key ?? '');
  const at = workflow.steps.findIndex((step) => step.key === names[0]);
  return [
    {
      code: 'cycle',
      at: ['steps', at, 'key'],
      detail: `These steps wait for each other: ${names.join(' → ')}.`,
      hint: 'Take one of these out of a dependsOn. A step without dependsOn waits for all earlier groups.',
    },
  ];
}

/** A rejection goes back to a step behind the gate: one that it covers, or one that those were built on. */
function checkReturn(plan: Plan, gate: Gate, index: number): readonly WorkflowProblem[] {
  if (gate.returnTo === undefined) return [];
  const target = plan.byKey.get(gate.returnTo);
  const behind = stepsBehind(plan, gate);
  if (target === undefined || behind.has(target.index)) return [];
  return [
    {
      code: 'return-not-behind',
      at: ['gates', index, 'returnTo'],
      detail: `The step ${gate.returnTo} does not lie behind the gate ${gate.key}.`,
      hint: `Name one of: ${
        [...behind]
          .map((place) => plan.steps[place]?.step.key ?? '')
          .slice(0, 20)
          .join(', ') || 'none, this gate covers nothing'
      }.`,
    },
  ];
}

/** Places of the steps that a gate covers and of everything those depend on, directly or not. */
function stepsBehind(plan: Plan, gate: Gate): ReadonlySet<number> {
  const behind = new Set<number>();
  const open = coveredSteps(plan, gate).map((planned) => planned.index);
  for (let index = open.pop(); index !== undefined; index = open.pop()) {
    if (behind.has(index)) continue;
    behind.add(index);
    const planned = plan.steps[index];
    if (planned === undefined) continue;
    for (const before of eachPredecessor(planned.predecessors))
      if (!behind.has(before)) open.push(before);
  }
  return behind;
}
