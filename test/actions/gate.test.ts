/** The button: who decides comes from the event, what they may from the default branch, and the plan goes on by itself. */
import { expect, test } from '@jest/globals';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { atGate, build, press, releaseGate } from './gate-harness.ts';
import { startJob, type World } from './harness.ts';
import { inWorlds } from './in-worlds.ts';
import { item, recordsLike } from './item.ts';

let world: World;
inWorlds((fresh) => (world = fresh));

const decisions = () => recordsLike(world, 'journal/');
const dispatched = () =>
  world.github.dispatches.map((it) => it.kind === 'workflow_dispatch' && [it.workflow, it.inputs]);
const goesOn = [['.github/workflows/plan.yml', { 'work-item': item }]];

test('an approval is recorded in the name of whoever pressed, and the plan goes on', async () => {
  await atGate(world);
  const ran = await press(
    world,
    { decision: 'approve', reason: 'Looks good' },
    { sender: 'carol' },
  );
  expect(ran).toMatchObject({
    code: 0,
    outputs: {
      ...{ decision: 'approve', state: 'approved', approvals: '1', missing: '0' },
      ...{ 'returned-to': '', record: expect.stringMatching(/^[0-9a-f]{64}$/) },
    },
  });
  expect(decisions()).toMatchObject([
    {
      eventType: 'gate-approved',
      actor: 'carol',
      reason: 'Looks good',
      policy: expect.any(String),
    },
  ]);
  expect(dispatched()).toEqual(goesOn);
  expect(ran.summary).toContain('**Next:**');
});

test('a rejection sends the step back, with its reason, and the plan does it again', async () => {
  await atGate(world);
  const ran = await press(
    world,
    { decision: 'reject', reason: 'Totals are wrong', 'follow-up': 'Add a test\nTell support' },
    { sender: 'carol' },
  );
  expect(ran).toMatchObject({
    code: 0,
    outputs: { decision: 'reject', state: 'waiting', 'returned-to': 'build' },
  });
  expect(decisions()).toMatchObject([
    { eventType: 'attempt-rejected', followUps: ['Add a test', 'Tell support'] },
  ]);
  expect(dispatched()).toEqual(goesOn);
  await build(world, 501);
  expect(await press(world, { decision: 'approve' }, { sender: 'carol' })).toMatchObject({
    outputs: { state: 'approved' },
  });
});

test('a quorum: nothing goes on before the last vote, and one person has one', async () => {
  const gates = `${releaseGate}, approvals: 2, preventSelfApproval: false }`;
  await atGate(world, { gates });
  for (const sender of ['carol', 'Carol']) {
    const ran = await press(world, { decision: 'approve' }, { sender });
    expect(ran.outputs).toMatchObject({ state: 'pending', approvals: '1', missing: '1' });
  }
  expect(dispatched()).toEqual([]);
  const last = await press(world, { decision: 'approve' }, { sender: 'dave' });
  expect(last.outputs).toMatchObject({ state: 'approved', approvals: '2', missing: '0' });
  expect(dispatched()).toEqual(goesOn);
});

test('roles come from the default branch, whatever lies in the workspace', async () => {
  const gates = `${releaseGate}, roles: [quality], preventSelfApproval: false }`;
  await atGate(world, { gates, policy: 'roles: { quality: [carol] }\n' });
  const facts = { run: 9900, job: 'gate', sender: 'mallory' };
  const payload = { inputs: { 'work-item': item, gate: 'release', decision: 'approve' } };
  const event = { name: 'workflow_dispatch', payload };
  const job = startJob(world, item, { ...facts, event });
  fs.writeFileSync(
    path.join(job.workspace, 'orchestrator.yml'),
    'store: { kind: git }\nroles: { quality: [mallory] }\n',
  );
  const refused = await job.uses('gate');
  expect(refused).toMatchObject({ code: 1, outputs: {} });
  expect(refused.stdout).toContain('title=not-an-approver');
  expect(refused.stdout).toContain('quality (carol)');
  expect(decisions()).toEqual([]);
  expect(await press(world, { decision: 'approve' }, { sender: 'carol' })).toMatchObject({
    code: 0,
  });
});

test('nobody approves their own work', async () => {
  await atGate(world, { gates: `${releaseGate} }` });
  const own = await press(world, { decision: 'approve' }, { sender: 'alice' });
  expect(own.code).toBe(1);
  expect(own.stdout).toContain('title=self-approval');
  expect(await press(world, { decision: 'approve' }, { sender: 'carol' })).toMatchObject({
    code: 0,
  });
});

test('nor does the author of the pull request, whose head goes into the record', async () => {
  await atGate(world, { gates: `${releaseGate} }`, register: ['--pr', '12'] });
  const head = { ref: 'topic', sha: 'a'.repeat(40) };
  world.github.setPull({ number: 12, author: 'bob', head });
  const own = await press(world, { decision: 'approve' }, { sender: 'bob' });
  expect(own).toMatchObject({ code: 1, stdout: expect.stringContaining('author of the pull') });
  await press(world, { decision: 'approve' }, { sender: 'carol' });
  expect(decisions()).toMatchObject([{ actor: 'carol', commit: head.sha }]);
  world.github.fail({ method: 'GET', path: /pulls/, fault: { kind: 'status', status: 401 } });
  const unknown = await press(world, { decision: 'reject', reason: 'no' }, { sender: 'carol' });
  expect(unknown).toMatchObject({
    code: 1,
    stdout: expect.stringContaining('Nothing was recorded'),
  });
  expect(decisions()).toHaveLength(1);
});

