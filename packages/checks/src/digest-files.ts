import type { Checks, Output } from '@orchestrator/core';
import { hashFile } from './files/hash-file.ts';
import { leavesRoot, locate, type Folders } from './files/locate.ts';
import { walk } from './files/walk.ts';
import { compileGlob, isGlob } from './glob.ts';
import { fail, found, type Found } from './verdict.ts';

type Digest = Awaited<ReturnType<Checks['digest']>>;

/**
 * The sha256 of every file that the paths and globs name. In `missing` is what was named but could not
 * be hashed: a literal path that is no file, a glob that cannot be read, a file that may not be read
 * or whose name no record can hold, and whatever leads out of the root. A glob that matches nothing
 * is not missing.
 */
export async function digestFiles(root: string, patterns: readonly string[]): Promise<Digest> {
  const outputs = new Map<string, Output>();
  const missing = new Set<string>();
  const folders: Folders = new Map();
  for (const pattern of new Set(patterns)) {
    const isLiteral = !isGlob(pattern);
    const paths = isLiteral ? found([pattern]) : await matchesOf(root, pattern);
    if (!paths.ok) missing.add(shown(pattern));
    for (const path of paths.ok ? paths.value : []) {
      if (outputs.has(path)) continue;
      const hash = await hashOf(root, path, folders);
      if (typeof hash === 'object') outputs.set(path, { path, ...hash });
      else if (isLiteral || hash === 'refused') missing.add(shown(path));
    }
  }
  return {
    outputs: [...outputs.values()].sort((one, other) => byCodeUnit(one.path, other.path)),
    missing: [...missing].sort(byCodeUnit),
  };
}

async function matchesOf(root: string, pattern: string): Promise<Found<readonly string[]>> {
  const glob = await compileGlob(pattern);
  if (!glob.ok) return glob;
  const { base, matches } = glob.value;
  const place = locate(root, base);
  if (leavesRoot(pattern) || place.kind === 'outside') return fail('leads out of the root');
  if (place.kind !== 'folder') return found([]);
  const paths: string[] = [];
  for await (const path of walk(root, base)) {
    if (matches(path)) paths.push(path);
  }
  return found(paths);
}

/** `absent`: there is no file (any more). `refused`: there is something, but it is not to be hashed. */
async function hashOf(
  root: string,
  path: string,
  folders: Folders,
): Promise<{ sha256: string } | 'absent' | 'refused'> {
  const place = locate(root, path, folders);
  if (place.kind === 'missing' || place.kind === 'folder') return 'absent';
  if (place.kind !== 'file' || shown(path) !== path) return 'refused';
  const sha256 = await hashFile(path, place);
  if (sha256.ok) return { sha256: sha256.value };
  return locate(root, path).kind === 'missing' ? 'absent' : 'refused';
}

// eslint-disable-next-line no-control-regex -- a path in a record holds none of these
const unfit = /[\u0000-\u001f\u007f\\]/g;

/** A name as it may be shown; one that changes by this cannot be the path of an output. */
const shown = (path: string): string => path.replace(unfit, '\ufffd');

/** The core's order of paths; adapters take only types from there. */
const byCodeUnit = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
