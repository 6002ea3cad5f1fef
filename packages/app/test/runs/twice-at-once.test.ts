/** Two processes of one owner end an attempt: the other one is done between the reading of the item and the nonce. */
import { expect, test } from '@jest/globals';
import { complete, type Deps } from '@orchestrator/app';
import { granted } from '../world.ts';
import { runWorld, startedRun } from './run-world.ts';

/** Once, before the nonces are looked for, something else happens. */
function meanwhile(deps: Deps, happens: () => Promise<unknown>): void {
  const { nonces } = deps;
  let happened = false;
  Object.assign(deps, {
    nonces: {
      ...nonces,
      find: async (key: Parameters<Deps['nonces']['find']>[0]) => {
        if (!happened) {
          happened = true;
          await happens();
        }
        return nonces.find(key);
      },
    },
  });
}

test('a gate: both are answered with the one outcome', async () => {
  const { start, finish, label, deps, violationsOf } = await startedRun();
  await granted(start(label, 'G2'));
  meanwhile(deps, () => granted(finish(label, 'G2')));
  expect(await granted(finish(label, 'G2'))).toMatchObject({ passed: true, repeated: true });
  expect(await violationsOf()).toEqual([]);
});

test('a step: both are answered with the one outcome', async () => {
  const { registerAs, claimIn, deps, violationsOf } = runWorld({ steps: [{ key: 'a', order: 1 }] });
  await granted(registerAs('item-2'));
  await granted(claimIn('item-2', 'a'));
  const end = () =>
    complete(deps, {
      ...{ item: 'item-2', step: 'a', status: 'completed', actor: 'olga', executor: 'local' },
      outcome: 'Done',
    });
  meanwhile(deps, () => granted(end()));
  expect(await granted(end())).toMatchObject({ decision: { repeated: true } });
  expect(await violationsOf()).toEqual([]);
});