test('a decision about a state that has moved is refused, and says where the gate stands', async () => {
  await atGate(world);
  const stale = await press(world, { decision: 'approve', state: 'deadbeef' }, { sender: 'carol' });
  expect(stale.code).toBe(1);
  expect(stale.stdout).toContain('title=gate-moved');
  expect(decisions()).toEqual([]);
});

test.each([
  ['re-run', { attempt: 2 }, 'invalid-input', 'This is a re-run'],
  ['machine', { sender: 'github-actions[bot]' }, 'not-an-approver', 'is no person'],
  [
    'branch that anybody may have changed',
    { env: { GITHUB_REF: 'refs/heads/topic', GITHUB_REF_NAME: 'topic' } },
    'invalid-input',
    'decisions count on the default branch alone',
  ],
  ['tag', { env: { GITHUB_REF: 'refs/tags/v1' } }, 'invalid-input', 'refs/tags/v1'],
])('a %s decides nothing', async (_, facts, code, words) => {
  await atGate(world);
  const ran = await press(world, { decision: 'approve' }, facts);
  expect(ran).toMatchObject({ code: 1, outputs: {} });
  expect(ran.stdout).toContain(`title=${code}`);
  expect(ran.stdout).toContain(words);
  expect(decisions()).toEqual([]);
  expect(world.github.journal.filter(({ method }) => method !== 'GET')).toEqual([]);
});

test.each(['push', 'pull_request', 'schedule', 'repository_dispatch', 'workflow_run', ''])(
  'the event %j decides nothing',
  async (name) => {
    await atGate(world);
    const inputs = { 'work-item': item, gate: 'release', decision: 'approve' };
    const ran = await press(world, {}, { event: { name, payload: {} } }, inputs);
    expect(ran.code).toBe(1);
    // A pull request that can't be told from a fork's is refused before anything is read.
    expect(ran.stdout).toMatch(/A decision comes from a person|belongs to a fork's pull request/);
    expect(decisions()).toEqual([]);
  },
);

test.each([
  [{ gate: '' }, 'gate is missing'],
  [{ 'work-item': '' }, 'work-item is missing'],
  [{ decision: '' }, 'decision is missing'],
  [{ decision: 'maybe' }, 'one of: approve, reject'],
  [{ decision: 'reject' }, 'needs a reason'],
  [{ decision: 'approve', gate: 'relase' }, 'release'],
  [{ decision: 'approve', gate: '../../x' }, 'The input gate'],
  [{ decision: 'approve', 'work-item': 'nobody' }, 'There is no work item nobody'],
  [{ decision: 'approve', reason: 'x'.repeat(4001) }, 'The input reason'],
  [{ decision: 'approve', 'return-to': 'build' }, 'return-to goes with reject'],
  [{ decision: 'reject', reason: 'no', 'return-to': 'publish' }, 'neither the step publish nor'],
  [{ decision: 'approve', target: 'other' }, 'target goes with merge and link'],
  [{ decision: 'merge', reason: 'same', target: 'other' }, 'There is no work item other'],
  [{ decision: 'close', reason: 'no' }, 'is a release gate'],
])('%j is refused with a word about it', async (inputs, words) => {
  await atGate(world);
  const ran = await press(world, inputs, { sender: 'carol' });
  expect(ran).toMatchObject({ code: 1, outputs: {} });
  expect(ran.stdout).toContain('::error');
  expect(ran.stdout.replaceAll('%0A', '\n')).toContain(words);
  expect(decisions()).toEqual([]);
});

test('what a person writes is no command, no markup and no file', async () => {
  await atGate(world);
  const reason = '::set-output name=x::y\n`$(touch pwned)` @everyone <img src=x> ##[error]';
  const ran = await press(world, { decision: 'reject', reason }, { sender: 'carol' });
  expect(ran.code).toBe(0);
  expect(ran.stdout).not.toMatch(/^::set-output|##\[error\]/m);
  expect(decisions()).toMatchObject([{ reason }]);
});

test('a plan that can not be started: the decision stands, and the step says what to do', async () => {
  await atGate(world);
  const ran = await press(
    world,
    { decision: 'approve' },
    { sender: 'carol' },
    { workflow: 'other.yml' },
  );
  expect(ran).toMatchObject({ code: 1, outputs: { state: 'approved' } });
  expect(ran.stdout).toContain('The decision is recorded.');
  const again = await press(world, { decision: 'approve' }, { sender: 'carol' });
  expect(again).toMatchObject({ code: 0, outputs: { state: 'approved', decision: 'approve' } });
  expect(decisions()).toHaveLength(1);
  expect(dispatched()).toEqual(goesOn);
});

test('a vote that opens nothing yet is shown on the pull request, in four calls', async () => {
  const gates = `${releaseGate}, approvals: 2, preventSelfApproval: false }`;
  await atGate(world, { gates, register: ['--pr', '12'] });
  world.github.setPull({ number: 12, head: { ref: 'topic', sha: 'a'.repeat(40) } });
  const before = world.github.journal.length;
  await press(world, { decision: 'approve' }, { sender: 'carol' });
  expect(world.github.comments).toMatchObject([
    { issue: 12, body: expect.stringContaining('release') },
  ]);
  expect(world.github.journal.slice(before).map(({ operation }) => operation)).toEqual([
    // Who wrote it; what it is at now.
    ...['pulls/get', 'pulls/get', 'issues/list-comments', 'issues/create-comment'],
  ]);
});

test('with continue: false nothing is started', async () => {
  await atGate(world);
  await press(world, { decision: 'approve' }, { sender: 'carol' }, { continue: 'false' });
  expect(dispatched()).toEqual([]);
});
