/** One long life with every kind of record, most of them before and after a rename and its rollback. */
import { createHistory, type History } from './history.ts';

const side = (key: string, dependsOn: readonly string[], more: object = {}): object => ({
  ...{ key, order: 2, parallelizable: true, dependsOn },
  ...more,
});
const intake = { key: 'intake', kind: 'handoff' };

const versions = {
  '1.0.0': {
    steps: [
      { key: 'prep', order: 1 },
      side('left', ['prep'], { inputs: ['plan.md'] }),
      side('right', ['prep']),
      { key: 'end', order: 3 },
    ],
    gates: [intake, { key: 'mid', after: 'left', returnTo: 'prep' }],
  },
  '2.0.0': {
    steps: [
      { key: 'prep', order: 1 },
      side('west', ['prep'], { inputs: ['plan.md'] }),
      side('east', ['prep']),
      side('extra', []),
      { key: 'end', order: 3 },
    ],
    gates: [intake, { key: 'mid', after: 'west', returnTo: 'prep', approvals: 2 }],
  },
};

export function longHistory(): History {
  const it = createHistory(versions, ['blocked-by:item-2']);
  it.review('intake', 'close', 'sam');
  it.review('intake', 'proceed');
  it.block('license', 'prep');
  it.block('power');
  for (const blocker of ['license', 'power', 'item-2']) it.unblock(blocker);
  for (const to of ['bob', 'carl']) it.transfer(to);
  for (const to of ['dora', 'emil']) it.transfer(to, 'left');
  it.claim('prep');
  it.end('prep', 'failed');
  it.requeue('prep');
  it.does('prep', 'left');
  it.approve('mid');
  it.claim('right');
  it.end('right', 'failed');
  it.requeue('right');
  it.integrate();
  it.migrate('2.0.0', { left: 'west', right: 'east' });
  it.does('east', 'extra');
  it.revert('prep');
  it.approve('mid', 'tom');
  it.reject('mid');
  it.does('prep', 'west');
  for (const actor of ['rita', 'tom']) it.approve('mid', actor);
  it.does('east', 'end');
  it.block('noise', 'west');
  it.transfer('fred', 'west');
  const handoff = it.files().find(({ path }) => path.includes('/handoff/'))?.path ?? '';
  it.correct(handoff, { outcome: 'it was half done' });
  it.correct(handoff, { outcome: 'it was done' });
  it.integrate();
  it.revert('prep');
  it.reject('mid');
  it.rollBack();
  it.transfer('gina', 'left');
  it.does('prep');
  it.unblock('noise');
  it.reuses('left');
  it.claim('right');
  it.end('right', 'failed');
  it.requeue('right');
  it.schedule();
  it.does('right');
  it.approve('mid');
  it.claim('end');
  it.block('smoke', 'end');
  return it;
}
