import { describe, expect, test } from '@jest/globals';
import {
  at,
  claim,
  complete,
  definition,
  gate,
  keysOf,
  newRoot,
  rootWithItem,
  textAt,
  workflow,
  type Root,
} from './cli.ts';

const hex = expect.stringMatching(/^[0-9a-f]{64}$/);
const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
const text = expect.any(String);

const steps = [
  '  - {key: plan, order: 1, exitCriteria: [It is written], definitionOfDone: All agree}',
  '  - {key: left, order: 2, parallelizable: true}',
  '  - {key: right, order: 2, parallelizable: true, run: [make, all]}',
  '  - {key: join, order: 3}',
].join('\n');
const gates =
  'gates:\n  - {key: go, before: join, returnTo: plan}\nsuccessCriteria: [Users are happy]\n';

/** `plan` is done, `left` is claimed, `right` is ready, `join` waits. */
function underWay(): Root {
  const root = newRoot({ [definition]: workflow(steps) + gates });
  root.ok('register', '--work-item', 'wi', '--workflow', 'wf@1.0.0', '--title', 'A title');
  claim(root, 'plan');
  complete(root, 'plan');
  claim(root, 'left');
  return root;
}

describe('the JSON that other programs rely on', () => {
  test('schedule', () => {
    const root = underWay();
    const view = root.ok('schedule', '--work-item', 'wi');
    expect(view).toEqual({
      schema: 'orchestrator.schedule/1',
      schemaVersion: '1.0',
      workItemId: 'wi',
      workflow: { id: 'wf', version: '1.0.0', digest: hex },
      basedOn: Array.from({ length: 7 }, () => hex),
      readySteps: [
        { key: 'right', order: 2, attempt: 1, launchIndex: 1, parallelizable: true, reason: text },
      ],
      runningSteps: [
        {
          key: 'left',
          order: 2,
          attempt: 1,
          attemptId: 'left-local',
          executor: 'local',
          since: time,
        },
      ],
      blockedSteps: [
        {
          key: 'join',
          order: 3,
          blockedBy: ['left', 'right'],
          reasons: [
            { code: 'predecessor', detail: text },
            { code: 'gate', detail: text },
          ],
        },
      ],
      completedSteps: [{ key: 'plan', order: 1, attempt: 1 }],
      gates: [
        {
          key: 'go',
          kind: 'review',
          state: 'waiting',
          approvals: 1,
          approvedBy: [],
          roles: [],
          users: [],
        },
      ],
      done: false,
      nextAction: text,
    });
    expect(JSON.parse(root.read('artifacts/schedule/wi.json'))).toEqual(view);
    const basedOn = at(view, 'basedOn') as readonly string[];
    expect(basedOn).toEqual([...basedOn].sort());
  });

  test('claim and complete', () => {
    const root = rootWithItem(
      '  - {key: a, order: 1, exitCriteria: [{type: file_exists, path: x}]}',
    );
    expect(claim(root, 'a')).toEqual({
      schema: 'orchestrator.claim/1',
      claimed: true,
      workItemId: 'wi',
      step: 'a',
      attempt: 1,
      attemptId: 'a-local',
      executor: 'local',
      record: hex,
      path: 'artifacts/claims/wi/a.1.json',
    });
    root.write('x', '');
    const done = complete(root, 'a', '--outcome', 'Done');
    expect(done).toEqual({
      schema: 'orchestrator.complete/1',
      workItemId: 'wi',
      step: 'a',
      attempt: 1,
      attemptId: 'a-local',
      status: 'completed',
      handoff: expect.stringMatching(/^artifacts\/handoff\/wi\/\d{8}T\d{6}Z-wi-a-a-local\.json$/),
      record: hex,
      checks: [{ id: 'exit-1', ok: true, detail: 'x exists' }],
    });
    expect(JSON.parse(root.read(textAt(done, 'handoff')))).toEqual({
      schemaVersion: '1.0',
      workItemId: 'wi',
      workflow: { name: 'wf', version: '1.0.0' },
      step: { key: 'a', order: 1 },
      eventType: 'attempt-completed',
      attemptId: 'a-local',
      timestamp: time,
      actor: 'ada-lovelace',
      outcome: 'Done',
      nextAction: text,
      baselineIntegration: 'pre',
      links: [],
      causes: [hex],
      status: 'completed',
      executor: { kind: 'local', id: 'local', nonce: text },
      outputs: [],
      checks: at(done, 'checks'),
      attested: [],
    });
  });

  test('status', () => {
    const root = underWay();
    expect(root.ok('status', '--work-item', 'wi')).toEqual({
      schema: 'orchestrator.status/1',
      workItemId: 'wi',
      title: 'A title',
      workflow: { id: 'wf', version: '1.0.0', digest: hex },
      state: 'active',
      currentSteps: ['left'],
      running: [{ step: 'left', attempt: 1, executor: 'local', by: 'ada-lovelace', since: time }],
      nextSteps: ['right'],
      completed: 1,
      total: 4,
      remainingExitCriteria: [],
      gates: [
        {
          key: 'go',
          kind: 'review',
          state: 'waiting',
          approvals: 1,
          approvedBy: [],
          roles: [],
          users: [],
        },
      ],
      blockers: [],
      pendingBranches: [{ step: 'join', done: [], pending: ['left', 'right'] }],
      baseline: { steps: [] },
      owner: 'ada-lovelace',
      stepOwners: {},
      links: [],
      relations: [],
      reviews: [],
      migrations: [],
      rework: { times: 0, steps: 0 },
      reworks: [],
      successCriteria: ['Users are happy'],
      nextAction: text,
      damaged: [],
      failures: [],
    });
  });

  test('every state of an item', () => {
    const root = newRoot({
      [definition]:
        workflow('  - {key: a, order: 1}\n  - {key: b, order: 2}') +
        'gates: [{key: go, before: b}]\n',
    });
    root.ok('register', '--work-item', 'wi', '--workflow', 'wf@1.0.0');
    const state = (): unknown => at(root.ok('status', '--work-item', 'wi'), 'state');
    expect(state()).toBe('registered');
    claim(root, 'a');
    expect(state()).toBe('active');
    complete(root, 'a', '--status', 'failed');
    expect(state()).toBe('blocked');
    root.ok('retry', '--work-item', 'wi', '--step', 'a', '--reason', 'x');
    claim(root, 'a');
    complete(root, 'a');
    expect(state()).toBe('waiting');
    root.ok(...gate('approve', 'go', '--actor', 'bob'));
    claim(root, 'b');
    complete(root, 'b');
    expect(state()).toBe('done');
    expect(root.ok('schedule', '--work-item', 'wi')).toMatchObject({ done: true, readySteps: [] });
  });

  test('explain: every rule, passed and failed, with its evidence', () => {
    const root = underWay();
    const document = root.ok('explain', '--work-item', 'wi');
    expect(keysOf(document)).toEqual(['damaged', 'nextAction', 'schema', 'steps', 'workItemId']);
    const explained = at(document, 'steps') as readonly object[];
    expect(explained).toHaveLength(4);
    for (const step of explained)
      expect(step).toMatchObject({ key: text, state: text, because: expect.any(Array) });
    const because = at(explained, 3, 'because') as readonly object[];
    for (const reason of because)
      expect(reason).toEqual({
        rule: text,
        ok: expect.any(Boolean),
        detail: text,
        evidence: expect.any(Array),
      });
    const outcomes = because.map((reason) => [at(reason, 'rule'), at(reason, 'ok')]);
    expect(outcomes).toEqual(
      expect.arrayContaining([
        ['predecessor', false],
        ['gate', false],
        ['blocker', true],
        ['requeue', true],
      ]),
    );
    expect(at(explained, 1)).toMatchObject({ key: 'left', state: 'running', since: time });
    expect(at(root.ok('explain', '--work-item', 'wi', '--step', 'left'), 'steps')).toEqual([
      explained[1],
    ]);
  });

  test('next', () => {
    const root = underWay();
    const packets = at(root.ok('next', '--work-item', 'wi'), 'steps');
    expect(packets).toMatchObject([
      { key: 'left', attempt: 1, state: 'running', exitCriteria: [], links: [text] },
      { key: 'right', attempt: 1, state: 'ready', run: ['make', 'all'], links: [text] },
    ]);
    const first = rootWithItem(steps).ok('next', '--work-item', 'wi');
    expect(at(first, 'steps', 0, 'exitCriteria')).toEqual([
      { step: 'plan', id: 'exit-1', text: 'It is written', verifiedBy: 'attestation' },
      { step: 'plan', id: 'definition-of-done', text: 'All agree', verifiedBy: 'attestation' },
    ]);
  });

  test('history: causes before effects', () => {
    const root = underWay();
    const document = root.ok('history', '--work-item', 'wi');
    const entries = at(document, 'entries') as readonly object[];
    for (const entry of entries)
      expect(entry).toEqual({
        record: hex,
        path: text,
        type: text,
        at: time,
        actor: text,
        detail: text,
      });
    expect(entries.map((entry) => at(entry, 'type'))).toEqual([
      'item.registered',
      'attempt.launched',
      'attempt.claimed',
      'attempt-completed',
      'attempt.launched',
      'attempt.claimed',
    ]);
  });

  test('list, verify and validate', () => {
    const root = underWay();
    expect(root.ok('list')).toMatchObject({
      schema: text,
      items: [{ workItemId: 'wi', state: 'active' }],
    });
    expect(root.ok('verify')).toEqual({
      schema: 'orchestrator.verify/1',
      ok: true,
      records: 6,
      items: 1,
      uncommitted: 0,
      violations: [],
    });
    expect(root.ok('validate')).toEqual({
      schema: 'orchestrator.validate/1',
      ok: true,
      problems: [],
    });
  });
});
