/** What `status`, `explain` and `next` tell a person: what holds a step up and what does not, who has it, why it was sent back. */
import { expect, test } from '@jest/globals';
import { explain, next, status } from '@orchestrator/app';
import { openPlace, begun } from './requirements/kit.ts';
import { versioned } from './versioned.ts';
import { does, given, granted, item, type Written, type World } from './world.ts';

/** `z`, then `b`, then `c` behind a gate that sends back `z`. */
const line: Written = {
  steps: [
    { key: 'z', order: 1 },
    { key: 'b', order: 2 },
    { key: 'c', order: 3 },
  ],
  gates: [{ key: 'go', before: 'c', returnTo: 'z' }],
};
const alone: Written = { steps: [{ key: 'a', order: 1 }] };

async function explained(world: Pick<World, 'deps'>, step: string) {
  const { view } = await granted(explain(world.deps, item, step));
  return view.steps[0]?.because ?? [];
}

test('a blocker of a step that is done holds up nothing, and nobody is asked to resolve it', async () => {
  const world = await versioned({ '1.0.0': line });
  await does(world, ['z']);
  await granted(world.block('z', 'late', 'defect'));
  const { view } = await granted(status(world.deps, item));
  expect(view.blockers).toEqual([expect.objectContaining({ id: 'late', holdsUp: [] })]);
  expect(view.nextAction).toBe('Claim b');
  expect((await explained(world, 'z')).find(({ rule }) => rule === 'blocker')).toMatchObject({
    ok: true,
    detail: 'It is done: late (for a reason) holds it up no more.',
  });
  await granted(world.block('b', 'now', 'defect'));
  const later = (await granted(status(world.deps, item))).view;
  expect(later.blockers.map(({ holdsUp }) => holdsUp)).toEqual([[], ['b', 'c']]);
  expect(later.nextAction).toBe('Resolve now (olga)');
  expect((await explained(world, 'b')).find(({ rule }) => rule === 'blocker')?.ok).toBe(false);
});

test('status says who works on what, what was sent back and why, and counts each time', async () => {
  const world = await given(line);
  await does(world, ['z', 'b']);
  await granted(world.reject('go', 'rita', { reason: 'Models are wrong' }));
  await does(world, ['z', 'b']);
  await granted(world.reject('go', 'rita', { reason: 'Still wrong', returnTo: 'b' }));
  await granted(world.claim('b', { executor: 'runner-7', actor: 'bot' }));
  const { view } = await granted(status(world.deps, item));
  expect(view.running).toEqual([
    { step: 'b', attempt: 3, executor: 'runner-7', by: 'bot', since: expect.any(String) },
  ]);
  expect(view.rework).toEqual({ times: 2, steps: 3 });
  expect(view.reworks).toEqual([
    expect.objectContaining({
      step: 'z',
      attempt: 1,
      gate: 'go',
      by: 'rita',
      reason: 'Models are wrong',
      voids: 2,
    }),
    expect.objectContaining({ step: 'b', attempt: 2, reason: 'Still wrong', voids: 1 }),
  ]);
});

test('an earlier attempt of what was sent back is told from what was built on it', async () => {
  const world = await given(line);
  await does(world, ['z'], { status: 'failed' });
  await granted(world.retry('z'));
  await does(world, ['z', 'b']);
  await granted(world.reject('go', 'rita'));
  const why = async (step: string) =>
    (await explained(world, step)).filter(({ rule }) => rule === 'attempt').map((it) => it.detail);
  expect(await why('z')).toEqual([
    expect.stringContaining('(void: an earlier attempt of what was sent back by rita at go'),
    expect.stringContaining('(void: sent back by rita at go'),
  ]);
  expect(await why('b')).toEqual([
    expect.stringContaining('(void: built on z, which was sent back'),
  ]);
});

test('explain says who answers for a step', async () => {
  const world = await versioned({ '1.0.0': line });
  const owner = async (step: string) =>
    (await explained(world, step)).find(({ rule }) => rule === 'owner')?.detail;
  expect(await owner('z')).toBe('olga answers for the item.');
  await granted(world.transfer('bob', 'z'));
  expect(await owner('z')).toMatch(/^bob answers for the step since 2026-.*: for a reason\.$/);
  expect(await owner('b')).toBe('olga answers for the item.');
});

test('the packet of the duplicate review names what is suspected', async () => {
  const reviewed = { ...alone, gates: [{ key: 'intake', kind: 'handoff' }] };
  const place = openPlace([reviewed]);
  await begun(place, 'one');
  await granted(place.register('two', { links: ['duplicates:one', 'relates:three'] }));
  const suspected = async (name: string) =>
    (await granted(next(place.deps, name))).view.gates.map((it) => it.suspectedDuplicateOf);
  expect(await suspected('two')).toEqual([['one']]);
  expect(await suspected('one')).toEqual([[]]);
});
