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
    cacheFormat: 4,
    schemas: 'faf0870847741e904267e3887305f4f22d8706ff2df2aa80f612b088eb95ddfd',
  });
});
