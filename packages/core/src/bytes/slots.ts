/**
 * Slot = path (semantics R1). A slot is named by what is decided, so that two decisions that exclude each other
 * meet in one slot, and others never meet.
 */
import { compactTime } from './compact-time.ts';
import type { JsonValue } from './json.ts';
import { runItemOf, runLabelOf, runsFolder } from './run-ids.ts';

export { compactTime };

export const root = 'artifacts';

/** The folder that the records of an item lie in: a run of the gate runner has its own. */
export function rootOf(item: string): string {
  const label = runLabelOf(item);
  return label === undefined ? root : `${runsFolder}/${label}/record`;
}

export const definitionSlot = (id: string, version: string): string =>
  `${root}/workflows/${id}@${version}.yaml`;
export const registrationSlot = (item: string): string => `${rootOf(item)}/work-items/${item}.json`;
export const launchSlot = (item: string, step: string, k: number): string =>
  `${rootOf(item)}/decisions/${item}/${step}.${k}.json`;
export const claimSlot = (item: string, step: string, k: number): string =>
  `${rootOf(item)}/claims/${item}/${step}.${k}.json`;
/** Named by the time of the *claim*, so that an attempt has exactly one terminal slot, whatever ends it. */
export const handoffSlot = (
  item: string,
  step: string,
  attemptId: string,
  claimedAt: string,
): string =>
  `${rootOf(item)}/handoff/${item}/${compactTime(claimedAt)}-${item}-${step}-${attemptId}.json`;
export const journalSlot = (item: string, decision: string): string =>
  `${rootOf(item)}/journal/${item}/${decision}.json`;
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
export const invocationSlot = (item: string, id: string): string =>
  journalSlot(item, `invocation.${id}`);
/** One for each run: two that end it at once meet here. */
export const finishSlot = (item: string): string => journalSlot(item, 'finish.1');
export const scheduleFile = (item: string): string => `${rootOf(item)}/schedule/${item}.json`;
export const exportFile = (at: string, ending: string): string =>
  `${root}/exports/portfolio-${compactTime(at)}.${ending}`;

/** Folders that hold the records of items, one folder an item; registrations are files of their own. */
export const itemFolders = ['claims', 'decisions', 'handoff', 'journal'] as const;

/** What is written to a view: readable, with a fixed order of members, newline at the end. */
export const viewText = (value: JsonValue): string => `${JSON.stringify(value, null, 2)}\n`;

/** The parts of a path below the folder that records lie in; `undefined` for a path outside of all of them. */
function belowRoot(path: string): readonly string[] | undefined {
  const parts = path.split('/');
  if (parts[0] === root) return parts.slice(1);
  const isRun = path.startsWith(`${runsFolder}/`) && runItemOf(parts[2] ?? '') !== undefined;
  return isRun && parts[3] === 'record' ? parts.slice(4) : undefined;
}

/** The folder of a record below the root of its item, and its file name; `undefined` where no records lie. */
export function placeInRoot(path: string): { folder: string; name: string } | undefined {
  const parts = belowRoot(path);
  const [folder, name] = [parts?.[0], parts?.at(-1)];
  return folder === undefined || name === undefined ? undefined : { folder, name };
}

/** The item that a record's path belongs to; `undefined` for what belongs to none. */
export function itemOfPath(path: string): string | undefined {
  const [folder, item, ...rest] = belowRoot(path) ?? [];
  if (item === undefined) return undefined;
  if (folder === 'work-items' && rest.length === 0) return item.replace(/\.json$/, '');
  return itemFolders.some((known) => known === folder) && rest.length === 1 ? item : undefined;
}
