/** What a commit of the branch holds, from its trees: names, modes and object ids; no contents. */
import { CloneDamaged } from './trouble.ts';
import type { Objects } from './objects.ts';

export interface TreeEntry {
  readonly name: string;
  /** As git writes it: `40000` a folder, `100644` a file, `120000` a link, `160000` a submodule. */
  readonly mode: string;
  readonly oid: string;
}

export const isFolder = ({ mode }: TreeEntry): boolean => mode === '40000';
export const isPlainFile = ({ mode }: TreeEntry): boolean => mode.startsWith('100');

export interface Trees {
  /** The entries of a folder; empty when there is none at that place. @param path `''` for the top */
  readonly folder: (commit: string, path: string) => Promise<readonly TreeEntry[]>;
  /** The one entry at a path. */
  readonly entry: (commit: string, path: string) => Promise<TreeEntry | undefined>;
}

/** Trees are kept by their ids, which never change their meaning. */
export function createTrees(objects: Objects): Trees {
  const known = new Map<string, readonly TreeEntry[]>();
  const tops = new Map<string, string>();
  const read = async (oid: string, type: string): Promise<Buffer> => {
    const found = await objects.read(oid);
    if (found?.type === type) return found.data;
    throw new CloneDamaged(`${type} ${oid} is not there`);
  };
  const tree = async (oid: string): Promise<readonly TreeEntry[]> => {
    const kept = known.get(oid);
    if (kept !== undefined) return kept;
    const entries = parseTree(await read(oid, 'tree'), oid.length / 2);
    if (known.size > mostKept) known.clear();
    known.set(oid, entries);
    return entries;
  };
  const top = async (commit: string): Promise<string> => {
    const kept = tops.get(commit);
    if (kept !== undefined) return kept;
    const text = (await read(commit, 'commit')).toString('latin1');
    const oid = /^tree ([0-9a-f]+)\n/.exec(text)?.[1] ?? '';
    if (tops.size > mostKept) tops.clear();
    tops.set(commit, oid);
    return oid;
  };
  const folder = async (commit: string, path: string): Promise<readonly TreeEntry[]> => {
    let entries = await tree(await top(commit));
    for (const part of path === '' ? [] : path.split('/')) {
      const next = entries.find(({ name }) => name === part);
      if (next === undefined || !isFolder(next)) return [];
      entries = await tree(next.oid);
    }
    return entries;
  };
  return {
    folder,
    entry: async (commit, path) => {
      const cut = path.lastIndexOf('/');
      const entries = await folder(commit, path.slice(0, Math.max(0, cut)));
      return entries.find(({ name }) => name === path.slice(cut + 1));
    },
  };
}

/** A store that lives long sees many trees; the next read brings back those that it needs. */
const mostKept = 2000;

/** @param idLength bytes of an object id: 20, or 32 in repositories of the newer format */
function parseTree(data: Buffer, idLength: number): readonly TreeEntry[] {
  const entries: TreeEntry[] = [];
  for (let at = 0; at < data.length;) {
    const space = data.indexOf(32, at);
    const end = data.indexOf(0, space);
    entries.push({
      mode: data.toString('latin1', at, space),
      name: data.toString('utf8', space + 1, end),
      oid: data.toString('hex', end + 1, end + 1 + idLength),
    });
    at = end + 1 + idLength;
  }
  return entries;
}
