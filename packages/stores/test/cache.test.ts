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
    cacheFormat: 5,
    schemas: '1f4e0910f2c57469a86f1f54fc06c400d30587155bb2d21dc0071e1fd5ef52c3',
  });
});
