import type { ActivityFacts, Artifact, Comment, PullFacts, Reaction, Role, Run } from './facts.ts';

export interface RefTarget {
  readonly sha: string;
  readonly type: string;
}

/** Everything that GETs answer from. Objects of git are left out: they never change. */
export interface State {
  /** By full name, e.g. `refs/heads/main`; sorted. */
  readonly refs: ReadonlyMap<string, RefTarget>;
  /** The attempts of each run, first to last. */
  readonly runs: ReadonlyMap<number, readonly Run[]>;
  readonly artifacts: readonly Artifact[];
  readonly comments: readonly Comment[];
  readonly reactions: readonly Reaction[];
  /** Oldest first. */
  readonly activities: readonly ActivityFacts[];
  readonly pulls: ReadonlyMap<number, PullFacts>;
  readonly issues: ReadonlySet<number>;
  readonly roles: ReadonlyMap<string, Role>;
}

export interface Versions {
  now(): State;
  /** Each part as it was before its own last change. */
  before(): State;
  change(part: Partial<State>): void;
}

/** Keeps the present state and, part by part, the one before it: what a lagging replica would still answer. */
export function createVersions(initial: State): Versions {
  let now = initial;
  let before = initial;
  return {
    now: () => now,
    before: () => before,
    change: (part) => {
      const replaced = Object.keys(part).map((key) => [key, now[key as keyof State]] as const);
      before = { ...before, ...(Object.fromEntries(replaced) as Partial<State>) };
      now = { ...now, ...part };
    },
  };
}

export function emptyState(): State {
  return {
    refs: new Map(),
    runs: new Map(),
    artifacts: [],
    comments: [],
    reactions: [],
    activities: [],
    pulls: new Map(),
    issues: new Set(),
    roles: new Map(),
  };
}
