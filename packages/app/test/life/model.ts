/** What the pages say about each action, in one place: may it be done, and what is different afterwards. */
import { isDeepStrictEqual } from 'node:util';
import { abandon, claim, end, retry, schedule } from './attempts.ts';
import { approve, integrate, reject, revert, review } from './gates.ts';
import { block, correct, transfer, unblock } from './people.ts';
import { migrate, rollback } from './versions.ts';
import { allow, refuse, repeat, type Action, type ActionOf, type Verdict } from './actions.ts';
import { blueprintOf, type Written } from './blueprint.ts';
import { newLife, type Life, type Model } from './life.ts';

export function newModel(versions: readonly Written[], roles: Model['roles']): Model {
  return {
    last: new Map(),
    lives: new Map(),
    blueprints: new Map(versions.map((it) => [it.version, blueprintOf(it)])),
    roles,
    outside: { failing: new Set(), contents: 0, merged: true },
  };
}

/** The verdict on an action; its `change` has not been made yet. */
export function decide(model: Model, action: Action): Verdict {
  if (action.kind === 'outside') return allow(() => change(model, action));
  if (action.kind === 'register') return register(model, action);
  const life = model.lives.get(action.item);
  // The same decision again finds what it has done (ADR 5); attempts have rules of their own about that (semantics §4).
  const isOfAttempt = ['schedule', 'claim', 'end', 'abandon'].includes(action.kind);
  if (!isOfAttempt && isDeepStrictEqual(action, model.last.get(action.item))) return repeat;
  if (life !== undefined) return decideOn(model, life, action);
  const isLate = action.kind === 'integrate' && !model.outside.merged;
  return isLate ? refuse(2, 4) : refuse(2);
}

function decideOn(
  model: Model,
  life: Life,
  action: Exclude<Action, ActionOf<'outside' | 'register'>>,
): Verdict {
  switch (action.kind) {
    case 'schedule':
      return schedule(model, life, action);
    case 'claim':
      return claim(model, life, action);
    case 'end':
      return end(model, life, action);
    case 'abandon':
      return abandon(model, life, action);
    case 'retry':
      return retry(model, life, action);
    case 'approve':
      return approve(model, life, action);
    case 'reject':
      return reject(model, life, action);
    case 'review':
      return review(model, life, action);
    case 'block':
      return block(model, life, action);
    case 'unblock':
      return unblock(model, life, action);
    case 'transfer':
      return transfer(model, life, action);
    case 'integrate':
      return integrate(model, life);
    case 'revert':
      return revert(model, life, action);
    case 'migrate':
      return migrate(model, life, action);
    case 'rollback':
      return rollback(model, life, action);
    case 'correct':
      return correct(model, life, action);
  }
}

function register(model: Model, { item, version, links, owner }: ActionOf<'register'>): Verdict {
  const blueprint = model.blueprints.get(version);
  if (blueprint === undefined) return refuse(2);
  const life = model.lives.get(item);
  if (life === undefined)
    return allow(() => void model.lives.set(item, newLife(item, blueprint, links, owner)));
  const isSame =
    life.registered.version === version &&
    life.registered.owner === owner &&
    life.links.join() === links.join();
  return isSame ? repeat : refuse(4);
}

function change({ outside }: Model, { flips, contents, merged }: ActionOf<'outside'>): void {
  if (flips !== undefined && !outside.failing.delete(flips)) outside.failing.add(flips);
  if (contents !== undefined) outside.contents = contents;
  if (merged !== undefined) outside.merged = merged;
}
