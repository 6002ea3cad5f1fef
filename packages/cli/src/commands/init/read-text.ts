/** Looking at files that may be missing, in the way, or somebody else's. */
import * as fs from 'node:fs';

/** @returns undefined when there is no such file; nothing but an empty text when it can't be read */
export function readText(file: string): string | undefined {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return isThere(file) ? '' : undefined;
  }
}

/** A link that leads nowhere is there, too; what can't be looked at is not, and writing will say why. */
export function isThere(file: string): boolean {
  try {
    return fs.lstatSync(file, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return false;
  }
}
