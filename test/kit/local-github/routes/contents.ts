import { basename, dirname } from 'node:path/posix';
import type { TreeEntry } from '../git.ts';
import { json, notFound, type Asked, type Reply, type Routes } from '../reply.ts';
import { apiUrl, htmlUrl, slug, type World } from '../world.ts';
import { inLines, resolveRevision } from './objects.ts';

/** Bytes; of larger files only the raw media type shows the content. */
const contentLimit = 1_000_000;

const kinds: Readonly<Record<string, string>> = {
  '040000': 'dir',
  '120000': 'symlink',
  '160000': 'submodule',
};

const kindOf = ({ mode }: TreeEntry): string => kinds[mode] ?? 'file';

interface Place {
  readonly world: World;
  readonly path: string;
  readonly ref: string;
}

function common({ world, path, ref }: Place, type: string, sha: string, size: number): object {
  const spelled = path.split('/').map(encodeURIComponent).join('/');
  const self = `${apiUrl(world, `/contents/${spelled}`)}?ref=${encodeURIComponent(ref)}`;
  const html = htmlUrl(world, `/${type === 'dir' ? 'tree' : 'blob'}/${ref}/${spelled}`);
  const git = apiUrl(world, `/git/${type === 'dir' ? 'trees' : 'blobs'}/${sha}`);
  return {
    type,
    name: basename(path),
    path,
    sha,
    size,
    url: self,
    html_url: html,
    git_url: git,
    download_url:
      type === 'dir' ? null : `https://raw.githubusercontent.com/${slug(world)}/${ref}/${spelled}`,
    _links: { self, git, html },
  };
}

async function directory(asked: Asked, place: Place, sha: string): Promise<Reply> {
  const entries = await place.world.git.tree(sha, false);
  const shape = (entry: TreeEntry): object => {
    const path = place.path === '' ? entry.path : `${place.path}/${entry.path}`;
    return common({ ...place, path }, kindOf(entry), entry.sha, entry.size ?? 0);
  };
  return json(200, asked.listed(entries).map(shape));
}

async function file({ accept }: Asked, place: Place, sha: string): Promise<Reply> {
  const bytes = await place.world.git.blob(sha);
  if (accept.includes('.raw')) return { status: 200, body: bytes };
  const shown = bytes.length <= contentLimit;
  return json(200, {
    ...common(place, 'file', sha, bytes.length),
    content: shown ? inLines(bytes) : '',
    encoding: shown ? 'base64' : 'none',
  });
}

/** A link is shown as itself, wherever it points; GitHub follows one that stays inside the repository. */
async function link(place: Place, { sha, size = 0 }: TreeEntry): Promise<Reply> {
  const target = (await place.world.git.blob(sha)).toString();
  return json(200, { ...common(place, 'symlink', sha, size), target });
}

async function entryOf(world: World, commit: string, path: string): Promise<TreeEntry | undefined> {
  const parent = await world.git.at(commit, dirname(path) === '.' ? '' : dirname(path));
  if (parent === undefined) return undefined;
  return (await world.git.tree(parent, false)).find((entry) => entry.path === basename(path));
}

async function getContents(asked: Asked): Promise<Reply> {
  const { world, state, query, parameters } = asked;
  const ref = query.get('ref') ?? world.head;
  const path = (parameters['path'] ?? '').replace(/^\/+|\/+$/g, '');
  const place = { world, path, ref: ref.replace(/^refs\/heads\//, '') };
  const commit = resolveRevision(state, ref);
  if (commit === undefined)
    return notFound(
      query.has('ref') ? `No commit found for the ref ${ref}` : 'This repository is empty.',
    );
  const root = path === '' ? await world.git.at(commit, '') : undefined;
  if (root !== undefined) return directory(asked, place, root);
  const entry = await entryOf(world, commit, path);
  if (entry === undefined) return notFound();
  switch (kindOf(entry)) {
    case 'dir':
      return directory(asked, place, entry.sha);
    case 'symlink':
      return link(place, entry);
    case 'submodule':
      throw new Error('submodules are not served');
    default:
      return file(asked, place, entry.sha);
  }
}

export const contentRoutes: Routes = { 'repos/get-content': getContents };
