/**
 * Slot = path (semantics R1). A slot is named by what is decided, so that two decisions that exclude each other
 * meet in one slot, and others never meet.
 */
import type { JsonValue } from './json.ts';

export const root = 'artifacts';

export const definitionSlot = (id: string, version: string): string =>
  `${root}/workflows/${id}@${version}.yaml`;
export const registrationSlot = (item: string): string => `${root}/work-items/${item}.json`;
export const launchSlot = (item: string, step: string, k: number): string =>
  `${root}/decisions/${item}/${step}.${k}.json`;
export const claimSlot = (item: string, step: string, k: number): string =>
  `${root}/claims/${item}/${step}.${k}.json`;
/** Named by the time of the *claim*, so that an attempt has exactly one terminal slot, whatever ends it. */
export const handoffSlot = (
  item: string,
  step: string,
  attemptId: string,
  claimedAt: string,
): string => `${root}/handoff/${item}/${compactTime(claimedAt)}-${item}-${step}-${attemptId}.json`;
export const journalSlot = (item: string, decision: string): string =>
  `${root}/journal/${item}/${decision}.json`;
export const approvalSlot = (item: string, gate: string, state: string, who: string): string =>
  journalSlot(item, `gate.${gate}.${state.slice(0, 8)}.${who}`);
export const reworkSlot = (item: string, step: string, k: number): string =>
  journalSlot(item, `rework.${step}.${k}`);
export const requeueSlot = (item: string, step: string, k: number): string =>
  journalSlot(item, `retry.${step}.${k}`);
export const baselineSlot = (item: string, n: number): string => journalSlot(item, `baseline.${n}`);
export const reviewSlot = (item: string, n: number): string => journalSlot(item, `review.${n}`);
export const blockerSlot = (item: string, id: string): string => journalSlot(item, `blocker.${id}`);
export const resolutionSlot = (item: string, id: string): string =>
  journalSlot(item, `blocker.${id}.resolved`);
export const transferSlot = (item: string, n: number, step?: string): string =>
  journalSlot(item, step === undefined ? `owner.${n}` : `owner.${n}.${step}`);
export const migrationSlot = (item: string, n: number): string =>
  journalSlot(item, `migration.${n}`);
export const correctionSlot = (item: string, corrected: string, n: number): string =>
  journalSlot(item, `correction.${corrected.slice(0, 12)}.${n}`);
export const scheduleFile = (item: string): string => `${root}/schedule/${item}.json`;
export const exportFile = (at: string, ending: string): string =>
  `${root}/exports/portfolio-${compactTime(at)}.${ending}`;

/** Folders that hold the records of items, one folder an item; registrations are files of their own. */
export const itemFolders = ['claims', 'decisions', 'handoff', 'journal'] as const;

/** `2026-01-19T14:30:12.000Z` → `20260119T143012Z`. */
export function compactTime(at: string): string {
  return `${at.slice(0, 19).replace(/[-:]/g, '')}Z`;
}

/** What is written to a view: readable, with a fixed order of members, newline at the end. */
export const viewText = (value: JsonValue): string => `${JSON.stringify(value, null, 2)}\n`;

/** The item that a record's path belongs to; `undefined` for what belongs to none. */
export function itemOfPath(path: string): string | undefined {
  const [top, folder, item, ...rest] = path.split('/');
  if (top !== root || item === undefined) return undefined;
  if (folder === 'work-items' && rest.length === 0) return item.replace(/\.json$/, '');
  return itemFolders.some((known) => known === folder) && rest.length === 1 ? item : undefined;
}
