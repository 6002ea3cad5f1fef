/**
 * Semantics §3 a second time, as literally as it reads and without a thought for speed. It shares nothing with the
 * sources: the property test holds the two against each other.
 */
import type { ForgedStep } from '../forge.ts';
import type { WrittenStep, WrittenWorkflow } from '../workflows.ts';

export interface Schedule {
  readonly completed: readonly string[];
  readonly running: readonly string[];
  /** What may be claimed: launched before, or by this walk. */
  readonly ready: readonly string[];
  /** `key.k` of what this walk launches, in launch order. */
  readonly launches: readonly string[];
  /** Why a step that may not start isn't eligible; empty for one that only waits its turn. */
  readonly notEligible: Readonly<Record<string, readonly string[]>>;
}

export function naiveSchedule(
  { steps, gates }: WrittenWorkflow,
  forged: readonly ForgedStep[],
  approved: readonly string[],
  executors: number,
): Schedule {
  // "Sort steps by (order, key), keys by code unit."
  const sorted = [...steps].sort((one, other) =>
    one.order !== other.order ? one.order - other.order : one.key < other.key ? -1 : 1,
  );
  // "Cut the sorted list into groups: a maximal run of neighbouring parallelizable steps is one group; every other
  // step is a group of its own."
  const groups: WrittenStep[][] = [];
  for (const step of sorted) {
    const group = groups.at(-1);
    if (step.parallelizable && group?.every((it) => it.parallelizable) === true) group.push(step);
    else groups.push([step]);
  }
  // "Without dependsOn: all steps of all earlier groups. With dependsOn: exactly those steps."
  const predecessors = (step: WrittenStep): readonly string[] => {
    if (step.dependsOn !== undefined) return step.dependsOn;
    const mine = groups.findIndex((group) => group.includes(step));
    return groups.slice(0, mine).flatMap((group) => group.map(({ key }) => key));
  };

  const livesOf = (key: string) => forged.find((it) => it.key === key)?.lives ?? [];
  // "counting completion": the latest that is not void. "Open: launched or claimed, and not ended; void ones that
  // still run included."
  const isDone = (key: string): boolean => livesOf(key).includes('completed');
  const isRunning = (key: string): boolean =>
    livesOf(key).some((life) => life === 'running' || life === 'void-running');
  const isOpen = (key: string): boolean => isRunning(key) || livesOf(key).includes('launched');

  const reached = (gate: WrittenWorkflow['gates'][number]): boolean => {
    if (gate.after !== undefined) return isDone(gate.after);
    const before = steps.find(({ key }) => key === gate.before);
    return before === undefined || predecessors(before).every(isDone);
  };
  const standsInFront = (gate: WrittenWorkflow['gates'][number], step: WrittenStep): boolean =>
    gate.before === step.key ||
    (gate.after !== undefined && predecessors(step).includes(gate.after)) ||
    (gate.before === undefined && gate.after === undefined);
  const needsRequeue = (step: WrittenStep): boolean => {
    const lives = livesOf(step.key);
    if (lives.at(-1) !== 'failed' || forged.find(({ key }) => key === step.key)?.requeued === true)
      return false;
    const lastVoid = lives.findLastIndex((life) => life.startsWith('void'));
    const failures = lives.filter((life, index) => life === 'failed' && index > lastVoid);
    return failures.length >= step.retry.maxAttempts;
  };
  const obstacles = (step: WrittenStep): readonly string[] => [
    ...(predecessors(step).every(isDone) ? [] : ['predecessor']),
    ...(gates.every(
      (gate) => !standsInFront(gate, step) || (reached(gate) && approved.includes(gate.key)),
    )
      ? []
      : ['gate']),
    ...(needsRequeue(step) ? ['requeue'] : []),
  ];

  const idle = sorted.filter(({ key }) => !isDone(key) && !isOpen(key));
  const eligible = idle.filter((step) => obstacles(step).length === 0);
  const open = sorted.filter(({ key }) => isOpen(key));

  // "Work under way counts": what was launched and not claimed waits for whoever works on what excludes it.
  const isExcluded = (step: WrittenStep): boolean =>
    sorted.some(
      (other) =>
        other.key !== step.key &&
        isRunning(other.key) &&
        (!step.parallelizable ||
          !other.parallelizable ||
          step.resources.some((resource) => other.resources.includes(resource))),
    );

  const launched: WrittenStep[] = [];
  // "While a non-parallelizable step is open, launch nothing."
  if (open.every((step) => step.parallelizable)) {
    for (const [place, step] of eligible.entries()) {
      if (!step.parallelizable) {
        // "launch a non-parallelizable one only if it comes first and nothing of this item is open. Stop there."
        if (place === 0 && open.length === 0) launched.push(step);
        break;
      }
      // "a step whose resource is held by an open or earlier-launched step waits"
      const held = [...open, ...launched].flatMap(({ resources }) => resources);
      if (!step.resources.some((resource) => held.includes(resource))) launched.push(step);
    }
  }
  // "with --executors N, launch the first N − open of that order"
  const launches = launched.slice(0, Math.max(0, executors - open.length));
  const keys = (list: readonly WrittenStep[]): readonly string[] => list.map(({ key }) => key);
  return {
    completed: keys(sorted.filter(({ key }) => isDone(key) && !isOpen(key))),
    running: keys(sorted.filter(({ key }) => isRunning(key))),
    ready: keys(
      sorted.filter(
        (it) => (isOpen(it.key) && !isRunning(it.key) && !isExcluded(it)) || launches.includes(it),
      ),
    ),
    launches: launches.map(({ key }) => `${key}.${livesOf(key).length + 1}`),
    notEligible: Object.fromEntries(idle.map((step) => [step.key, obstacles(step)])),
  };
}
