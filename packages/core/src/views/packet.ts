/** The packet: all that whoever takes a step needs to know to do it, a person or an agent alike. */
import type { Criterion } from '../model/criterion.ts';
import { handoffPaths } from '../decide/artifact.ts';
import { eachPredecessor } from '../schedule/predecessors.ts';
import { walk } from '../schedule/walk.ts';
import {
  attemptName,
  stepToClaim,
  type Attempt,
  type GateState,
  type ItemState,
  type StepState,
} from '../state/state.ts';
import type { Handoff } from '../model/handoff.ts';
import { reviewDecisions } from '../model/review.ts';
import type { GateView } from '../model/schedule-view.ts';
import { relationsOf } from './relations.ts';
import { gateView } from './schedule-view.ts';
import { nextActionOf } from './next-action.ts';
import {
  damageView,
  remainingCriteria,
  type DamageView,
  type RemainingCriterion,
} from './status.ts';

export interface NextView {
  readonly schema: 'orchestrator.next/1';
  readonly workItemId: string;
  readonly nextAction: string;
  readonly steps: readonly Packet[];
  /** Gates that wait for a decision. */
  readonly gates: readonly GatePacket[];
  readonly damaged: readonly DamageView[];
}

/** What whoever decides at a gate needs to know. */
export interface GatePacket extends GateView {
  /** What may be decided: approve, reject; at a handoff gate what a duplicate review says. */
  readonly decisions: readonly string[];
  /** The items that this one is suspected to be a duplicate of; of a handoff gate. */
  readonly suspectedDuplicateOf: readonly string[];
  readonly returnTo?: string;
  /** What it covers: step, who did it, what came out, where to read it. */
  readonly covered: readonly {
    readonly step: string;
    readonly by: string;
    readonly outcome: string;
    readonly nextAction: string;
    readonly path: string;
    readonly warnings: readonly string[];
  }[];
}

/** A handoff in short. */
export interface HandoffNote extends Pick<
  Handoff,
  'outcome' | 'nextAction' | 'outputs' | 'commit'
> {
  readonly step: string;
  readonly by: string;
  readonly path: string;
  /** What people added to it later; the handoff itself stays as it was written. */
  readonly corrections?: readonly {
    readonly by: string;
    readonly set: Readonly<Record<string, string>>;
    readonly reason: string;
  }[];
}

export interface Packet {
  /** What the item is about: the same plan is done for many. */
  readonly workItem: {
    readonly title: string;
    readonly inputs: Readonly<Record<string, string>>;
    readonly links: readonly string[];
  };
  readonly key: string;
  readonly title: string;
  readonly description: string;
  readonly role?: string;
  readonly state: 'ready' | 'running';
  readonly attempt: number;
  readonly attemptId?: string;
  readonly executor?: string;
  readonly entryCriteria: readonly { readonly id: string; readonly text: string }[];
  readonly exitCriteria: readonly RemainingCriterion[];
  readonly definitionOfDone: string;
  readonly tasks: readonly { readonly id: string; readonly title: string }[];
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Paths of the handoff artifacts that it builds on, and of its own earlier attempts. */
  readonly links: readonly string[];
  /** What those of its predecessors say, for whoever does not have the files; the first hundred. */
  readonly handoffs: readonly HandoffNote[];
  /** Why earlier attempts of it were sent back. */
  readonly rework: readonly {
    readonly by: string;
    readonly reason: string;
    readonly followUps: readonly string[];
  }[];
  /** How earlier attempts of it ended, the latest last: what there is to take up again. */
  readonly earlier: readonly EarlierAttempt[];
  /** Who answers for it. */
  readonly owner: string;
  readonly run?: string | readonly string[];
  readonly prompt?: string;
}

export interface EarlierAttempt {
  readonly attempt: string;
  readonly status: string;
  /** A rejection took it back, or what it was built on. */
  readonly void: boolean;
  readonly by: string;
  readonly outcome: string;
  readonly path: string;
  readonly corrections?: HandoffNote['corrections'];
}

/** Packets of the steps that run or may start: what runs is restored first, so that work can be taken up again. */
export function nextView(state: ItemState, prompt?: string, only?: string): NextView {
  const { standings } = walk(state);
  const packets = (kind: 'running' | 'ready'): readonly Packet[] =>
    state.steps.flatMap((step, index) => {
      const standing = standings[index];
      if (standing?.kind !== kind || (only !== undefined && step.planned.step.key !== only))
        return [];
      return [
        packet(
          state,
          step,
          kind,
          standing.kind === 'ready' ? standing.k : (step.open?.k ?? 1),
          prompt,
        ),
      ];
    });
  return {
    schema: 'orchestrator.next/1',
    workItemId: state.item,
    nextAction: nextActionOf(state, standings),
    steps: [...packets('running'), ...packets('ready')],
    gates: [...state.gates.values()]
      .filter(({ phase }) => phase === 'pending')
      .map((gate) => gatePacket(state, gate)),
    damaged: state.damages.map(damageView),
  };
}

