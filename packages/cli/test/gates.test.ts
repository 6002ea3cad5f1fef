import { describe, expect, test } from '@jest/globals';
import {
  at,
  claim,
  complete,
  definition,
  gate,
  newRoot,
  on,
  refused,
  textAt,
  workflow,
  type Root,
} from './cli.ts';

const twoSteps = '  - {key: a, order: 1}\n  - {key: b, order: 2}';

/** A gate in front of `b`; unless it says otherwise, `a` is done by Ada. */
function atGate(fields: string, { done = true, policy = '' } = {}): Root {
  const root = newRoot({ [definition]: `${workflow(twoSteps)}gates:\n  - {key: go, ${fields}}\n` });
  if (policy !== '') root.write('orchestrator.yml', policy);
  root.ok('register', '--work-item', 'wi', '--workflow', 'wf@1.0.0');
  if (!done) return root;
  claim(root, 'a');
  complete(root, 'a');
  return root;
}

const digest = (root: Root): string =>
  textAt(root.ok('status', '--work-item', 'wi'), 'gates', 0, 'digest');
const bob = ['--actor', 'bob'];

describe('usage', () => {
  test('without --decision, and with an unknown one', () => {
    const root = atGate('before: b');
    const args = ['gate', '--work-item', 'wi', '--gate', 'go'];
    const expected = { exit: 2, code: 'invalid-input' };
    refused(root, args, { ...expected, says: '--decision is missing', hint: '--decision approve' });
    refused(root, [...args, '--decision', 'maybe'], {
      ...expected,
      says: 'maybe',
      hint: 'approve, reject',
    });
    for (const state of ['xyz', '1234', '../../x', 'ABCDEF01'])
      refused(root, [...args, '--decision', 'approve', '--state', state], {
        ...expected,
        says: state,
        hint: 'status',
      });
  });

  test('reject without a reason, and an empty one', () => {
    const root = atGate('before: b, returnTo: a');
    const expected = { exit: 2, code: 'reason-missing', says: 'needs a reason', hint: '--reason' };
    refused(root, gate('reject', 'go', ...bob), expected);
    refused(root, gate('reject', 'go', ...bob, '--reason', ' '), expected);
  });

  test('reject without a place to go back to: the places', () => {
    const root = atGate('before: b');
    const reject = gate('reject', 'go', ...bob, '--reason', 'x');
    refused(root, reject, {
      exit: 2,
      code: 'return-to-missing',
      says: 'go',
      hint: /--return-to STEP \(one of a\)/,
    });
    refused(root, [...reject, '--return-to', 'b'], {
      exit: 2,
      code: 'return-not-behind',
      says: 'b',
      hint: 'a',
    });
    refused(root, [...reject, '--return-to', 'aa'], {
      exit: 2,
      code: 'unknown-step',
      says: 'aa',
      hint: 'Did you mean a',
    });
    expect(root.ok(...reject, '--return-to', 'a')).toMatchObject({ voids: [['a', 1]] });
  });
});

describe('decisions', () => {
  test('a gate in front keeps the step closed, with its reason', () => {
    const root = atGate('before: b');
    const error = refused(root, on('claim', 'b'), {
      exit: 4,
      code: 'step-not-launchable',
      says: 'go (pending, 0 of 1)',
      hint: 'explain',
    });
    expect(at(error, 'details')).toMatchObject([{ code: 'gate' }]);
    root.ok(...gate('approve', 'go', ...bob));
    claim(root, 'b');
  });

  test('not reached yet', () => {
    const root = atGate('before: b', { done: false });
    refused(root, gate('approve', 'go', ...bob), {
      exit: 4,
      code: 'gate-not-pending',
      says: 'has not been reached: it still waits for a.',
      hint: 'orchestrator explain --work-item wi --step a',
    });
  });

  test('nobody approves their own work', () => {
    const root = atGate('before: b');
    refused(root, gate('approve', 'go', '--actor', 'ADA-Lovelace'), {
      exit: 4,
      code: 'self-approval',
      says: 'did a (attempt 1)',
      hint: 'somebody else',
    });
  });

  test('a state that was not shown', () => {
    const root = atGate('before: b');
    const shown = digest(root);
    refused(root, gate('approve', 'go', ...bob, '--state', '0123abcd'), {
      exit: 3,
      code: 'gate-moved',
      says: `it is now ${shown}`,
      hint: `--state ${shown}`,
    });
    root.ok(...gate('approve', 'go', ...bob, '--state', shown));
  });

  test('twice is one vote; after that there is nothing to approve', () => {
    const root = atGate('before: b');
    const first = root.ok(...gate('approve', 'go', ...bob));
    const before = root.files();
    expect(root.ok(...gate('approve', 'go', '--actor', 'BOB'))).toEqual({
      ...(first as object),
      repeated: true,
    });
    expect(root.files()).toEqual(before);
    refused(root, gate('approve', 'go', '--actor', 'carol'), {
      exit: 4,
      code: 'gate-approved',
      says: 'by bob',
      hint: 'next',
    });
  });

  test('a quorum counts people', () => {
    const root = atGate('before: b, approvals: 2');
    root.ok(...gate('approve', 'go', ...bob));
    refused(root, on('claim', 'b'), {
      exit: 4,
      code: 'step-not-launchable',
      says: '1 of 2',
      hint: 'explain',
    });
    root.ok(...gate('approve', 'go', '--actor', 'carol'));
    claim(root, 'b');
  });

  test('reject: what is void, what it asks for, and that the packet says why', () => {
    const root = atGate('before: b, returnTo: a');
    const shown = digest(root);
    const words = [
      '--reason',
      'Not good',
      '--follow-up',
      'Tests',
      '--follow-up',
      'Docs',
      '--state',
      shown,
    ];
    const first = root.ok(...gate('reject', 'go', ...bob, ...words));
    expect(first).toMatchObject({ gate: 'go', decision: 'reject', voids: [['a', 1]] });
    expect(root.ok('status', '--work-item', 'wi')).toMatchObject({
      rework: { times: 1, steps: 1 },
      nextSteps: ['a'],
    });
    expect(root.ok('next', '--work-item', 'wi')).toMatchObject({
      steps: [
        {
          key: 'a',
          attempt: 2,
          rework: [{ by: 'bob', reason: 'Not good', followUps: ['Tests', 'Docs'] }],
        },
      ],
    });
    expect(root.ok(...gate('reject', 'go', ...bob, ...words))).toMatchObject({
      repeated: true,
      record: at(first, 'record'),
    });
    refused(
      root,
      gate('reject', 'go', '--actor', 'carol', '--reason', 'Me too', '--state', shown),
      { exit: 3, code: 'already-rejected', says: 'bob', hint: 'status' },
    );
    refused(root, gate('approve', 'go', ...bob, '--state', shown), {
      exit: 3,
      code: 'gate-moved',
      says: shown,
      hint: 'status',
    });
    expect(root.ok('verify')).toMatchObject({ ok: true });
  });
});

