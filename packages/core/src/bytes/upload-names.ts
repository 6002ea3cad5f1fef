/** How records are called on their way to a collector: flat files in a folder, named after their slots. */
import { placeInRoot, rootOf } from './slots.ts';

/** `artifacts/claims/<item>/build.2.json` → `claims.build.2.json`; an outcome's name says enough. */
export function uploadName(slot: string): string {
  const { folder, name } = placeInRoot(slot) ?? { folder: '', name: slot };
  return folder === 'handoff' ? name : `${folder}.${name}`;
}

/** The slot that such a name stands for. */
export function slotOfUpload(item: string, name: string): string {
  const prefixed = /^(claims|decisions|journal)\.(.+)$/.exec(name);
  const [folder, base] = prefixed ? [prefixed[1] ?? '', prefixed[2] ?? ''] : ['handoff', name];
  return `${rootOf(item)}/${folder}/${item}/${base}`;
}

/** The work item that the text of a record names, before anything else in it is believed. */
export function itemNamedIn(text: string): string | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const item =
      typeof value === 'object' && value !== null && 'workItemId' in value
        ? value.workItemId
        : undefined;
    return typeof item === 'string' ? item : undefined;
  } catch {
    return undefined;
  }
}
