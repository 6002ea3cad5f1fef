/** What was accepted under older rules must not be taken for accepted under newer ones. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { cacheFormat } from '../src/worktree/cache.ts';

const folder = 'packages/core/schemas';

function schemasDigest(): string {
  const hash = createHash('sha256');
  for (const name of readdirSync(folder).sort()) {
    hash.update(`${name}\n`).update(readFileSync(`${folder}/${name}`));
  }
  return hash.digest('hex');
}

test('the cache has a new format whenever a schema changes: raise cacheFormat, then pin the new digest here', () => {
  expect({ cacheFormat, schemas: schemasDigest() }).toEqual({
    cacheFormat: 3,
    schemas: '66bbff58a8c263eb4b23ba7e651423a2790e77a7ab4c63b47458b4ec33debf6a',
  });
});
