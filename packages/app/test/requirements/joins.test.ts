/** FR-004: branches run together, and a join waits for all of them. */
import { expect, describe, test } from '@jest/globals';
import { granted, refused } from '../world.ts';
import { begun, completes, openPlace } from './kit.ts';

const branches = [
  { key: 'a', order: 1 },
  { key: 'b', order: 2, parallelizable: true },
  { key: 'c', order: 3, parallelizable: true },
];

describe('FR-004: parallelizable steps and joins', () => {
  test('given branches that are ready, when the item is scheduled, then all of them are launched at once', async () => {
    const life = await begun(openPlace([{ steps: [...branches, { key: 'd', order: 4 }] }]));
    await completes(life, ['a']);
    const { launched } = await granted(life.schedule());
    expect(launched.map(({ record }) => record.step)).toEqual(['b', 'c']);
  });

  test('given a branch that failed, when the other one is done, then the join waits and says for whom', async () => {
    const life = await begun(openPlace([{ steps: [...branches, { key: 'd', order: 4 }] }]));
    await completes(life, ['a']);
    await granted(life.claim('b'));
    await granted(life.end('b', 'failed', 'no disk'));
    await completes(life, ['c']);
    const refusal = await refused(life.claim('d'));
    expect(refusal).toMatchObject({
      code: 'step-not-launchable',
      details: [{ code: 'predecessor', waitsFor: ['b'] }],
    });
    await granted(life.retry('b'));
    await completes(life, ['b', 'd']);
  });

  test('given a join that names its branches, when one of them is done, then it waits for the other', async () => {
    const join = { key: 'd', order: 3, parallelizable: true, dependsOn: ['b', 'c'] };
    const life = await begun(openPlace([{ steps: [...branches, join] }]));
    await completes(life, ['a', 'b']);
    expect(await refused(life.claim('d'))).toMatchObject({
      details: [{ code: 'predecessor', waitsFor: ['c'] }],
    });
    await completes(life, ['c', 'd']);
  });
});
