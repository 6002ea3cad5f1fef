/** From a random choice to an action: most of the time one that makes sense in the state that the model is in. */
import type { Action, Kind } from './actions.ts';
import type { Written } from './blueprint.ts';
import { bit, pickOf, type Choice } from './choice.ts';
import { atGate } from './choose-gate.ts';
import { migration } from './choose-migration.ts';
import { people } from './definitions.ts';
import { fitting, fittingSteps, openObstacles } from './fitting.ts';
import { isRunning, type Life, type Model } from './life.ts';

const items = ['item-1', 'item-2', 'item-3'] as const;
const executors = ['e0', 'e1', 'e2'];

/** The action of a choice. `turn` makes its words its own. */
export function toAction(
  model: Model,
  versions: readonly Written[],
  choice: Choice,
  turn: number,
): Action {
  const item = choice.item < 10 ? items[0] : choice.item < 11 ? items[1] : items[2];
  const life = model.lives.get(item);
  const last = model.last.get(item);
  if (choice.again && last !== undefined) return last;
  if (choice.kind === 'outside') return outside(versions, choice, item);
  if (choice.kind === 'register' || (life === undefined && choice.sensible))
    return registration(item, choice);
  const kind = life !== undefined && choice.sensible ? fitting(model, life, choice) : choice.kind;
  return kind === 'register' || kind === 'outside'
    ? registration(item, choice)
    : onLife(model, versions, life, { ...choice, kind }, item, turn);
}

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

const linkLists = [
  [],
  [],
  ['relates:item-2'],
  ['blocked-by:item-2'],
  ['blocked-by:item-1'],
  ['duplicates:item-2'],
];

const linksOf = (item: string, place: number): readonly string[] =>
  (linkLists[place] ?? []).filter((link) => !link.endsWith(item));

/** Every walk begins with an item; now and then it waits for another one. */
export const firstAction = ([choice]: readonly Choice[]): Action => ({
  ...{ kind: 'register', item: items[0], version: '1.0.0', owner: 'p0' },
  links: linksOf(items[0], (choice?.detail ?? 0) % 16),
});

function registration(item: string, { sensible, pick, who, detail }: Choice): Action {
  return {
    ...{ kind: 'register', item, owner: people[who] ?? 'p0' },
    version: sensible || bit(detail, 0) ? '1.0.0' : '9.0.0',
    links: linksOf(item, pick % linkLists.length),
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
      return atGate(model, life, { ...choice, kind }, { item, person, reason, step }, items);
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

/** Who claims: mostly one who is free, where somebody is. */
function executing(life: Life | undefined, { sensible, who, detail }: Choice) {
  const all = [0, 1, 2];
  const isFree = (it: number): boolean =>
    life?.tries.some((one) => isRunning(one) && one.claim?.executor === `e${it}`) !== true;
  const chosen = pickOf(sensible && detail % 5 > 0 ? all.filter(isFree) : all, who) ?? 0;
  return { executor: `e${chosen}`, person: `p${chosen}` };
}

function ending(
  life: Life | undefined,
  { sensible, who, pick, detail }: Choice,
  item: string,
  step: string,
  words: string,
): Action {
  const it = life?.tries.findLast((one) => isRunning(one) && (one.step ?? one.key) === step);
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

function chooseStep(
  model: Model,
  life: Life | undefined,
  { kind, sensible, pick }: Choice,
): string {
  const all = life?.blueprint.rows.map(({ key }) => key) ?? ['a'];
  if (!sensible || life === undefined) return pickOf([...all, 'nowhere'], pick) ?? 'a';
  return pickOf(fittingSteps(model, life, kind), pick) ?? pickOf(all, pick) ?? 'a';
}
