/**
 * Where one item may name another: in the links of its registration, and in its reviews. Looked for in the text, for
 * all items at once; who asks reads the few that are found.
 */
import { registrationSlot, root } from './slots.ts';

/** Folder, and how names begin there, of the records besides registrations that may name another item. */
export const namingRecords = { folder: 'journal', prefix: 'review.' } as const;

/** May this record of `other` name the item? One too many does no harm. */
export function mayMention(path: string, text: string, item: string): boolean {
  if (path === registrationSlot(item)) return false;
  if (path.startsWith(`${root}/work-items/`)) return text.includes(`:${item}"`);
  const name = path.slice(path.lastIndexOf('/') + 1);
  return name.startsWith(namingRecords.prefix) && text.includes(`"target":"${item}"`);
}
