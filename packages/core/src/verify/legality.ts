/**
 * Was each record legal when it was made? Recomputed from what the record itself cites, never from what came later
 * (protocol.md, "what verify can say"). Conditions of absence can't be seen from content alone.
 */
import { restoreHint, type Damage } from '../bytes/read-record.ts';
import type { AnyStored } from '../model/records.ts';
import type { Ids } from '../ports.ts';
import type { ItemState } from '../state/state.ts';
import { inCausalOrder } from '../views/history.ts';
import { checkBaseline } from './check-baseline.ts';
import { checkApproval, checkRework } from './check-gate.ts';
import { checkClaim, checkHandoff, checkRequeue } from './check-attempt.ts';
import { checkLaunch } from './check-launch.ts';
import { linksOf, type Links } from './links.ts';
import type { Violation } from './violation.ts';

/** Every violation of an item's history, in causal order: the first is the one to look at first. */
export function verifyItem(state: ItemState, ids: Pick<Ids, 'sha256'>): readonly Violation[] {
  const links = linksOf(state, ids);
  return inCausalOrder(state.records).flatMap((stored) => {
    const problem = problemOf(stored, links);
    return problem === undefined ? [] : [illegal(stored, problem)];
  });
}

/** What is wrong with one record of a state, in words; `undefined` when it was legal. */
export const legalityOf = (
  state: ItemState,
  stored: AnyStored,
  ids: Pick<Ids, 'sha256'>,
): string | undefined => problemOf(stored, linksOf(state, ids));

/** What is wrong with a record, in words; `undefined` when it was legal. */
function problemOf(stored: AnyStored, links: Links): string | undefined {
  switch (stored.kind) {
    case 'registration':
      return undefined;
    case 'launch':
      return checkLaunch(stored, links);
    case 'claim':
      return checkClaim(stored, links);
    case 'handoff':
      return checkHandoff(stored, links);
    case 'requeue':
      return checkRequeue(stored, links);
    case 'approval':
      return checkApproval(stored, links);
    case 'rework':
      return checkRework(stored, links);
    case 'baseline':
      return checkBaseline(stored, links);
  }
}

const illegal = ({ path, id }: AnyStored, detail: string): Violation => ({
  code: 'illegal',
  path,
  record: id,
  detail,
  hint: `See who wrote it: git log -- ${path}. ${restoreHint(path)}`,
});

/** A damage as a violation. */
export const damageAsViolation = ({ code, path, detail, hint }: Damage): Violation => ({
  code,
  path,
  detail,
  hint,
});
