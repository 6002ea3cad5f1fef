import { lstat, realpath } from 'node:fs/promises';
import { isAbsolute, join, relative, sep } from 'node:path';
import { fail, type Failure } from '../verdict.ts';
import { errorCode } from './error-code.ts';

/** What a path of the root leads to, links resolved. */
export type Place =
  | { readonly kind: 'file'; readonly real: string; readonly size: number }
  | { readonly kind: 'folder'; readonly real: string }
  | { readonly kind: 'missing' | 'outside' | 'other' };

/**
 * Finds what `path` names, following symbolic links, without opening it.
 * `outside`: it leaves the root, by its own parts or through a link. `other`: a device, a pipe, no permission.
 */
export async function locate(root: string, path: string): Promise<Place> {
  if (leavesRoot(path)) return { kind: 'outside' };
  try {
    const [realRoot, real] = await Promise.all([realpath(root), realpath(join(root, path))]);
    if (!isInside(realRoot, real)) return { kind: 'outside' };
    const stats = await lstat(real);
    if (stats.isFile()) return { kind: 'file', real, size: stats.size };
    return stats.isDirectory() ? { kind: 'folder', real } : { kind: 'other' };
  } catch (error) {
    return { kind: absent.has(errorCode(error)) ? 'missing' : 'other' };
  }
}

/** The file that `path` names, or why there is none to read. */
export async function locateFile(
  root: string,
  path: string,
): Promise<Extract<Place, { kind: 'file' }> | (Failure & { readonly kind?: never })> {
  const place = await locate(root, path);
  if (place.kind === 'file') return place;
  return fail(`${path} ${reasons[place.kind]}`);
}

export const reasons = {
  folder: 'is a folder, not a file',
  missing: 'does not exist',
  outside: 'leads out of the root and was not opened',
  other: 'cannot be read',
} as const;

/** The system's words for "nothing is there". */
const absent: ReadonlySet<string> = new Set(['ENOENT', 'ENOTDIR', 'ENAMETOOLONG']);

/** Does a path leave the root by its own parts, whatever lies on the disk? */
export const leavesRoot = (path: string): boolean =>
  isAbsolute(path) || path.includes('\0') || path.split(/[/\\]/).includes('..');

function isInside(root: string, path: string): boolean {
  const way = relative(root, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
