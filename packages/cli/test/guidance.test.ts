/** What is printed below a decision, and what a slip of the keyboard is answered with: the next command can be typed from it. */
import { describe, expect, test } from '@jest/globals';
import {
  at,
  definition,
  gate,
  misused,
  newRoot,
  on,
  registerWi,
  rootWithItem,
  workflow,
  type Root,
} from './cli.ts';

const pair = [
  '  - {key: models, order: 1, dependsOn: [], parallelizable: true}',
  '  - {key: handbook, order: 1, dependsOn: [], parallelizable: true}',
  '  - {key: publish, order: 2, dependsOn: [models, handbook]}',
].join('\n');
const gates = 'gates: [{key: go, before: publish, preventSelfApproval: false, returnTo: models}]\n';
const because = ['--reason', 'x'];

function rootWithPair(): Root {
  const root = newRoot({ [definition]: workflow(pair) + gates });
  root.ok(...registerWi);
  return root;
}

function said(root: Root, ...args: readonly string[]): string {
  const { code, stdout, stderr } = root.run(...args);
  expect([code, code === 0 ? '' : stderr]).toEqual([0, '']);
  return stdout;
}

function does(root: Root, step: string): string {
  root.ok(...on('claim', step));
  return said(root, ...on('complete', step));
}

describe('next is what the state asks for now', () => {
  test('a sibling that is done is not gone on with; the record says what the workflow says', () => {
    const root = rootWithPair();
    expect(does(root, 'handbook')).toContain('Next: Claim models\n');
    expect(does(root, 'models')).toContain('Next: Decide go\n');
    const history = JSON.stringify(root.ok('next', '--work-item', 'wi'));
    expect(history).toContain('Go on with');
  });

  test('after a vote, a rejection, a failure and a retry', () => {
    const root = rootWithPair();
    does(root, 'handbook');
    does(root, 'models');
    expect(said(root, ...gate('approve', 'go'))).toContain('Next: Claim publish\n');
    expect(said(root, ...gate('reject', 'go', ...because))).toContain('Next: Claim models\n');
    root.ok(...on('claim', 'models'));
    expect(said(root, ...on('complete', 'models', '--status', 'failed'))).toContain(
      'Next: Requeue models (retry)\n        orchestrator retry --work-item wi --step models --reason "…"\n',
    );
    expect(said(root, ...on('retry', 'models', ...because))).toContain(
      'Next: Claim models\n        orchestrator claim --work-item wi --step models\n',
    );
    const status = said(root, 'status', '--work-item', 'wi');
    expect(status).toContain('sent back   models by ada-lovelace at go: x\n');
  });

  test('after the last step there is nothing, and no command either', () => {
    const root = rootWithItem('  - {key: a, order: 1}');
    expect(does(root, 'a')).toMatch(/Next: Nothing: every step is done\n$/);
  });

  test('after a migration it is what the new version asks for', () => {
    const root = rootWithItem('  - {key: a, order: 1}\n  - {key: b, order: 2}');
    const next = workflow('  - {key: b, order: 1}').replace('1.0.0', '1.1.0');
    root.write(definition.replace('1.0.0', '1.1.0'), next);
    does(root, 'a');
    const migrate = ['migrate', '--work-item', 'wi', '--to', '1.1.0', '--map', 'a='];
    expect(root.ok(...migrate, '--dry-run')).toMatchObject({ reopens: [], lost: ['a'] });
    const text = said(root, ...migrate, ...because);
    expect(text).toContain('Done, and counts no more: a\n');
    expect(text).toContain('Next: Claim b\n        orchestrator status --work-item wi\n');
  });

  test('after integration and revert: the rejection that was made possible', () => {
    const root = newRoot({ [definition]: workflow(pair) + gates }, { git: true });
    root.ok(...registerWi);
    does(root, 'handbook');
    does(root, 'models');
    root.git('add', '.');
    root.git('commit', '--quiet', '--message', 'All of it');
    const integrate = ['complete', '--work-item', 'wi', '--event-type', 'baseline-integration'];
    expect(said(root, ...integrate)).toContain('Next: Decide go\n');
    expect(said(root, ...on('revert', 'models', ...because))).toContain(
      'orchestrator gate --work-item wi --gate go --decision reject --return-to models --reason "…"\n',
    );
  });
});

