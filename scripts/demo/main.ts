/** `npm run demo`: one work item from registration to done, by real processes in a fresh git repository. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { createNarrator } from './narrator.ts';
import { createOrchestrator } from './orchestrator.ts';

const workers = ['ada', 'grace', 'linus', 'radia'];
const item = 'release-1';
const workflow = 'release-train@1.0.0';

const narrator = createNarrator();
const root = mkdtempSync(join(tmpdir(), 'orchestrator-demo-'));
const orchestrator = createOrchestrator(root, narrator);
const git = (...args: readonly string[]): string =>
  execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim();

const approval = [
  'gate',
  '--work-item',
  item,
  '--gate',
  'release',
  '--decision',
  'approve',
  '--reason',
  'Read the report',
];

/** Every worker is a process of its own; together they do all that can be done without a person. */
const workTogether = (): Promise<number[]> =>
  Promise.all(
    workers.map((name) =>
      orchestrator.follow(['work', '--work-item', item, '--executor', name, '--wait']),
    ),
  );
const commit = (message: string): void => {
  git('add', '--all');
  git('commit', '--quiet', '-m', message);
};

try {
  narrator.step('A sample project becomes a git repository of its own', root);
  cpSync(resolve('examples/release-train'), root, { recursive: true });
  git('init', '--quiet', '--initial-branch', 'main');
  git('config', 'user.name', 'demo');
  git('config', 'user.email', 'demo@localhost');
  commit('A price calculator and the workflow of its releases');

  narrator.step('The work item is registered and pinned to one version of the workflow', workflow);
  narrator.tell('build ─┬─ shard-1 ─┬─ report ─◇ release ─ publish');
  narrator.tell('       └─ shard-2 ─┘');
  orchestrator.run([
    'register',
    '--work-item',
    item,
    '--workflow',
    workflow,
    '--title',
    'Release 1',
  ]);
  orchestrator.show(['schedule', '--work-item', item]);

  narrator.step('Four executors claim in parallel; no two get the same step', workers.join(', '));
  writeFileSync(join(root, 'demo-fail-once'), '');
  await workTogether();

  narrator.step('One half of the tests failed; a person requeues it, the failure stays on record');
  orchestrator.run([
    'retry',
    '--work-item',
    item,
    '--step',
    'shard-2',
    '--reason',
    'Failed on purpose',
    '--actor',
    'kim',
  ]);
  await workTogether();

  narrator.step('The release gate is reached; kim rejects, which rewinds to the build');
  orchestrator.run([
    'gate',
    '--work-item',
    item,
    '--gate',
    'release',
    '--decision',
    'reject',
    '--reason',
    'The price of 0 must be free of charge',
    '--actor',
    'kim',
  ]);
  await workTogether();

  narrator.step('The rework is done; nobody approves what they executed, so kim does');
  orchestrator.run(approval, 4);
  orchestrator.run([...approval, '--actor', 'kim']);
  await workTogether();

  narrator.step('The work is merged to main: from here on only a revert reopens a step');
  commit('Release 1');
  orchestrator.run([
    'complete',
    '--work-item',
    item,
    '--event-type',
    'baseline-integration',
    '--baseline',
    'post',
    '--actor',
    'kim',
  ]);
  const refused = orchestrator.run(
    [
      'gate',
      '--work-item',
      item,
      '--gate',
      'release',
      '--decision',
      'reject',
      '--reason',
      'Too late',
      '--actor',
      'kim',
    ],
    4,
  );

  narrator.step('Export and verify: every byte, slot, link and decision is checked again');
  orchestrator.run(['export', '--quiet']);
  commit('Record the release');
  orchestrator.run(['verify']);

  narrator.summary(orchestrator.json(['history', '--work-item', item]), root, refused);
} catch (error) {
  narrator.failed(error instanceof Error ? error.message : String(error), root);
  process.exitCode = 1;
}
