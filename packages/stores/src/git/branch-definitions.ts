/** Definitions for items on a branch: the branch's own copies; what it lacks is found in the checkout and copied. */
import { byCodeUnit, root as artifacts, type Definitions } from '@orchestrator/core';
import * as fs from 'node:fs';
import * as path from 'node:path';
import {
  createDefinitions,
  endings,
  fileName,
  readDefinitionBytes,
  twice,
} from '../definition-files.ts';
import type { GitStore } from './git-store.ts';

/** @param root the checkout; what was read before is remembered there */
export function createBranchDefinitions(
  store: Pick<GitStore, 'file' | 'names'>,
  root: string,
): Definitions {
  const checkout = createDefinitions(root);
  const onBranch = async (id: string, version: string) => {
    const found: { readonly file: string; readonly bytes: Buffer }[] = [];
    for (const ending of endings) {
      const file = `${artifacts}/workflows/${id}@${version}${ending}`;
      const bytes = await store.file(file);
      if (bytes !== undefined) found.push({ file, bytes });
    }
    const [first, second] = found;
    if (first === undefined) return undefined;
    if (second !== undefined) return twice(first.file, second.file);
    return readDefinitionBytes(root, first.file, first.bytes);
  };
  return {
    read: async (id, version) => (await onBranch(id, version)) ?? checkout.read(id, version),
    inCheckout: async (id, version) => {
      const found = await checkout.read(id, version);
      if (found?.ok !== true) return found && { found };
      // A copy under another ending would define the same version twice.
      if ((await onBranch(id, version)) !== undefined) return { found };
      const text = fs.readFileSync(path.join(root, found.path), 'utf8');
      return { found, file: { path: found.path, text } };
    },
    list: async () => {
      const names = (await store.names(`${artifacts}/workflows`)).flatMap((name) => {
        const match = fileName.exec(name);
        return match === null ? [] : [{ id: match[1] ?? '', version: match[2] ?? '' }];
      });
      const all = new Map(
        [...names, ...(await checkout.list())].map((it) => [`${it.id}@${it.version}`, it]),
      );
      return [...all].sort(([one], [other]) => byCodeUnit(one, other)).map(([, it]) => it);
    },
  };
}
