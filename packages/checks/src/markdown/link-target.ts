import { posix } from 'node:path';

/** Where a link in a document leads: out of the repository, or to a path and perhaps an anchor in it. */
export type LinkTarget =
  | { readonly kind: 'external' }
  | { readonly kind: 'broken' }
  | { readonly kind: 'inside'; readonly path: string; readonly anchor: string };

/**
 * Reads a link of the document at `from` as GitHub does: relative to the document, or to the root when
 * it begins with `/`; `%20` and the like decoded; `?…` ignored.
 */
export function linkTarget(from: string, href: string): LinkTarget {
  if (/^[a-z][a-z0-9+.-]*:|^\/\//i.test(href)) return { kind: 'external' };
  const [address = '', ...anchors] = href.split('#');
  const [encoded = ''] = address.split('?');
  const path = decode(encoded);
  const anchor = decode(anchors.join('#'));
  if (path === undefined || anchor === undefined) return { kind: 'broken' };
  return { kind: 'inside', path: resolve(from, path), anchor };
}

function resolve(from: string, path: string): string {
  if (path === '') return from;
  const relative = path.startsWith('/')
    ? path.replace(/^\/+/, '')
    : posix.join(posix.dirname(from), path);
  return posix.normalize(relative).replace(/\/$/, '');
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
