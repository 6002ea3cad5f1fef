/** Verifying history: bytes, slots, links, legality; and, in a git repository, that nothing committed was touched. */
import {
  damageAsViolation,
  fold,
  restoreHint,
  verifyItem,
  type ItemRecords,
  type Refused,
  type StoredFile,
  type Violation,
} from '@orchestrator/core';
import type { Deps } from './deps.ts';
import { loadItem, loadPlan, readRecords } from './load.ts';
import { remember } from './remember.ts';

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

export interface Verify {
  /** Absent: all items. */
  readonly item?: string;
  /** A commit: only additions may have followed it. */
  readonly since?: string;
}

export async function verify(
  deps: Deps,
  { item, since }: Verify,
): Promise<{ readonly ok: true; readonly report: Verification } | Refused> {
  if (item !== undefined) {
    const { read } = await readRecords(deps, item);
    if (read.records.length === 0 && read.damages.length === 0) {
      const missing = await loadItem(deps, item);
      if (!missing.ok) return missing;
    }
  }
  const items = item === undefined ? await deps.store.items() : [item];
  const once = { ...deps, definitions: remember(deps.definitions) };
  const files: StoredFile[] = [];
  const violations: Violation[] = [];
  for (const id of items) {
    const found = await readRecords(deps, id, true);
    files.push(...found.files);
    violations.push(...(await verifyOne(once, found.read)));
  }
  const differences = await deps.repository.differences(files);
  violations.push(...touched(differences, item), ...(await touchedSince(deps, since)));
  return {
    ok: true,
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

async function verifyOne(deps: Deps, read: ItemRecords): Promise<readonly Violation[]> {
  const damages = read.damages.map(damageAsViolation);
  const { registration } = read;
  if (registration === undefined) return damages;
  const found = await loadPlan(deps, registration.record);
  if (!found.ok) {
    const { message, hint } = found.refusal;
    const { id, version } = registration.record.workflow;
    const path = `artifacts/workflows/${id}@${version}.yaml`;
    return [...damages, { code: 'definition-changed', path, detail: message, hint }];
  }
  return [
    ...damages,
    ...verifyItem(fold({ ...read, registration }, found.plan, deps.ids), deps.ids),
  ];
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

async function touchedSince(deps: Deps, since: string | undefined): Promise<readonly Violation[]> {
  if (since === undefined) return [];
  const changes = await deps.repository.changesSince(since);
  if (changes === undefined) {
    const detail = `The history does not contain ${since}: it was rewritten, or this is another repository.`;
    return [
      {
        code: 'deleted',
        path: 'artifacts',
        detail,
        hint: 'Compare with a clone that has that commit.',
      },
    ];
  }
  return changes.map(({ path, change }) => ({
    code: change,
    path,
    detail: `A commit since ${since} ${change} it; only additions may follow.`,
    hint: `See which: git log ${since}.. -- ${path}`,
  }));
}

/** One file, one violation: that it is damaged says more than that it differs from HEAD. */
function withoutRepetition(violations: readonly Violation[]): readonly Violation[] {
  const seen = new Set<string>();
  return violations.filter(({ path }) => !seen.has(path) && seen.add(path));
}
