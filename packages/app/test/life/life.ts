/** The life of one item as the model keeps it: a machine whose state is changed by each command, not a fold over records. */
import type { Action, Ending } from './actions.ts';
import { coveredBy, rowOf, type Blueprint, type Row, type WrittenGate } from './blueprint.ts';

/** Something about a step, which goes where the step goes when the item migrates. */
export interface Place {
  /** The step that it is about now; absent where that did not go on. */
  step: string | undefined;
  /** What it was about under the earlier bindings, the newest last. */
  readonly earlier: (string | undefined)[];
  /** How many migrations were in effect when it was decided. */
  since: number;
}

/** One try of a step. */
export interface Try extends Place {
  /** `step.k`, by the key that the step had when it was launched. */
  readonly name: string;
  readonly key: string;
  readonly k: number;
  /** As it was defined when it was launched. */
  readonly row: Row;
  readonly builtOn: readonly Try[];
  claim?: Holding;
  end?: { readonly status: Ending; readonly words: string; readonly by: string };
  /** What its outputs held at its end. */
  made: string;
  isVoid: boolean;
  /** It did not succeed, and this person allowed another try. */
  requeuedBy?: string;
  isIntegrated: boolean;
}

/** Whose an attempt is: an executor, on the machine that keeps the nonce. */
export interface Holding {
  readonly executor: string;
  readonly person: string;
  readonly machine: number;
  /** What its inputs held, with the step's definition and what it was built on. */
  readonly digest: string;
}

export interface Obstacle extends Place {
  /** Else it blocks the whole item. */
  readonly isOfStep: boolean;
  /** The step as it was called when this was declared. */
  readonly said: string | undefined;
  isOpen: boolean;
}

export interface StepOwner extends Place {
  readonly owner: string;
}

/** A migration that is in effect. */
export interface Move {
  readonly from: Blueprint;
  readonly mapping: Readonly<Record<string, string>>;
}

export interface Life {
  readonly item: string;
  readonly links: readonly string[];
  readonly registered: { readonly version: string; readonly owner: string };
  blueprint: Blueprint;
  readonly tries: Try[];
  /** Tries so far, by the key they were launched under. */
  readonly numbers: Map<string, number>;
  /** Who approved, by state of a gate. */
  readonly votes: Map<string, Set<string>>;
  readonly rejections: { readonly state: string; readonly sentBack: string }[];
  /** Those of each rejection, added up. */
  reworkedSteps: number;
  ended: 'merged' | 'closed' | undefined;
  target: string | undefined;
  /** A review let it proceed, or linked it. */
  isCleared: boolean;
  readonly blockers: Map<string, Obstacle>;
  /** Links that a person has said not to be waited for. */
  readonly waived: Set<string>;
  owner: string;
  /** In the order in which they came; the last one of a step holds. */
  readonly stepOwners: StepOwner[];
  readonly moves: Move[];
  /** The last thing that was said about the line: that work has crossed it, not that it was reverted. */
  wasIntegratedLast: boolean;
}

export interface Model {
  /** What was carried out last on each item. */
  readonly last: Map<string, Action>;
  readonly lives: Map<string, Life>;
  readonly blueprints: ReadonlyMap<string, Blueprint>;
  readonly roles: Readonly<Record<string, readonly string[]>>;
  /** The world outside: checks that fail, what the files hold, whether the work is merged. */
  readonly outside: { readonly failing: Set<string>; contents: number; merged: boolean };
}

export function newLife(
  item: string,
  blueprint: Blueprint,
  links: readonly string[],
  owner: string,
): Life {
  return {
    ...{ item, links, blueprint, owner, registered: { version: blueprint.version, owner } },
    ...{ tries: [], numbers: new Map(), votes: new Map(), rejections: [] },
    ...{ reworkedSteps: 0, ended: undefined, target: undefined, isCleared: false },
    ...{
      blockers: new Map(),
      waived: new Set(),
      stepOwners: [],
      moves: [],
      wasIntegratedLast: false,
    },
  };
}

export const triesOf = ({ tries }: Life, step: string): readonly Try[] =>
  tries.filter((it) => it.step === step);

/** The try whose completion makes the step done. */
export const counting = (life: Life, step: string): Try | undefined =>
  triesOf(life, step).findLast(({ end, isVoid }) => end?.status === 'completed' && !isVoid);

/** Somebody works on it, whether it still counts or not. */
export const isRunning = ({ claim, end }: Try): boolean => claim !== undefined && end === undefined;

/** Launched or claimed, and not ended; without an owner it is only open while it may still be claimed. */
export const isOpen = (it: Try): boolean =>
  it.end === undefined && (it.claim !== undefined || (!it.isVoid && it.step !== undefined));

export const openOf = (life: Life, step: string): Try | undefined =>
  triesOf(life, step).findLast(isOpen);

/** The last try that no rework has made void. */
export const lastLive = (life: Life, step: string): Try | undefined =>
  triesOf(life, step).findLast(({ isVoid }) => !isVoid);

/** Who answers for a step, or for the item. */
export const ownerOf = ({ owner, stepOwners }: Life, step?: string): string =>
  (step === undefined ? undefined : stepOwners.findLast((it) => it.step === step)?.owner) ?? owner;

export const placeOf = ({ moves }: Life, step: string | undefined): Place => ({
  ...{ step, earlier: [], since: moves.length },
});

export const nextNumber = ({ numbers }: Life, key: string): number => (numbers.get(key) ?? 0) + 1;

export const isKnownStep = ({ blueprint }: Life, key: string): boolean =>
  rowOf(blueprint, key) !== undefined;

/** Everything that was built on some tries, with these. */
export function builtOn({ tries }: Life, roots: Iterable<Try>): ReadonlySet<Try> {
  const found = new Set(roots);
  // Tries only build on older ones.
  for (const it of tries) if (it.builtOn.some((on) => found.has(on))) found.add(it);
  return found;
}

/** Everything that some tries were built on, with these. */
export function foundations(roots: readonly Try[]): ReadonlySet<Try> {
  const found = new Set(roots);
  for (const it of found) it.builtOn.forEach((on) => found.add(on));
  return found;
}

/** The tries that a gate judges; nothing while it is not reached. */
export function coveredTries(life: Life, gate: WrittenGate): readonly Try[] | undefined {
  const covered = coveredBy(life.blueprint, gate).map((step) => counting(life, step));
  return covered.every((it) => it !== undefined) ? covered : undefined;
}

/** What a decision at a gate is about: the outcomes and the gate's definition. Nothing while it is not reached. */
export function gateState(life: Life, gate: WrittenGate): string | undefined {
  const covered = coveredTries(life, gate);
  if (covered === undefined) return undefined;
  return [life.item, JSON.stringify(gate), ...covered.map(({ name }) => name).sort()].join(' ');
}

export const votesFor = (life: Life, gate: WrittenGate): ReadonlySet<string> =>
  life.votes.get(gateState(life, gate) ?? '') ?? new Set();

export type Phase = 'waiting' | 'pending' | 'approved';

export function phaseOf(life: Life, gate: WrittenGate): Phase {
  if (gateState(life, gate) === undefined) return 'waiting';
  return votesFor(life, gate).size >= gate.approvals ? 'approved' : 'pending';
}
