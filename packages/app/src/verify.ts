/** Verifying history: bytes, slots, links, legality; and, in a git repository, that nothing committed was touched. */
import {
  damageAsViolation,
  damagesOf,
  fold,
  refuse,
  restoreHint,
  verifyItem,
  type ItemRecords,
  type Refused,
  type StoredFile,
  type Violation,
} from '@orchestrator/core';
import type { Deps } from './deps.ts';
import { loadItem, readRecords } from './load.ts';
import { loadPlans } from './plans.ts';
import { remember } from './remember.ts';
import {
  checkOutputs,
  verifyPins,
  verifyRunFiles,
  verifyUnrecorded,
  type CheckOutputs,
} from './verify-files.ts';

export interface Verification {
  readonly schema: 'orchestrator.verify/1';
  readonly ok: boolean;
  readonly records: number;
  readonly items: number;
  /** Records that are not committed yet; 0 outside git. */
  readonly uncommitted: number;
  /** The first one first. */
  readonly violations: readonly Violation[];
}

export interface Verified {
  readonly ok: true;
  readonly report: Verification;
  /** Is there a git repository, with which the records were compared? */
  readonly compared: boolean;
}

export interface Verify {
  /** Absent: all items. */
  readonly item?: string;
  /** A commit: only additions may have followed it. */
  readonly since?: string;
  /** Hash the outputs of what is done again. */
  readonly outputs?: boolean;
}

export async function verify(deps: Deps, command: Verify): Promise<Verified | Refused> {
  const { item, since } = command;
  const outputs = command.outputs === true ? checkOutputs(deps) : undefined;
  const items = item === undefined ? await deps.store.items() : [item];
  const once = { ...deps, definitions: remember(deps.definitions) };
  if (items.length > 1) await deps.store.prefetch?.(items);
  const files: StoredFile[] = [];
  const violations: Violation[] = [];
  for (const id of items) {
    const found = await readRecords(deps, id, true);
    files.push(...found.files);
    violations.push(...(await verifyOne(once, found.read, outputs)));
  }
  const differences = await deps.repository.differences(files);
  if (item !== undefined && files.length === 0 && touched(differences, item).length === 0) {
    const missing = await loadItem(deps, item);
    if (!missing.ok) return missing;
  }
  violations.push(...touched(differences, item));
  if (since !== undefined) {
    const later = await touchedSince(deps, since);
    if (!later.ok) return later;
    violations.push(...later.violations);
  }
  return {
    ok: true,
    compared: differences !== undefined,
    report: {
      schema: 'orchestrator.verify/1',
      ok: violations.length === 0,
      records: files.length,
      items: items.length,
      uncommitted: differences?.uncommitted.length ?? 0,
      violations: withoutRepetition(violations),
    },
  };
}

async function verifyOne(
  deps: Deps,
  read: ItemRecords,
  outputs: CheckOutputs | undefined,
): Promise<readonly Violation[]> {
  const { registration } = read;
  if (registration === undefined)
    return [
      ...damagesOf(read).map(damageAsViolation),
      ...(await verifyUnrecorded(deps.store, read.item)),
    ];
  const found = await loadPlans(deps, { ...read, registration });
  if (found.ok) {
    const state = fold({ ...read, registration }, found.plans, deps.ids);
    return [
      ...state.damages.map(damageAsViolation),
      ...verifyItem(state, deps.ids),
      ...(state.damages.length === 0 ? await verifyRunFiles(deps.store, state) : []),
      ...(await verifyPins(deps, state)),
      ...(outputs === undefined ? [] : await outputs(state)),
    ];
  }
  const { message, hint } = found.refusal;
  const path = definitionPath(found.refusal.details) ?? registration.path;
  const changed: Violation = { code: 'definition-changed', path, detail: message, hint };
  return [...damagesOf(read).map(damageAsViolation), changed];
}

/** The file that a refusal of a definition is about. */
function definitionPath(details: readonly object[] = []): string | undefined {
  const [first] = details;
  return first !== undefined && 'path' in first && typeof first.path === 'string'
    ? first.path
    : undefined;
}

type Differences = Awaited<ReturnType<Deps['repository']['differences']>>;

function touched(differences: Differences, item: string | undefined): readonly Violation[] {
  const concerns = (path: string): boolean =>
    item === undefined || path.includes(`/${item}/`) || path.endsWith(`/${item}.json`);
  const violation =
    (code: 'changed' | 'deleted') =>
    (path: string): Violation => ({
      code,
      path,
      detail:
        code === 'changed'
          ? 'It differs from what is committed.'
          : 'It is committed, but it is gone.',
      hint: restoreHint(path),
    });
  return [
    ...(differences?.deleted ?? []).filter(concerns).map(violation('deleted')),
    ...(differences?.changed ?? []).filter(concerns).map(violation('changed')),
  ];
}

async function touchedSince(
  { repository, checkout }: Deps,
  since: string,
): Promise<{ readonly ok: true; readonly violations: readonly Violation[] } | Refused> {
  if (checkout === undefined && (await repository.resolve('HEAD')) === undefined) {
    return refuse(
      'no-repository',
      '--since needs a git repository with commits.',
      'Leave --since out, or commit first.',
    );
  }
  const changes = await repository.changesSince(since);
  if (changes === undefined) {
    const detail = `The history does not contain ${since}: it was rewritten, or this is another repository.`;
    const hint = 'Compare with a clone that has that commit.';
    return {
      ok: true,
      violations: [{ code: 'history-rewritten', path: 'artifacts', detail, hint }],
    };
  }
  const violations = changes.map(({ path, change }) => ({
    code: change,
    path,
    detail: `A commit since ${since} ${change} it; only additions may follow.`,
    hint: `See which: git log ${since}.. -- ${path}`,
  }));
  return { ok: true, violations };
}

/** One file, one violation: that it is damaged says more than that it differs from HEAD. */
function withoutRepetition(violations: readonly Violation[]): readonly Violation[] {
  const seen = new Set<string>();
  return violations.filter(({ path }) => !seen.has(path) && seen.add(path));
}
