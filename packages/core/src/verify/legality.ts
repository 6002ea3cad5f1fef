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
import { checkAmendment } from './check-amendment.ts';
import { checkMigration } from './check-migration.ts';
import { checkReview } from './check-review.ts';
import { checkRunRecord } from './check-run.ts';
import { createVersions, type Versions } from './versions.ts';
import type { Violation } from './violation.ts';

/** Every violation of an item's history, in causal order: the first is the one to look at first. */
export function verifyItem(state: ItemState, ids: Pick<Ids, 'sha256'>): readonly Violation[] {
  const versions = createVersions(state, ids);
  return inCausalOrder(state.records).flatMap((stored) => {
    const problem = problemOf(stored, versions);
    return problem === undefined ? [] : [illegal(stored, problem)];
  });
}

/** What is wrong with one record of a state, in words; `undefined` when it was legal. */
export const legalityOf = (
  state: ItemState,
  stored: AnyStored,
  ids: Pick<Ids, 'sha256'>,
): string | undefined => problemOf(stored, createVersions(state, ids));

/** What is wrong with a record, in words; `undefined` when it was legal under the version that it was made under. */
function problemOf(stored: AnyStored, versions: Versions): string | undefined {
  switch (stored.kind) {
    case 'registration':
      return undefined;
    case 'launch':
      return checkLaunch(stored, versions.of(stored));
    case 'claim':
      return checkClaim(stored, versions.of(stored));
    case 'handoff':
      return checkHandoff(stored, versions.of(stored));
    case 'requeue':
      return checkRequeue(stored, versions.latest);
    case 'approval':
      return versions.any(stored, (links) => checkApproval(stored, links));
    case 'review':
      return versions.any(stored, (links) => checkReview(stored, links));
    case 'rework':
      return versions.any(stored, (links) => checkRework(stored, links));
    case 'baseline':
      return versions.any(stored, (links) => checkBaseline(stored, links));
    case 'migration':
      return checkMigration(stored, versions.latest);
    case 'invocation':
    case 'finish':
      return checkRunRecord(stored, versions.latest);
    case 'blocker':
    case 'resolution':
    case 'transfer':
    case 'correction':
      return checkAmendment(stored, versions.latest);
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
