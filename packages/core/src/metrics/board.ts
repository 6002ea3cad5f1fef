/**
 * Where an item stands at one moment of its past: which steps are done, where it stays, what waits for a decision. `replay.ts`
 * moves it from record to record. It follows from facts alone: whether a launch was recorded, and when, changes nothing.
 */
import type { AttemptRef } from '../model/attempt.ts';
import type { Plan, PlannedStep } from '../schedule/plan.ts';
import type { Binding } from '../state/state.ts';
import type {
  AttemptSpan,
  BlockerSpan,
  Exit,
  GateVerdict,
  GateWait,
  Life,
  ReworkLoop,
  Visit,
} from './life.ts';
import { linksOf, type PlanLinks } from './plan-links.ts';
import type { History } from './timeline.ts';

type Open<T> = { -readonly [Key in keyof T]: T[Key] };

/** A visit that is being put together, under a version. */
export interface VisitDraft extends Open<Omit<Visit, 'attempts'>> {
  readonly binding: number;
  readonly attempts: Open<AttemptSpan>[];
}

/** A blocker, with the version under which its step is called so. */
export interface BlockerDraft extends Open<Omit<BlockerSpan, 'gone'>> {
  readonly binding: number;
  readonly gone: Open<BlockerSpan['gone'][number]>[];
}

/** One attempt: its launch, and what has become of it so far. */
export interface Track {
  readonly step: string;
  readonly k: number;
  readonly binding: number;
  /** When it could have been claimed. */
  readonly launched: number;
  /** What it is built on. */
  readonly builtOn: readonly AttemptRef[];
  /** The step's key under the version in force; absent: it was dropped. */
  key: string | undefined;
  void: boolean;
  completed: boolean;
  handoff?: string;
  span?: Open<AttemptSpan>;
  visit?: VisitDraft;
}

/** The votes of some people for one state of a gate. */
export interface VoteGroup {
  readonly gate: string;
  readonly people: Set<string>;
  /** Ids of the handoffs that they are about, as one text. */
  readonly covered: string;
  /** The version under which it was shown. */
  readonly version: string;
}

export interface Board {
  readonly history: History;
  /** Place of the version in force. */
  place: number;
  plan: Plan;
  links: PlanLinks;
  /** By `step.k`, by the id of the launch, and by the id of the claim. */
  readonly byName: Map<string, Track>;
  readonly byLaunch: Map<string, Track>;
  readonly byClaim: Map<string, Track>;
  readonly handoffs: Set<string>;
  readonly running: Set<Track>;
  /** Has any work become void? */
  someVoid: boolean;
  /** The completion that makes a step done, by key. */
  counting: Map<string, Track>;
  /** How many steps from the first on are done without a gap. */
  doneUntil: number;
  /** How many of `links.waitingForAll` have been looked at. */
  looked: number;
  readonly votes: Map<string, VoteGroup>;
  approved: Set<string>;
  readonly openWaits: Map<string, Open<GateWait>>;
  openVisits: Map<string, VisitDraft>;
  visitCounts: Map<string, number>;
  /** The latest review, by number. */
  review?: { readonly n: number; readonly ends?: 'merged' | 'closed' };
  isOut: boolean;
  accepted?: number;
  started?: number;
  readonly exits: Open<Exit>[];
  readonly episodes: Open<Life['episodes'][number]>[];
  readonly visits: VisitDraft[];
  readonly waits: Open<GateWait>[];
  readonly decisions: GateVerdict[];
  readonly blockers: BlockerDraft[];
  readonly loops: ReworkLoop[];
  readonly integrations: Life['integrations'][number][];
  readonly owners: Life['owners'][number][];
}

export const attemptsOn = ({ byClaim }: Board): readonly Open<AttemptSpan>[] =>
  [...byClaim.values()].flatMap(({ span }) => span ?? []);

/** Written out field by field: objects made by spreading are slow, and each item of a portfolio has one. */
export function newBoard(history: History, first: Binding): Board {
  return {
    history,
    place: 0,
    plan: first.plan,
    links: linksOf(first.plan),
    byName: new Map(),
    byLaunch: new Map(),
    byClaim: new Map(),
    handoffs: new Set(),
    running: new Set(),
    someVoid: false,
    counting: new Map(),
    doneUntil: 0,
    looked: 0,
    votes: new Map(),
    approved: new Set(),
    openWaits: new Map(),
    openVisits: new Map(),
    visitCounts: new Map(),
    isOut: false,
    exits: [],
    episodes: [],
    visits: [],
    waits: [],
    decisions: [],
    blockers: [],
    loops: [],
    integrations: [],
    owners: [],
  };
}

export const isEnded = ({ review }: Board): boolean => review?.ends !== undefined;

/** Every step done, nobody at work, every gate approved, and no review ended it. */
export const isDoneOn = (board: Board): boolean =>
  !isEnded(board) &&
  board.counting.size === board.plan.steps.length &&
  board.running.size === 0 &&
  board.approved.size === board.plan.gates.size;

export const arePredecessorsDone = (board: Board, { predecessors }: PlannedStep): boolean =>
  predecessors.kind === 'all'
    ? board.doneUntil >= predecessors.end
    : predecessors.indexes.every((index) => {
        const key = board.plan.steps[index]?.step.key;
        return key !== undefined && board.counting.has(key);
      });

/** `id@version`. */
export const versionOf = ({ id, version }: { readonly id: string; readonly version: string }) =>
  `${id}@${version}`;