function gatePacket(state: ItemState, gateState: GateState): GatePacket {
  const { gate, covered } = gateState;
  const hasEnded = state.ended !== undefined;
  const returnTo = gate.returnTo ?? gate.after;
  const usual = covered.length > 0 ? ['approve', 'reject'] : ['approve'];
  const all = gate.kind === 'handoff' ? reviewDecisions : usual;
  return {
    ...gateView(gateState),
    suspectedDuplicateOf: gate.kind === 'handoff' ? suspicions(state) : [],
    decisions: hasEnded ? (gate.kind === 'handoff' ? ['proceed'] : []) : all,
    ...(returnTo !== undefined && { returnTo }),
    covered: covered.flatMap(({ step, handoff }) =>
      handoff === undefined
        ? []
        : [
            {
              step,
              by: handoff.record.actor,
              outcome: handoff.record.outcome,
              nextAction: handoff.record.nextAction,
              path: handoff.path,
              warnings: warningsOf(handoff.record),
            },
          ],
    ),
  };
}

const suspicions = (state: ItemState): readonly string[] =>
  relationsOf(state).flatMap(({ kind, item }) => (kind === 'duplicates' ? [item] : []));

/** Checks that passed, and still have something to say. */
export const warningsOf = ({ checks }: Pick<Handoff, 'checks'>): readonly string[] =>
  checks.flatMap(({ ok, detail }) => (ok && detail.startsWith('warning: ') ? [detail] : []));

function packet(
  state: ItemState,
  stepState: StepState,
  kind: Packet['state'],
  k: number,
  prompt: string | undefined,
): Packet {
  const { key } = stepState.planned.step;
  const step = stepToClaim(stepState);
  const claim = kind === 'running' ? stepState.open?.claim?.record : undefined;
  const { title, inputs, links } = state.registration.record;
  return {
    workItem: { title, inputs, links },
    key,
    title: step.title,
    description: step.description,
    ...(step.role !== undefined && { role: step.role }),
    state: kind,
    attempt: k,
    ...(claim && { attemptId: claim.attemptId, executor: claim.executor.id }),
    entryCriteria: step.entryCriteria.map(idAndText),
    exitCriteria: remainingCriteria(stepState),
    definitionOfDone: step.definitionOfDone,
    tasks: step.tasks,
    inputs: step.inputs,
    outputs: step.outputs,
    links: linksOf(state, stepState),
    handoffs: notesOf(state, stepState),
    rework: reworksOf(state, stepState),
    earlier: earlierAttempts(state, stepState),
    owner: state.stepOwners.get(key) ?? state.owner,
    ...(step.run !== undefined && { run: step.run }),
    ...(prompt !== undefined && { prompt }),
  };
}

const idAndText = ({ id, text }: Criterion): { id: string; text: string } => ({ id, text });

const predecessorsOf = (state: ItemState, { planned }: StepState): readonly Attempt[] =>
  [...eachPredecessor(planned.predecessors)].flatMap((index) => state.steps[index]?.counting ?? []);

function linksOf(state: ItemState, step: StepState): readonly string[] {
  return [...handoffPaths(predecessorsOf(state, step)), ...handoffPaths(step.attempts)];
}

const mostNotes = 100;

const notesOf = (state: ItemState, step: StepState): readonly HandoffNote[] =>
  predecessorsOf(state, step)
    .slice(0, mostNotes)
    .flatMap(({ step: key, handoff }) => {
      if (handoff === undefined) return [];
      const { actor, outcome, nextAction, outputs, commit } = handoff.record;
      const note = { step: key, by: actor, outcome, nextAction, outputs, path: handoff.path };
      return [
        { ...note, ...(commit !== undefined && { commit }), ...correctionsOf(state, handoff) },
      ];
    });

function correctionsOf(
  { corrections }: ItemState,
  { id }: { readonly id: string },
): Pick<HandoffNote, 'corrections'> {
  const list = corrections.get(id);
  if (list === undefined) return {};
  return {
    corrections: list.map(({ record: { actor, set, reason } }) => ({ by: actor, set, reason })),
  };
}

const earlierAttempts = (state: ItemState, { attempts }: StepState): readonly EarlierAttempt[] =>
  attempts.flatMap(({ step, k, handoff, void: isVoid }) => {
    if (handoff === undefined) return [];
    const { status, actor: by, outcome } = handoff.record;
    const name = { attempt: attemptName(step, k), status, void: isVoid };
    return [{ ...name, by, outcome, path: handoff.path, ...correctionsOf(state, handoff) }];
  });

function reworksOf(state: ItemState, { attempts }: StepState): Packet['rework'] {
  const mine = new Set(attempts.map(({ step, k }) => attemptName(step, k)));
  return state.reworks
    .filter(({ record }) => record.voids.some(([key, k]) => mine.has(attemptName(key, k))))
    .map(({ record }) => ({
      by: record.actor,
      reason: record.reason,
      followUps: record.followUps,
    }));
}
