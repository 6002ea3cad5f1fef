/** From a random choice to an action: most of the time one that makes sense in the state that the model is in. */
import fc from 'fast-check';
import type { Action, Kind, ReviewDecision } from './actions.ts';
import { anyVersions, people } from './definitions.ts';
import {
  counting,
  coveredTries,
  foundations,
  gateState,
  isRunning,
  openOf,
  phaseOf,
  votesFor,
  type Life,
  type Model,
} from './life.ts';
import { isOwnWork, mayDecide } from './gates.ts';
import { needsRequeue, ready, waitsFor } from './readiness.ts';
import type { Written } from './blueprint.ts';

export interface Choice {
  readonly kind: Kind;
  /** Among what makes sense, not among all. */
  readonly sensible: boolean;
  readonly item: number;
  readonly pick: number;
  readonly who: number;
  readonly detail: number;
}

const items = ['item-1', 'item-2', 'item-3'] as const;
const executors = ['e0', 'e1', 'e2'];

const weights: Readonly<Record<Kind, number>> = {
  ...{ register: 1, schedule: 3, claim: 14, end: 16, abandon: 2, retry: 3, approve: 6, reject: 8 },
  ...{ review: 3, block: 2, unblock: 2, transfer: 3, integrate: 4, revert: 5 },
  ...{ migrate: 5, rollback: 4, correct: 1, outside: 1 },
};

export const anyChoice = (kinds: readonly Kind[] = Object.keys(weights) as Kind[]) =>
  fc.record<Choice>({
    kind: fc.oneof(
      ...kinds.map((kind) => ({ arbitrary: fc.constant(kind), weight: weights[kind] })),
    ),
    sensible: fc.nat({ max: 7 }).map((it) => it > 0),
    item: fc.nat({ max: 11 }),
    pick: fc.nat({ max: 11 }),
    who: fc.nat({ max: 3 }),
    detail: fc.nat({ max: 63 }),
  });

const pickOf = <T>(list: readonly T[], pick: number): T | undefined => list[pick % list.length];
const bit = (detail: number, place: number): boolean => ((detail >> place) & 1) === 1;

/** The action of a choice. `turn` makes its words its own. */
export function toAction(
  model: Model,
  versions: readonly Written[],
  choice: Choice,
  turn: number,
): Action {
  const item = choice.item < 10 ? items[0] : choice.item < 11 ? items[1] : items[2];
  const life = model.lives.get(item);
  if (choice.kind === 'outside') return outside(versions, choice, item);
  if (choice.kind === 'register' || (life === undefined && choice.sensible))
    return registration(item, choice);
  const kind = life !== undefined && choice.sensible ? fitting(model, life, choice) : choice.kind;
  return kind === 'register' || kind === 'outside'
    ? registration(item, choice)
    : onLife(model, versions, life, { ...choice, kind }, item, turn);
}

/** What makes an item go on. */
const onward: readonly Kind[] = ['end', 'claim', 'approve', 'retry', 'unblock'];

/** The kind that was chosen, or one that there is something for. */
function fitting(model: Model, life: Life, { kind, pick }: Choice): Kind {
  if (isFor(model, life, kind)) return kind;
  return pickOf(onward.filter((it) => isFor(model, life, it)), pick) ?? kind;
}

/** Is there anything that such an action could be about? */
function isFor(model: Model, life: Life, kind: Kind): boolean {
  const { gates, rows } = life.blueprint;
  switch (kind) {
    case 'claim':
    case 'end':
    case 'abandon':
    case 'retry':
    case 'revert':
      return fittingSteps(model, life, kind).length > 0;
    case 'approve':
      return gates.some((gate) => phaseOf(life, gate) === 'pending');
    case 'reject':
      return gates.some((gate) => (coveredTries(life, gate) ?? []).length > 0);
    case 'review':
      return gates.some((it) => it.kind === 'handoff' && phaseOf(life, it) === 'pending');
    case 'unblock':
      return openObstacles(model, life).length > 0;
    case 'rollback':
      return life.moves.length > 0;
    case 'integrate':
      return rows.some(({ key }) => counting(life, key)?.isIntegrated === false);
    default:
      return true;
  }
}

const openObstacles = (model: Model, life: Life): readonly string[] => [
  ...[...life.blockers].flatMap(([id, it]) => (it.isOpen ? [id] : [])),
  ...waitsFor(model, life),
];

function outside(versions: readonly Written[], { pick, detail }: Choice, item: string): Action {
  const steps = versions[0]?.steps ?? [];
  const key = pickOf(steps, pick)?.key ?? 'a';
  switch (detail % 4) {
    case 0:
      return { kind: 'outside', item, flips: `in-${key}` };
    case 1:
      return { kind: 'outside', item, flips: `out-${key}` };
    case 2:
      return { kind: 'outside', item, contents: pick % 2 };
    default:
      return { kind: 'outside', item, merged: pick % 3 > 0 };
  }
}

