/** Every test of a file in a world of its own, with the actions as they are released. */
import { afterAll, afterEach, beforeAll, beforeEach, expect } from '@jest/globals';
import * as fs from 'node:fs';
import { createWorld, type World } from './harness.ts';
import { releaseTree } from './release-tree.ts';

/** After each test there has been no request that GitHub does not know. @param begin is given the world before each test */
export function inWorlds(begin: (world: World) => void): void {
  let tree: string;
  let world: World;
  beforeAll(() => {
    tree = releaseTree();
  }, 240_000);
  afterAll(() => fs.rmSync(tree, { recursive: true, force: true }));
  beforeEach(async () => {
    world = await createWorld(tree);
    begin(world);
  });
  afterEach(async () => {
    expect(world.github.violations).toEqual([]);
    await world.close();
  });
}
