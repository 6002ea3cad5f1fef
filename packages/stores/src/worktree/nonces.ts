/** Nonces of this machine's claims, in `.git/orchestrator/nonces/`: a claim and its completion are two processes. */
import * as path from 'node:path';
import type { NonceKey, Nonces } from '@orchestrator/core';
import { makeFolder, namesIn, onDisk, remove, syncFolder, writeDurably, codeOf } from './files.ts';
import { scratchFolder } from './scratch.ts';

/** One empty file a nonce: `<item>/<step>.<k>@<executor>@<nonce>`. An id never holds the `@`. */
export function createNonces(root: string): Nonces {
  const folderOf = ({ item }: NonceKey): string => path.join(scratchFolder(root), 'nonces', item);
  const prefix = ({ step, k, executor }: NonceKey): string => `${step}.${k}@${executor}@`;
  return {
    find: (key) =>
      Promise.resolve(
        namesIn(folderOf(key))
          .filter((name) => name.startsWith(prefix(key)))
          .map((name) => name.slice(prefix(key).length)),
      ),
    keep: (key, nonce) => {
      onDisk('Keeping the nonce of the claim', () => {
        makeFolder(folderOf(key));
        try {
          writeDurably(path.join(folderOf(key), prefix(key) + nonce), '');
        } catch (error) {
          if (codeOf(error) !== 'EEXIST') throw error;
        }
        syncFolder(folderOf(key));
      });
      return Promise.resolve();
    },
    drop: (key, nonce) => {
      for (const name of namesIn(folderOf(key))) {
        const matches =
          nonce === undefined ? name.startsWith(prefix(key)) : name === prefix(key) + nonce;
        if (matches) remove(path.join(folderOf(key), name));
      }
      return Promise.resolve();
    },
  };
}
