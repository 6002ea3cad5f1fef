/** The races catch every known defect: each variant of the shipped sources goes red, for the reason it was made for. */
import * as path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { bundleDrivers, programOf } from './git-race-lab.ts';
import { play } from './git-race-scenarios.ts';
import { variants } from './kit/known-bad/variants.ts';
import { freshFolder, removeFolder } from './processes.ts';

let folder: string;
beforeAll(() => {
  folder = freshFolder('known-bad');
  bundleDrivers(path.join(folder, 'programs'), ...variants.map(({ name }) => name));
});
afterAll(() => removeFolder(folder));

test.each(variants.map((variant) => [variant.name, variant] as const))(
  '%s',
  async (name, { caughtBy, shows }) => {
    const program = programOf(path.join(folder, 'programs'), name);
    const found = await play(caughtBy, path.join(folder, name), program);
    expect(found.map(({ code }) => code)).toEqual(shows);
  },
);