describe('policy', () => {
  test('a role that nobody holds: the line to add, which then works', () => {
    const root = atGate('before: b, roles: [quality]');
    refused(root, gate('approve', 'go', ...bob), {
      exit: 4,
      code: 'not-an-approver',
      says: 'bob may not decide at go; it is for the role quality',
      hint: 'Add to orchestrator.yml: roles: {quality: [bob]}',
    });
    root.write('orchestrator.yml', 'roles: {quality: [bob]}\n');
    root.ok(...gate('approve', 'go', ...bob));
  });

  test('a role that others hold, and a list of people', () => {
    const held = atGate('before: b, roles: [quality]', { policy: 'roles: {quality: [carol]}\n' });
    refused(held, gate('approve', 'go', ...bob), {
      exit: 4,
      code: 'not-an-approver',
      says: 'the role quality',
      hint: 'Ask one of them',
    });
    held.ok(...gate('approve', 'go', '--actor', 'Carol'));
    const named = atGate('before: b, users: [carol, dave]');
    refused(named, gate('reject', 'go', ...bob, '--reason', 'x', '--return-to', 'a'), {
      exit: 4,
      code: 'not-an-approver',
      says: 'carol, dave',
      hint: 'Ask',
    });
  });

  test.each([
    ['an unknown key', 'store: {kind: worktree}\nrolse: {}\n', 2, '"rolse"', 'Did you mean roles?'],
    [
      'an unknown key of the store',
      'store:\n  kind: worktree\n  comit: true\n',
      3,
      '"comit"',
      'Did you mean commit?',
    ],
    ['an unknown store', '# a comment\nstore:\n  kind: floppy\n', 3, 'store.kind', /worktree/],
    ['broken YAML', 'roles: {quality: [bob}\n', 1, /./, 'Correct the YAML'],
    ['a tab', 'roles:\n\tquality: [bob]\n', 2, /tab/i, 'Correct the YAML'],
    ['a key twice', 'base: main\nbase: dev\n', 2, /./, 'Keep one of the two'],
    ['an alias', 'roles: {a: &x [bob], b: *x}\n', 1, /anchor|alias/i, 'Write the value out'],
    ['__proto__', 'roles:\n  __proto__: [bob]\n', 2, '__proto__', /./],
    ['a hostile branch', 'base: --upload-pack=x\n', 1, 'base', /./],
    ['a hostile role', 'roles:\n  "../x": [bob]\n', 2, 'roles', /./],
    ['a hostile person', 'roles:\n  quality:\n    - bob\n    - -x\n', 4, 'roles.quality', /./],
    ['a list', '- a\n', 1, /./, /./],
  ])('%s: every command names the line', (_, text, line, says, hint) => {
    const root = newRoot({ 'orchestrator.yml': text });
    const said = typeof says === 'string' ? says.replace(/[.[\]]/g, '\\$&') : says.source;
    refused(root, ['list'], {
      exit: 2,
      code: 'invalid-policy',
      says: new RegExp(`^orchestrator\\.yml:${line}: .*${said}`, 'i'),
      hint,
    });
  });

  test('bytes that are not UTF-8', () => {
    const root = newRoot();
    root.write('orchestrator.yml', Buffer.from([0x62, 0x61, 0x73, 0x65, 0x3a, 0x20, 0xff, 0x0a]));
    refused(root, ['list'], {
      exit: 2,
      code: 'invalid-policy',
      says: 'orchestrator.yml:1: ',
      hint: /./,
    });
  });

  test('validate lists what is wrong with it like everything else', () => {
    const root = newRoot({ 'orchestrator.yml': 'base: 1\nrolse: {}\n', [definition]: 'id: wf\n' });
    const { code, json } = root.run('validate', '--json');
    expect(code).toBe(2);
    expect(json).toMatchObject({ schema: 'orchestrator.validate/1', ok: false });
    for (const [path, line] of [
      ['orchestrator.yml', 1],
      ['orchestrator.yml', 2],
      [definition, 1],
    ])
      expect(at(json, 'problems')).toEqual(
        expect.arrayContaining([expect.objectContaining({ path, line })]),
      );
  });

  test('an empty file is the default', () => {
    newRoot({ 'orchestrator.yml': '' }).ok('list');
    newRoot({ 'orchestrator.yml': '# nothing\n' }).ok('list');
  });
});
