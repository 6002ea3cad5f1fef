/** Votes, rejections, duplicate reviews, and the line of the baseline (semantics §5). */
import { dependentsOf, rowOf, type WrittenGate } from './blueprint.ts';
import { allow, judge, refuse, repeat, type ActionOf, type Verdict } from './actions.ts';
import {
  builtOn,
  counting,
  coveredTries,
  foundations,
  gateState,
  phaseOf,
  votesFor,
  type Life,
  type Model,
  type Try,
} from './life.ts';

const gateOf = ({ blueprint }: Life, key: string): WrittenGate | undefined =>
  blueprint.gates.find((gate) => gate.key === key);

/** May this person decide here at all? */
export const mayDecide = (model: Model, { users, roles }: WrittenGate, person: string): boolean =>
  (users.length === 0 && roles.length === 0) ||
  users.includes(person) ||
  roles.some((role) => model.roles[role]?.includes(person) === true);

/** Did the person execute what the gate judges, and does that keep them from approving it? */
export const isOwnWork = (life: Life, gate: WrittenGate, person: string): boolean =>
  gate.preventSelfApproval &&
  (coveredTries(life, gate) ?? []).some(({ claim }) => claim?.person === person);

export function approve(model: Model, life: Life, action: ActionOf<'approve'>): Verdict {
  const gate = gateOf(life, action.gate);
  if (gate === undefined) return refuse(2);
  const { person, shown } = action;
  const state = gateState(life, gate);
  if (state === undefined) return refuse(4, ...(shown === undefined ? [] : [3 as const]));
  if ((shown ?? state) === state && votesFor(life, gate).has(person) && life.ended === undefined)
    return repeat;
  return judge(
    [
      [life.ended !== undefined, 4],
      [shown !== undefined && shown !== state, 3],
      [phaseOf(life, gate) === 'approved', 4],
      // Approvals in these walks say no word.
      [gate.kind === 'handoff' && overrules(life), 2],
      [!mayDecide(model, gate, person), 4],
      [isOwnWork(life, gate, person), 4],
    ],
    () => vote(life, state, person),
  );
}

/** To overrule a suspicion that nobody has answered yet, or an end, is to say why. */
const overrules = ({ ended, isCleared, links }: Life): boolean =>
  ended !== undefined || (!isCleared && links.some((link) => link.startsWith('duplicates:')));

function vote({ votes }: Life, state: string, person: string): void {
  votes.set(state, new Set([...(votes.get(state) ?? []), person]));
}

export function reject(model: Model, life: Life, action: ActionOf<'reject'>): Verdict {
  const gate = gateOf(life, action.gate);
  if (gate === undefined) return refuse(2);
  const { person, shown, reason } = action;
  const state = gateState(life, gate);
  if (state === undefined) return refuse(4, ...(shown === undefined ? [] : [3 as const]));
  const to = action.returnTo ?? gate.returnTo ?? gate.after;
  const it = to === undefined ? undefined : counting(life, to);
  const isBehind = it !== undefined && foundations(coveredTries(life, gate) ?? []).has(it);
  const falling = it === undefined ? [] : fallingWith(life, it);
  return judge(
    [
      [reason.trim() === '', 2],
      [!isBehind, 2],
      [life.ended !== undefined, 4],
      [shown !== undefined && shown !== state, 3],
      [!mayDecide(model, gate, person), 4],
      [falling.some(({ isIntegrated }) => isIntegrated), 4],
    ],
    () => {
      falling.forEach((one) => (one.isVoid = true));
      life.reworkedSteps += new Set(falling.map(({ key }) => key)).size;
      life.rejections.push({ state, sentBack: it?.name ?? '' });
    },
  );
}

/** What becomes void when an attempt is sent back: all tries of its step and of those that depend on it, and all built on them. */
function fallingWith(life: Life, { step = '' }: Try): readonly Try[] {
  const steps = new Set([step, ...dependentsOf(life.blueprint, step)]);
  const roots = life.tries.filter((it) => it.step !== undefined && steps.has(it.step));
  return [...builtOn(life, roots)].filter(({ isVoid }) => !isVoid);
}

export function review(model: Model, life: Life, action: ActionOf<'review'>): Verdict {
  const { decision, person, target, reason, shown } = action;
  const gate = gateOf(life, action.gate);
  if (gate === undefined) return refuse(2);
  const state = gateState(life, gate);
  const isEnded = life.ended !== undefined;
  if (
    decision === 'proceed' &&
    !isEnded &&
    votesFor(life, gate).has(person) &&
    gate.kind === 'handoff'
  )
    if ((shown ?? state) === state) return repeat;
  const needsTarget = decision === 'merge' || decision === 'link';
  const isOther = target !== undefined && target !== life.item && model.lives.has(target);
  return judge(
    [
      [gate.kind !== 'handoff', 2],
      [state === undefined, 4],
      [phaseOf(life, gate) === 'approved', 4],
      [needsTarget && !isOther, 2],
      [(decision !== 'proceed' || overrules(life)) && reason.trim() === '', 2],
      [shown !== undefined && shown !== state, 3],
      [!mayDecide(model, gate, person), 4],
      // Ending an item is no approval: as with a rejection, whoever did the work may do it.
      [(decision === 'proceed' || decision === 'link') && isOwnWork(life, gate, person), 4],
    ],
    () => {
      life.target = target;
      if (decision === 'merge' || decision === 'close') {
        life.ended = decision === 'merge' ? 'merged' : 'closed';
        return;
      }
      life.ended = undefined;
      life.isCleared = true;
      if (state !== undefined) vote(life, state, person);
    },
  );
}

export function integrate(model: Model, life: Life): Verdict {
  if (life.ended !== undefined) return refuse(4);
  const covers = life.blueprint.rows
    .flatMap(({ key }) => counting(life, key) ?? [])
    .filter(({ isIntegrated }) => !isIntegrated);
  // There is one commit in these walks: integrating it again is a repetition.
  if (model.outside.merged && covers.length === 0 && life.wasIntegratedLast) return repeat;
  return judge(
    [
      [!model.outside.merged, 4],
      [covers.length === 0, 4],
    ],
    () => {
      life.wasIntegratedLast = true;
      covers.forEach((it) => (it.isIntegrated = true));
    },
  );
}

export function revert(_: Model, life: Life, { step, reason }: ActionOf<'revert'>): Verdict {
  const ended = life.ended === undefined ? [] : ([4] as const);
  if (rowOf(life.blueprint, step) === undefined) return refuse(2, ...ended);
  if (reason.trim() === '') return refuse(2, ...ended);
  if (life.ended !== undefined) return refuse(4);
  const steps = new Set([step, ...dependentsOf(life.blueprint, step)]);
  const roots = life.tries.filter((it) => it.step !== undefined && steps.has(it.step));
  if (!roots.some((it) => it.step === step && it.isIntegrated)) return refuse(4);
  return allow(() => {
    life.wasIntegratedLast = false;
    builtOn(life, roots).forEach((it) => (it.isIntegrated = false));
  });
}