/** Every walk begins with an item; now and then it waits for another one. */
export const firstAction = ([choice]: readonly Choice[]): Action => ({
  ...{ kind: 'register', item: items[0], version: '1.0.0', owner: 'p0' },
  links: choice !== undefined && choice.detail % 8 === 0 ? ['blocked-by:item-2'] : [],
});

const linkLists = [[], [], ['relates:item-2'], ['blocked-by:item-2'], ['blocked-by:item-1']];

function registration(item: string, { sensible, pick, who, detail }: Choice): Action {
  return {
    ...{ kind: 'register', item, owner: people[who] ?? 'p0' },
    version: sensible || bit(detail, 0) ? '1.0.0' : '9.0.0',
    links: (linkLists[pick % linkLists.length] ?? []).filter((link) => !link.endsWith(item)),
  };
}

interface Chosen extends Choice {
  readonly kind: Exclude<Kind, 'register' | 'outside'>;
}

function onLife(
  model: Model,
  versions: readonly Written[],
  life: Life | undefined,
  choice: Chosen,
  item: string,
  turn: number,
): Action {
  const { kind, pick, who, detail, sensible } = choice;
  const person = people[who] ?? 'p0';
  const step = chooseStep(model, life, choice);
  const words = `Turn ${turn}`;
  const reason = !sensible && bit(detail, 5) ? ' ' : words;
  switch (kind) {
    case 'schedule':
      return { kind, item, ...(bit(detail, 0) && { executors: pick % 4 }) };
    case 'claim':
      return {
        ...{ kind, item, step, ...executing(life, choice) },
        ...{ machine: sensible ? 0 : pick % 2, force: detail % 4 === 0 },
      };
    case 'end':
      return ending(life, choice, item, step, words);
    case 'abandon':
      return { kind, item, step, person, words: bit(detail, 0) ? 'It died.' : words };
    case 'retry':
      return { kind, item, step, person, reason: words };
    case 'approve':
    case 'reject':
    case 'review':
      return atGate(model, life, { ...choice, kind }, { item, person, reason, step });
    case 'block':
      return {
        ...{ kind, item, person, reason, blocker: `blocker-${pick % 5}` },
        ...(bit(detail, 0) && { step }),
      };
    case 'unblock': {
      const open = life === undefined ? [] : openObstacles(model, life);
      const known = sensible ? open : [`blocker-${detail % 6}`, 'item-2'];
      return { kind, item, person, reason, blocker: pickOf(known, pick) ?? 'blocker-0' };
    }
    case 'transfer':
      return {
        ...{ kind, item, person, reason, to: pickOf(people, pick) ?? 'p0' },
        ...(bit(detail, 0) && { step }),
      };
    case 'integrate':
      return { kind, item, person };
    case 'revert':
      return { kind, item, person, step, reason };
    case 'migrate':
      return migration(versions, life, choice, { item, person, reason });
    case 'rollback':
      return { kind, item, person, reason };
    case 'correct':
      return {
        ...{ kind, item, person, reason, value: words },
        record: pickOf(recordNames(life), pick) ?? 'registration',
        field: pickOf(['outcome', 'title', 'nowhere'], detail) ?? 'outcome',
      };
  }
}

const recordNames = (life: Life | undefined): readonly string[] => [
  ...(life?.tries.flatMap(({ end, name }) => (end === undefined ? [] : [name])) ?? []),
  ...['registration', 'nothing'],
];

/** Who claims: one who is free, where somebody is. */
function executing(life: Life | undefined, { sensible, who }: Choice) {
  const all = [0, 1, 2];
  const isFree = (it: number): boolean =>
    life?.tries.some((one) => isRunning(one) && one.claim?.executor === `e${it}`) !== true;
  const chosen = pickOf(sensible ? all.filter(isFree) : all, who) ?? 0;
  return { executor: `e${chosen}`, person: `p${chosen}` };
}

function ending(
  life: Life | undefined,
  { sensible, who, pick, detail }: Choice,
  item: string,
  step: string,
  words: string,
): Action {
  const it = life === undefined ? undefined : openOf(life, step);
  const by = sensible ? it?.claim : undefined;
  const status = detail % 8 < 5 ? 'completed' : detail % 8 < 7 ? 'failed' : 'released';
  return {
    ...{ kind: 'end', item, step, status },
    executor: by?.executor ?? executors[who % 3] ?? 'e0',
    person: by?.person ?? `p${who % 3}`,
    machine: by?.machine ?? pick % 2,
    words: sensible && detail < 48 ? 'Done.' : words,
    ...(!sensible && bit(detail, 4) && { k: 1 + (pick % 3) }),
  };
}

interface AtGate {
  readonly item: string;
  readonly person: string;
  readonly reason: string;
  readonly step: string;
}

