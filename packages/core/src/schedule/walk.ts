/** The walk that decides what may start now (semantics §3.3–3.5). Deterministic, level-triggered, without preemption. */
import type { Step } from '../model/workflow.ts';
import type { Attempt, ItemState, StepState } from '../state/state.ts';
import { isRunning } from '../state/attempt-life.ts';
import {
  claimRules,
  eligibilityRules,
  gatherFacts,
  type Facts,
  type ReasonCode,
  type Rule,
} from './rules.ts';

/** What keeps a step from starting; `waitsFor` holds the keys of the steps it waits for. */
export interface Wait {
  readonly code: ReasonCode;
  readonly detail: string;
  readonly waitsFor: readonly string[];
}

/** Every step is in exactly one of these. */
export type Standing =
  | { readonly kind: 'completed'; readonly attempt: Attempt }
  | { readonly kind: 'running'; readonly attempt: Attempt }
  /** May be claimed now: launched already, or launched by this walk as attempt `k`. */
  | { readonly kind: 'ready'; readonly k: number; readonly launched: boolean }
  | { readonly kind: 'blocked'; readonly waits: () => readonly Wait[] };

export interface Walk {
  /** In `(order, key)` order, one for each step. */
  readonly standings: readonly Standing[];
  /** What to launch, in launch order. */
  readonly launches: readonly { readonly step: StepState; readonly k: number }[];
}

interface Progress {
  readonly facts: Facts;
  /** Steps that are open or launched by this walk, dropped ones that still run included. */
  readonly busy: Step[];
  /** Those of them that somebody works on. */
  readonly running: readonly Step[];
  readonly holders: Map<string, string>;
  /** The open step that must run alone, if there is one. */
  readonly alone: Step | undefined;
  free: number;
  /** The step that nothing may overtake. */
  stop: Step | undefined;
}

/**
 * What may start now.
 * @param executors how many attempts may be open at once; unlimited when absent.
 */
export function walk(state: ItemState, executors = Number.POSITIVE_INFINITY): Walk {
  const dropped = state.dropped.flatMap(runningStep);
  const busy = [...state.steps.flatMap(openStep), ...dropped];
  const isAtWork = ({ open }: StepState): boolean => open !== undefined && isRunning(open);
  const progress: Progress = {
    facts: gatherFacts(state),
    busy,
    running: [...state.steps.filter(isAtWork).flatMap(openStep), ...dropped],
    holders: new Map(),
    alone: busy.find(({ parallelizable }) => !parallelizable),
    free: executors - busy.length,
    stop: undefined,
  };
  for (const step of busy) hold(progress, step);
  const launches: { step: StepState; k: number }[] = [];
  const standings = state.steps.map((step): Standing => {
    const standing = standingOf(progress, step);
    if (standing.kind === 'ready' && !standing.launched) {
      launches.push({ step, k: standing.k });
      progress.busy.push(step.planned.step);
      progress.free -= 1;
      hold(progress, step.planned.step);
    }
    return standing;
  });
  return { standings, launches };
}

/** An open attempt runs by the rules of the version that it was launched under. */
const openStep = ({ open, planned }: StepState): readonly Step[] =>
  open === undefined ? [] : [{ ...(open.planned ?? planned).step, key: planned.step.key }];

/** Work under way counts, whatever became of its step. */
const runningStep = (attempt: Attempt): readonly Step[] =>
  isRunning(attempt) && attempt.planned !== undefined ? [attempt.planned.step] : [];

function hold({ holders }: Progress, { key, resources }: Step): void {
  for (const resource of resources) holders.set(resource, key);
}

function standingOf(progress: Progress, step: StepState): Standing {
  const { facts } = progress;
  if (step.open !== undefined) {
    if (isRunning(step.open)) return { kind: 'running', attempt: step.open };
    const barred = claimRules.filter((rule) => !rule.holds(facts, step));
    if (barred.length > 0)
      return { kind: 'blocked', waits: () => barred.map((rule) => waitOf(rule, facts, step)) };
    const wait = waitForRunning(progress, step);
    if (wait !== undefined) return { kind: 'blocked', waits: () => [wait] };
    return { kind: 'ready', k: step.open.k, launched: true };
  }
  if (step.counting !== undefined) return { kind: 'completed', attempt: step.counting };
  if (!eligibilityRules.every((rule) => rule.holds(facts, step))) {
    return { kind: 'blocked', waits: () => brokenRules(facts, step) };
  }
  const wait = waitInTurn(progress, step);
  if (wait !== undefined) return { kind: 'blocked', waits: () => [wait] };
  return { kind: 'ready', k: step.nextNumber, launched: false };
}

const brokenRules = (facts: Facts, step: StepState): readonly Wait[] =>
  eligibilityRules
    .filter((rule) => !rule.holds(facts, step))
    .map((rule) => waitOf(rule, facts, step));

function waitOf(rule: Rule, facts: Facts, step: StepState): Wait {
  const { detail, waitsFor } = rule.explain(facts, step);
  return { code: rule.code, detail, waitsFor };
}

/**
 * A rollback can bring back a launch that nobody claimed while another step that excludes it is being worked on: then
 * whoever works comes first. Without migrations a launch never stands beside what excludes it.
 */
function waitForRunning({ running }: Progress, { planned, open }: StepState): Wait | undefined {
  const { parallelizable, resources } = (open?.planned ?? planned).step;
  const alone = running.filter((other) => !parallelizable || !other.parallelizable);
  if (alone.length > 0) return waitForOrder(alone, 'must end first');
  for (const resource of resources) {
    const holder = running.find((other) => other.resources.includes(resource));
    if (holder !== undefined) {
      const detail = `${holder.key} holds the resource ${resource}.`;
      return { code: 'resource', detail, waitsFor: [holder.key] };
    }
  }
  return undefined;
}

/** An eligible step waits its turn: for a step that runs alone, for its place, for a resource, for an executor. */
function waitInTurn(progress: Progress, step: StepState): Wait | undefined {
  const { alone, busy, stop } = progress;
  if (alone !== undefined) {
    return waitForOrder([alone], 'runs alone');
  }
  if (stop !== undefined) return waitForOrder([stop], 'comes first and is not overtaken');
  if (!step.planned.step.parallelizable) {
    progress.stop = step.planned.step;
    if (busy.length > 0) return waitForOrder(busy, 'must end first: this step runs alone');
  }
  return waitForResource(progress, step) ?? waitForExecutor(progress);
}

function waitForOrder(steps: readonly Step[], why: string): Wait {
  const keys = steps.map(({ key }) => key);
  return { code: 'order', detail: `${keys.join(', ')} ${why}.`, waitsFor: keys };
}

function waitForResource({ holders }: Progress, { planned }: StepState): Wait | undefined {
  for (const resource of planned.step.resources) {
    const holder = holders.get(resource);
    if (holder !== undefined) {
      const detail = `${holder} holds the resource ${resource}.`;
      return { code: 'resource', detail, waitsFor: [holder] };
    }
  }
  return undefined;
}

const waitForExecutor = ({ free }: Progress): Wait | undefined =>
  free > 0 ? undefined : { code: 'executors', detail: 'All executors are busy.', waitsFor: [] };
