/**
 * Which bytes in which slot were found canonical and valid before. A record never changes, so it need not be checked
 * again; its sha256 is taken every time, so that a byte that did change is seen every time.
 */
import type { StoredFile } from '@orchestrator/core';
import { readCache, writeCache } from './cache.ts';

const nameOf = (item: string): string => `${item}.checked`;

/** Ids by path; empty when nothing was noted. */
export function readChecked(root: string, item: string): ReadonlyMap<string, string> {
  const text = readCache(root, nameOf(item));
  if (text === undefined) return new Map();
  const lines = text.split('\n').filter((line) => line.length > 65);
  return new Map(lines.map((line) => [line.slice(65), line.slice(0, 64)]));
}

export function noteChecked(root: string, item: string, files: readonly StoredFile[]): void {
  const lines = files.map(({ id, path }) => `${id} ${path}\n`);
  writeCache(root, nameOf(item), lines.join(''));
}
