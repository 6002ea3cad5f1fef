/** Counts the calls of the released actions over the life of one item on a pull request: as JSON on standard output. */
import { rmSync } from 'node:fs';
import { atGate, comment, pr, press } from '../../test/actions/gate-harness.ts';
import { createWorld, startJob, type World } from '../../test/actions/harness.ts';
import { item, legsOf } from '../../test/actions/item.ts';
import { releaseTree } from '../../test/actions/release-tree.ts';

interface Counted {
  readonly what: string;
  readonly calls: number;
  /** Those that make or change something: GitHub allows 80 a minute and 500 an hour. */
  readonly writes: number;
}

const tree = releaseTree();
const counted: Counted[] = [];

async function count(world: World, what: string, act: () => Promise<unknown>): Promise<void> {
  const before = world.github.journal.length;
  await act();
  const asked = world.github.journal.slice(before).filter(({ path }) => path.startsWith('/repos/'));
  const writes = asked.filter(({ method }) => method !== 'GET').length;
  counted.push({ what, calls: asked.length, writes });
}

const withPull = { register: ['--pr', String(pr)] };
const open = (world: World): void => {
  const sha = world.fixture.git('rev-parse', 'HEAD').trim();
  world.github.setPull({ number: pr, author: 'bob', head: { ref: 'topic', sha } });
  const at = new Date(Date.now() - 3_600_000).toISOString();
  world.github.addActivity({ ref: 'refs/heads/topic', after: sha, at });
  world.github.setRole('carol', 'write');
};

let runs = 100;
const job = (world: World, name: string) => {
  runs += 1;
  return startJob(world, item, { run: runs, job: name });
};

/** At the gate: what is shown, what is decided, and the wave that follows. */
async function atGateOnPull(): Promise<void> {
  const world = await createWorld(tree);
  await atGate(world, withPull);
  open(world);
  await count(world, 'schedule, its comment made', () => job(world, 'plan').uses('schedule'));
  await count(world, 'schedule, nothing new', () => job(world, 'plan').uses('schedule'));
  await count(world, 'gate, by comment, the plan goes on', () =>
    comment(world, '/approve release').run(),
  );
  const plan = job(world, 'plan');
  let matrix: ReturnType<typeof legsOf>[number] | undefined;
  await count(world, 'schedule, its comment changed', async () => {
    [matrix] = legsOf(await plan.uses('schedule'));
  });
  const leg = startJob(world, item, { run: runs, ...(matrix && { matrix }) });
  await count(world, 'claim', () => leg.uses('claim'));
  await count(world, 'complete', () => leg.uses('complete'));
  const next = startJob(world, item, { run: runs, job: 'next' });
  await count(world, 'collect, the item is done', () => next.uses('collect'));
  await world.close();
}

async function withoutPull(): Promise<void> {
  const world = await createWorld(tree);
  await atGate(world);
  await count(world, 'schedule, no pull request', () => job(world, 'plan').uses('schedule'));
  await count(world, 'gate, by button, the plan goes on', () =>
    press(world, { decision: 'approve' }, { sender: 'carol' }),
  );
  await world.close();
}

await atGateOnPull();
await withoutPull();
rmSync(tree, { recursive: true, force: true });
console.log(JSON.stringify(counted));
