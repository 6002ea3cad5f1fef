import { lstatSync, realpathSync, type Stats } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, sep } from 'node:path';
import { fail, type Failure } from '../verdict.ts';
import { errorCode } from './error-code.ts';

/** What a path of the root leads to, links resolved. */
export type Place =
  | { readonly kind: 'file'; readonly real: string; readonly size: number }
  | { readonly kind: 'folder'; readonly real: string }
  | { readonly kind: 'missing' | 'outside' | 'special' | 'unreadable' };

/** The root as `locate` wants it; one that is not there is left as it is, and so is all that is in it. */
export function realRoot(root: string): string {
  try {
    return realpathSync.native(root);
  } catch {
    return root;
  }
}

/** Where folders really are, as far as it is known. To be dropped when something may have moved them. */
export type Folders = Map<string, string>;

/**
 * Finds what `path` names, following symbolic links, without opening it. At once and not in another
 * thread: there may be a thousand of them.
 * `outside`: it leaves the root, by its own parts or through a link. `special`: a pipe, a device.
 *
 * @param root without links: see `realRoot`
 */
export function locate(root: string, path: string, folders: Folders = new Map()): Place {
  if (leavesRoot(path)) return { kind: 'outside' };
  try {
    const { real, stats } = resolveLinks(join(root, path), folders);
    if (!isInside(root, real)) return { kind: 'outside' };
    if (stats.isFile()) return { kind: 'file', real, size: stats.size };
    return stats.isDirectory() ? { kind: 'folder', real } : { kind: 'special' };
  } catch (error) {
    return { kind: absent.has(errorCode(error)) ? 'missing' : 'unreadable' };
  }
}

/** The way to the folder is followed once for all files in it. */
function resolveLinks(path: string, folders: Folders): { real: string; stats: Stats } {
  const folder = dirname(path);
  const realFolder = folders.get(folder) ?? realpathSync.native(folder);
  folders.set(folder, realFolder);
  const place = join(realFolder, basename(path));
  const stats = lstatSync(place);
  if (!stats.isSymbolicLink()) return { real: place, stats };
  const real = realpathSync.native(place);
  return { real, stats: lstatSync(real) };
}

/** The file that `path` names, or why there is none to read. */
export function locateFile(
  root: string,
  path: string,
  folders?: Folders,
): Extract<Place, { kind: 'file' }> | (Failure & { readonly kind?: never }) {
  const place = locate(root, path, folders);
  if (place.kind === 'file') return place;
  return fail(`${path} ${reasons[place.kind]}`);
}

export const reasons = {
  folder: 'is a folder, not a file',
  missing: 'does not exist',
  outside: 'leads out of the root and was not opened',
  special: 'is a pipe, a socket or a device, not a file, and was not opened',
  unreadable: 'cannot be read',
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
