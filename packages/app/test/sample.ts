/** A history with every kind of record: a retry, votes, a rejection, integration, revert, what runs and what is launched. */
import { given, granted, does, type World } from './world.ts';

export async function sampleHistory(): Promise<World> {
  const world = await given({
    steps: [
      { key: 'build', order: 1, exitCriteria: ['It compiles'] },
      {
        key: 'docs',
        order: 2,
        parallelizable: true,
        dependsOn: ['build'],
        entryCriteria: ['Built'],
      },
      { key: 'side', order: 2, parallelizable: true, dependsOn: [], resources: ['db'] },
      { key: 'load', order: 2, parallelizable: true, dependsOn: ['side'], resources: ['db'] },
      { key: 'tidy', order: 2, parallelizable: true, dependsOn: ['side'] },
      { key: 'publish', order: 3, dependsOn: ['docs', 'load'] },
      { key: 'later', order: 2, parallelizable: true, dependsOn: ['docs'] },
      { key: 'extra', order: 2, parallelizable: true, dependsOn: [] },
    ],
    gates: [
      { key: 'go', before: 'publish', returnTo: 'build', approvals: 2 },
      { key: 'words', after: 'docs' },
    ],
  });
  await does(world, ['build'], { status: 'failed' });
  await granted(world.retry('build'));
  await does(world, ['build', 'side', 'docs', 'load']);
  await granted(world.approve('go', 'rita'));
  await granted(world.integrate());
  await granted(world.revert('build'));
  await granted(world.reject('go', 'sam'));
  await does(world, ['build', 'docs']);
  await granted(world.approve('go', 'rita'));
  await granted(world.approve('go', 'sam'));
  await granted(world.approve('words', 'sam'));
  await granted(world.integrate());
  await granted(world.revert('side'));
  await does(world, ['tidy']);
  await granted(world.claim('later'));
  await granted(world.schedule());
  return world;
}
