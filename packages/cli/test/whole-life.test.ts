/** The example that takes one item through everything that can happen to it, run as a user runs it. */
import { execFileSync, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { afterAll, expect, test } from '@jest/globals';

const script = path.resolve('examples/whole-life/run.mjs');
const made: string[] = [];

afterAll(() => {
  for (const folder of made) fs.rmSync(folder, { recursive: true, force: true });
});

interface Told {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** The repository in which it happened. */
  readonly repository: string;
}

/** Tells the story, in a folder that is removed afterwards. @param program instead of the built command line */
function tell(program?: string): Told {
  const folder = newFolder();
  const { ORCHESTRATOR: _, ...inherited } = process.env;
  const env = {
    ...inherited,
    TMPDIR: folder,
    TEMP: folder,
    ...(program && { ORCHESTRATOR: program }),
  };
  const { status, stdout, stderr } = spawnSync(process.execPath, [script], {
    env,
    encoding: 'utf8',
    timeout: 170_000,
  });
  // Beside it Node may keep its compile cache.
  const name = fs.readdirSync(folder).find((entry) => entry.startsWith('whole-life-'));
  const repository = path.join(folder, name ?? 'missing');
  return { code: status, stdout, stderr, repository };
}

function newFolder(): string {
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(tmpdir(), 'told-')));
  made.push(folder);
  return folder;
}

/** What must be told, in this order; lines are joined. A `(exit n)` stands behind the refusal that it belongs to. */
const milestones = [
  '1. A repository',
  '2. Is somebody doing this already?',
  ...['bills is merged into export', 'item-ended: bills was merged', '(exit 4)'],
  ...['reason-missing: bills is suspected', '(exit 2)', 'intake is approved by alice'],
  ...['export is linked to bills', 'linked was linked by export (carol: Shares the models)'],
  'review intake: proceed by alice: A bill is a legal document, an export is raw data',
  '3. Claims, a failure, a retry',
  ...['already-claimed: Attempt 1 of models is assigned to dora', '(exit 3)'],
  ...['models failed: The generator does not know decimals', 'models is requeued', 'models.2.json'],
  ...['exit-criteria: models', '(exit 4)', 'models completed: Calls and totals'],
  '4. The reviewer wants the models redone',
  ...['review is rejected: back to models', '$ orchestrator explain', 'models: ready'],
  ...['Attempt 2: completed by dora: Calls and totals (void: sent back by carol at review'],
  ...[
    'guide: completed',
    'import: blocked',
    'Attempt 1: completed by dora: A year of calls (void:',
  ],
  'must follow: Write the rule into the design',
  '5. We wait for a decision',
  ...['step-not-launchable: ', 'Blocked by rounding (decision, finn', '(exit 4)'],
  ...['blocked models by rounding', 'holds up 4 steps', 'no blocker: Blocked by rounding'],
  ...['rounding is out of the way', 'yes blocker: Nothing blocks it'],
  '6. Alice leaves, Bob takes over',
  ...['bob answers for bills', 'dora answers for models', 'owner bob (models: dora)'],
  '7. A slip of the pen',
  ...['stays as it is', 'Flora of Finance confirms: half up (corrected by dora: outcome: Finn of'],
  '8. Unchanged inputs',
  ...['"unchanged": true', 'Attempt 2: completed by dora with unchanged inputs'],
  '9. The workflow gets a security step',
  ...['feature@1.1.0 is published', 'would void the approval of review by carol'],
  '10. Take the item along, and back, and along again',
  ...['would go on from feature@1.0.0 to 1.1.0', 'renamed pilot', 'New steps: security'],
  ...['Nothing was written', 'bills goes on from feature@1.0.0', 'security: blocked'],
  ...['goes back from feature@1.1.0 to 1.0.0', 'test: ready', 'Approved: intake, review.'],
  'bills goes on from feature@1.0.0 to 1.1.0',
  '11. Over the merge line',
  ...['not-in-base: ', '(exit 4)', '$ git merge', 'Integrated 6 step(s)'],
  ...['already-integrated: ', '(exit 4)'],
  '12. The way back over the line',
  ...['may be rejected again', 'release is rejected: back to models', 'rework 2 time(s)'],
  '13. Once more, and done',
  ...['import completed: A year of calls, with totals', 'Integrated 6 step(s)'],
  ...['release is approved by carol', 'Next: Nothing: every step is done', 'ship: completed'],
  '14. What is on record',
  ...['state done, 7 of 7 steps completed', '$ orchestrator list', 'export registered 0/6'],
  ...['2 item(s), 1 done', '$ orchestrator history', '$ orchestrator verify'],
  ...['records of 2 item(s); uncommitted: 0', 'Look around: cd '],
];

test('one item goes through its whole life, and its history holds', () => {
  const { code, stdout, stderr, repository } = tell();
  expect([code, stderr]).toEqual([0, '']);
  const story = stdout.replace(/\s+/g, ' ');
  let from = 0;
  for (const milestone of milestones) {
    const found = story.indexOf(milestone, from);
    expect([milestone, found < 0 ? story.slice(from, from + 2_000) : 'told']).toEqual([
      milestone,
      'told',
    ]);
    from = found + milestone.length;
  }
  expect(
    stdout.split('\n').filter((line) => line.length > 80 && !line.includes(repository)),
  ).toEqual([]);
  const git = (...args: readonly string[]): string =>
    execFileSync('git', args, { cwd: repository, encoding: 'utf8' });
  expect(git('status', '--porcelain')).toBe('');
  expect(git('branch', '--show-current').trim()).toBe('main');
}, 180_000);

test('it stops where a command does not end as the story needs it, and says which', () => {
  const program = path.join(newFolder(), 'always-content.mjs');
  fs.writeFileSync(program, 'process.exitCode = 0;\n');
  const { code, stdout, stderr, repository } = tell(program);
  expect(code).toBe(1);
  expect(stderr).toContain(
    '"orchestrator claim --work-item bills --step design" ended with exit 0',
  );
  expect(stderr).toContain('needs exit 4');
  expect(stderr).toContain(repository);
  expect(stdout).not.toContain('3. Claims');
});