function atGate(
  model: Model,
  life: Life | undefined,
  choice: Choice & { readonly kind: 'approve' | 'reject' | 'review' },
  { item, reason, step, ...by }: AtGate,
): Action {
  const { kind, pick, detail, sensible } = choice;
  const all = life?.blueprint.gates ?? [];
  const reached = all.filter(
    (gate) =>
      life !== undefined &&
      (kind === 'approve' ? phaseOf(life, gate) === 'pending' : phaseOf(life, gate) !== 'waiting') &&
      (kind !== 'review' || gate.kind === 'handoff'),
  );
  const gate = pickOf(sensible && reached.length > 0 ? reached : all, pick);
  const key = gate?.key ?? 'gate-0';
  const shown = life && gate && shownState(life, gate, detail);
  const able = people.filter(
    (it) =>
      life !== undefined &&
      gate !== undefined &&
      mayDecide(model, gate, it) &&
      (kind === 'reject' || !(isOwnWork(life, gate, it) || votesFor(life, gate).has(it))),
  );
  const person = (sensible ? pickOf(able, choice.who) : undefined) ?? by.person;
  const common = { item, person, gate: key, ...(shown !== undefined && { shown }) };
  if (kind === 'approve') return { kind, ...common };
  if (kind === 'reject') {
    const covered = life && gate ? (coveredTries(life, gate) ?? []) : [];
    const behind = [...foundations(covered)].flatMap((it) => it.step ?? []);
    const to = sensible ? (pickOf(behind, detail) ?? step) : step;
    return { kind, ...common, reason, ...(detail % 3 > 0 && { returnTo: to }) };
  }
  const decisions: readonly ReviewDecision[] = ['proceed', 'proceed', 'link', 'merge', 'close'];
  const decision = pickOf(decisions, detail) ?? 'proceed';
  const needsTarget = decision === 'merge' || decision === 'link';
  const others = items.filter((it) => it !== item || !sensible);
  const target = pickOf(others, pick);
  return {
    ...{ kind, ...common, decision, reason },
    ...((needsTarget ? sensible || bit(detail, 3) : false) && target !== undefined && { target }),
  };
}

/** Nothing; the present state; or one of those that were decided on before. */
function shownState(
  life: Life,
  gate: Life['blueprint']['gates'][number],
  detail: number,
): string | undefined {
  if (detail % 4 < 2) return undefined;
  if (detail % 4 === 2) return gateState(life, gate);
  const old = [...life.votes.keys(), ...life.rejections.map(({ state }) => state)];
  return pickOf(
    old.filter((state) => state.startsWith(`${life.item} ${JSON.stringify(gate)} `)),
    detail,
  );
}

function migration(
  versions: readonly Written[],
  life: Life | undefined,
  { sensible, pick, detail }: Choice,
  common: { readonly item: string; readonly person: string; readonly reason: string },
): Action {
  const now = versions.find(({ version }) => version === life?.blueprint.version);
  const others = versions.filter((it) => it !== now || !sensible);
  const to = pickOf(others, pick);
  const map: Record<string, string | null> = {};
  for (const [key, origin] of Object.entries(now?.origins ?? {})) {
    const goal = Object.entries(to?.origins ?? {}).find(([, it]) => it === origin)?.[0];
    if (sensible && goal !== key) map[key] = goal ?? null;
    if (!sensible && bit(detail, 1)) map[key] = pickOf(to?.steps ?? [], pick)?.key ?? null;
  }
  if (!sensible && bit(detail, 2)) map['nowhere'] = 'a';
  return { kind: 'migrate', ...common, to: bit(detail, 3) || sensible ? (to?.version ?? '1.0.0') : '9.0.0', map };
}

function chooseStep(
  model: Model,
  life: Life | undefined,
  { kind, sensible, pick }: Choice,
): string {
  const all = life?.blueprint.rows.map(({ key }) => key) ?? ['a'];
  if (!sensible || life === undefined) return pickOf([...all, 'nowhere'], pick) ?? 'a';
  return pickOf(fittingSteps(model, life, kind), pick) ?? pickOf(all, pick) ?? 'a';
}

function fittingSteps(model: Model, life: Life, kind: Kind): readonly string[] {
  const { rows } = life.blueprint;
  switch (kind) {
    case 'claim':
      return ready(model, life);
    case 'end':
    case 'abandon':
      return rows.flatMap(({ key }) => {
        const open = openOf(life, key);
        return open !== undefined && isRunning(open) ? [key] : [];
      });
    case 'retry':
      return rows.filter((row) => needsRequeue(life, row)).map(({ key }) => key);
    case 'revert':
      return life.tries.flatMap((it) => (it.isIntegrated ? (it.step ?? []) : []));
    default:
      return [];
  }
}

export const anyWalk = (longest: number, kinds?: readonly Kind[]) =>
  fc.record({
    versions: anyVersions,
    choices: fc.array(anyChoice(kinds), { minLength: 1, maxLength: longest, size: 'max' }),
  });
