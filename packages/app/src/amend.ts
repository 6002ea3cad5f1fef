/** Decisions of people at gates, and the other decisions on an item: requeue, block, hand over, correct, integrate, revert. */
import {
  approveGate,
  attemptName,
  correctRecord,
  declareBlocker,
  integrateBaseline,
  nearest,
  refuse,
  rejectGate,
  requeueStep,
  resolveBlocker,
  revertBaseline,
  reviewItem,
  transferOwnership,
  versionMoved,
  type Context,
  type Decided,
  type Decision,
  type GateDecision,
  type ItemState,
  type Refused,
  type RejectGate,
  type ReviewItem,
} from '@orchestrator/core';
import { commit } from './commit.ts';
import type { Deps } from './deps.ts';

/** A decision on an item, stored. */
export interface Amended {
  readonly ok: true;
  readonly decision: Decided;
  readonly state: ItemState;
}

export type GateCommand = { readonly item: string } & (
  | ({ readonly decision: 'approve' } & GateDecision)
  | ({ readonly decision: 'reject' } & RejectGate)
  | ReviewItem
);

/** What the person was shown is part of the command: if it moves meanwhile, the answer is a refusal. */
export async function decideAtGate(deps: Deps, command: GateCommand): Promise<Amended | Refused> {
  let { shown } = command;
  let reviewsShown: number | undefined;
  let binding: string | undefined;
  const missing = await refuseUnknownTarget(deps, command);
  if (missing !== undefined) return missing;
  return amendAsShown(deps, command.item, (state, now) => {
    shown ??= state.gates.get(command.gate)?.state;
    reviewsShown ??= state.reviews.length;
    binding ??= state.binding.id;
    if (binding !== state.binding.id) return versionMoved(state);
    const context = { state, ids: deps.ids, now };
    const pinned = shown === undefined ? command : { ...command, shown };
    switch (pinned.decision) {
      case 'approve':
        return approveGate(context, pinned, deps.inForce);
      case 'reject':
        return rejectGate(context, pinned, deps.inForce);
      default:
        return reviewItem(context, { ...pinned, reviewsShown }, deps.inForce);
    }
  });
}

/** `merge` and `link` need another item that exists. */
async function refuseUnknownTarget(
  { store }: Deps,
  command: GateCommand,
): Promise<Refused | undefined> {
  const target = 'target' in command ? command.target : undefined;
  if (target === undefined || (await store.registration(target)) !== undefined) return undefined;
  const others = (await store.items()).filter((item) => item !== command.item);
  const guess = nearest(target, others);
  return refuse(
    'unknown-item',
    `There is no work item ${target} to ${command.decision} with.`,
    guess === undefined ? 'See the items: orchestrator list' : `Did you mean ${guess}?`,
  );
}

type Command<Decide extends (context: Context, command: never) => unknown> = {
  readonly item: string;
} & Parameters<Decide>[1];

export const block = (deps: Deps, command: Command<typeof declareBlocker>) =>
  amend(deps, command.item, (state, now) => declareBlocker({ state, ids: deps.ids, now }, command));

export const unblock = (deps: Deps, command: Command<typeof resolveBlocker>) =>
  amend(deps, command.item, (state, now) => resolveBlocker({ state, ids: deps.ids, now }, command));

export const transfer = (deps: Deps, command: Command<typeof transferOwnership>) =>
  amend(deps, command.item, (state, now) =>
    transferOwnership({ state, ids: deps.ids, now }, command),
  );

export const correct = (deps: Deps, command: Command<typeof correctRecord>) =>
  amend(deps, command.item, (state, now) => correctRecord({ state, ids: deps.ids, now }, command));

export const requeue = (deps: Deps, command: Command<typeof requeueStep>) =>
  amend(deps, command.item, (state, now) => requeueStep({ state, ids: deps.ids, now }, command));

export const revert = (deps: Deps, command: Command<typeof revertBaseline>) =>
  amend(deps, command.item, (state, now) => revertBaseline({ state, ids: deps.ids, now }, command));

export interface Integrate {
  readonly item: string;
  readonly actor: string;
  /** A name of the commit that holds the work; HEAD when absent. */
  readonly commit?: string;
  readonly outcome?: string;
  readonly nextAction?: string;
}

/** Records that work reached the base branch: only for a commit that is in it. */
export async function integrate(deps: Deps, command: Integrate): Promise<Amended | Refused> {
  const name = command.commit ?? 'HEAD';
  const found = await deps.repository.resolve(name);
  if (found === undefined) {
    return refuse(
      'no-repository',
      `There is no commit ${name}: baseline integration needs a git repository with the work in it.`,
      'Commit and merge the work, or name the commit: --commit SHA',
    );
  }
  const place = await deps.repository.isInBase(found, deps.inForce.policy.base);
  if (place === undefined) {
    return refuse(
      'not-in-base',
      `The base branch ${deps.inForce.policy.base ?? ''} does not exist here.`,
      'Name it in orchestrator.yml (base:), or fetch it.',
    );
  }
  if (!place.contained) {
    return refuse(
      'not-in-base',
      `The commit ${found.slice(0, 12)} is not in the base branch ${place.base}.`,
      'Merge it first, or set base: in orchestrator.yml.',
    );
  }
  let shown: readonly string[] | undefined;
  return amendAsShown(deps, command.item, (state, now) => {
    shown ??= state.steps.flatMap(({ counting }) =>
      counting === undefined ? [] : [attemptName(counting.step, counting.k)],
    );
    return integrateBaseline({ state, ids: deps.ids, now }, { ...command, commit: found, shown });
  });
}

type Decide = (state: ItemState, now: string) => Decision | Refused;

/** A decision about what a person sees is about what is there now, not about what was seen last. */
const amendAsShown = (deps: Deps, item: string, decide: Decide): Promise<Amended | Refused> =>
  amend(deps, item, decide, 'present');

/** Decides on an item and stores what was decided. */
async function amend(
  deps: Deps,
  item: string,
  decide: Decide,
  first?: 'present',
): Promise<Amended | Refused> {
  const committed = await commit(deps, item, (state) => decide(state, deps.clock.now()), first);
  if (!committed.ok) return committed;
  return { ok: true, decision: committed.plan, state: committed.state };
}
