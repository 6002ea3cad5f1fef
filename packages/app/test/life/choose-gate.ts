/** Decisions at gates: by whom, about which state, to where. */
import type { Action, ReviewDecision } from './actions.ts';
import type { WrittenGate } from './blueprint.ts';
import { bit, pickOf, type Choice } from './choice.ts';
import { people } from './definitions.ts';
import { isOwnWork, mayDecide } from './gates.ts';
import {
  coveredTries,
  foundations,
  gateState,
  phaseOf,
  votesFor,
  type Life,
  type Model,
} from './life.ts';

export type AtGate = Choice & { readonly kind: 'approve' | 'reject' | 'review' };

export interface Said {
  readonly item: string;
  readonly person: string;
  readonly reason: string;
  readonly step: string;
}

/** @param items all that there may be, for `merge` and `link` */
export function atGate(
  model: Model,
  life: Life | undefined,
  choice: AtGate,
  said: Said,
  items: readonly string[],
): Action {
  const { kind, detail } = choice;
  const { item, reason } = said;
  const gate = life && chooseGate(life, choice);
  const shown = life && gate && shownState(life, gate, detail);
  const common = {
    ...{ item, gate: gate?.key ?? 'gate-0', ...(shown !== undefined && { shown }) },
    person: (life && gate && chooseDecider(model, life, gate, choice)) ?? said.person,
  };
  if (kind === 'approve') return { kind, ...common };
  if (kind === 'review') return reviewing(choice, { ...common, reason }, items);
  const covered = life && gate ? (coveredTries(life, gate) ?? []) : [];
  const behind = [...foundations(covered)].flatMap((it) => it.step ?? []);
  const returnTo = (choice.sensible ? pickOf(behind, detail) : undefined) ?? said.step;
  return { kind, ...common, reason, ...(detail % 3 > 0 && { returnTo }) };
}

function chooseGate(life: Life, { kind, sensible, pick }: AtGate): WrittenGate | undefined {
  const all = life.blueprint.gates;
  const reached = all.filter((gate) => {
    const phase = phaseOf(life, gate);
    if (kind === 'review' && gate.kind !== 'handoff') return false;
    return kind === 'reject' ? phase !== 'waiting' : phase === 'pending' || life.ended;
  });
  return pickOf(sensible && reached.length > 0 ? reached : all, pick);
}

/** Somebody who may decide, where there is somebody. */
function chooseDecider(
  model: Model,
  life: Life,
  gate: WrittenGate,
  { kind, sensible, who }: AtGate,
): string | undefined {
  const able = people.filter(
    (it) =>
      mayDecide(model, gate, it) &&
      (kind === 'reject' || !(isOwnWork(life, gate, it) || votesFor(life, gate).has(it))),
  );
  return sensible ? pickOf(able, who) : undefined;
}

type Reviewing = Omit<Extract<Action, { readonly kind: 'review' }>, 'kind' | 'decision' | 'target'>;

function reviewing(
  { sensible, pick, detail }: Choice,
  common: Reviewing,
  items: readonly string[],
): Action {
  const decisions: readonly ReviewDecision[] = ['proceed', 'proceed', 'link', 'merge', 'close'];
  const decision = pickOf(decisions, detail) ?? 'proceed';
  const needsTarget = decision === 'merge' || decision === 'link';
  const others = items.filter((it) => it !== common.item || !sensible);
  const target = needsTarget && (sensible || bit(detail, 3)) ? pickOf(others, pick) : undefined;
  return { kind: 'review', ...common, decision, ...(target !== undefined && { target }) };
}

/** Nothing; the present state; or one of those that were decided on before. */
function shownState(life: Life, gate: WrittenGate, detail: number): string | undefined {
  if (detail % 4 < 2) return undefined;
  if (detail % 4 === 2) return gateState(life, gate);
  const old = [...life.votes.keys(), ...life.rejections.map(({ state }) => state)];
  return pickOf(
    old.filter((state) => state.startsWith(`${life.item} ${JSON.stringify(gate)} `)),
    detail,
  );
}