describe('who has what', () => {
  test('status names who works on a step, and since when', () => {
    const root = rootWithPair();
    root.ok(...on('claim', 'models', '--executor', 'runner-7', '--actor', 'bot'));
    expect(said(root, 'status', '--work-item', 'wi')).toMatch(
      /^now +models \(runner-7, bot, since \d{4}-.*Z\)$/m,
    );
  });

  test('a transfer tells what the old owner has claimed still', () => {
    const root = rootWithPair();
    root.ok(...on('claim', 'models'));
    const transfer = ['transfer', '--work-item', 'wi', '--to', 'bob', ...because];
    const text = said(root, ...transfer);
    expect(text).toContain('Still claimed by ada-lovelace: models (attempt 1).');
    expect(text).toContain('Next: Claim handbook; Complete models\n');
    expect(root.ok('transfer', '--work-item', 'wi', '--to', 'carol', ...because)).toMatchObject({
      stillClaimed: [],
    });
  });

  test('a blocker of a step that is done says that it holds up nothing', () => {
    const root = rootWithPair();
    does(root, 'models');
    const block = ['--type', 'defect', ...because];
    const text = said(root, ...on('block', 'models', ...block));
    expect(text).toContain(
      'defect-1 is on record for models, and holds up nothing: models is done.',
    );
    expect(text).toContain('--decision reject --return-to models');
    expect(said(root, 'status', '--work-item', 'wi')).toContain('x; holds up nothing\n');
    expect(said(root, ...on('block', 'handbook', ...block))).toContain('defect-2 blocks handbook.');
  });

  test('a blocker without a type is told to count as other', () => {
    const root = rootWithPair();
    const block = ['block', '--work-item', 'wi', ...because];
    expect(root.run(...block).stderr).toBe('No --type is given: it counts as other.\n');
    expect(root.run(...block, '--quiet').stderr).toBe('');
    expect(root.run(...block, '--type', 'other').stderr).toBe('');
  });
});

describe('slips', () => {
  test.each([
    [gate('rejected', 'go'), '--decision "rejected" is unknown', 'Did you mean reject?'],
    [
      ['block', '--work-item', 'wi', ...because, '--type', 'descision'],
      '--type',
      'Did you mean decision?',
    ],
    [
      ['block', '--work-item', 'wi', ...because, '--type', 'whatsoever'],
      '--type',
      /^Choose one of/,
    ],
    [['migrate', '--work-item', 'wi', '--to', '2.0.0', '--map', 'test'], '--map "test"', 'OLD=NEW'],
    [
      [...registerWi, '--link', 'duplicate:one'],
      'a link is a URL',
      'Did you mean --link duplicates:one?',
    ],
    [[...registerWi, '--link', 'nothing'], 'a link is a URL', 'Correct --link.'],
    [
      ['unblock', '--work-item', 'wi', ...because],
      '--blocker',
      'orchestrator status --work-item wi',
    ],
    [['claim', '--work-item', 'wi'], '--step is missing', 'orchestrator next --work-item wi'],
  ])('%j', (args, says, hint) => {
    misused(rootWithPair(), args, says, hint);
  });

  test('a link to an item that is not there is told, and the item is registered', () => {
    const root = newRoot({ [definition]: workflow('  - {key: a, order: 1}') });
    root.ok('register', '--work-item', 'design', '--workflow', 'wf@1.0.0');
    const { code, stderr, json } = root.run(...registerWi, '--link', 'relates:desing', '--json');
    expect([code, stderr]).toEqual([0, 'There is no item desing yet. Did you mean design?\n']);
    expect(at(json, 'workItemId')).toBe('wi');
  });
});

test('a duplicate review shows what is suspected, where it is decided', () => {
  const root = newRoot({
    [definition]: workflow('  - {key: a, order: 1}') + 'gates: [{key: intake, kind: handoff}]\n',
  });
  root.ok('register', '--work-item', 'one', '--workflow', 'wf@1.0.0');
  root.ok(...registerWi, '--link', 'duplicates:one');
  expect(said(root, 'next', '--work-item', 'wi')).toContain(
    '- suspected to be a duplicate of one: orchestrator status --work-item one\n',
  );
});

test('help shows a rejection, the default of --type, and what can be corrected', () => {
  const root = newRoot();
  expect(root.run('gate', '--help').stdout).toMatch(
    /Example:\n.*approve\n {2}orchestrator gate .*reject/,
  );
  expect(root.run('block', '--help').stdout).toContain('(default: other)');
  expect(root.run('correct', '--help').stdout.replace(/\s+/g, ' ')).toContain(
    'nextAction, outcome',
  );
});
