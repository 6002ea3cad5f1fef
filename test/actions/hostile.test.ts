/** What people and other jobs can put in the way: texts that look like commands, artifacts that look like handoffs. */
import { expect, test } from '@jest/globals';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { makeZip } from '../../packages/github/test/zip-maker.ts';
import { startJob, type World } from './harness.ts';
import { inWorlds } from './in-worlds.ts';
import { run, type Ran } from './run-step.ts';
import { item, legsOf, recordsLike, recordsOf, registerItem } from './item.ts';

let world: World;
inWorlds((fresh) => (world = fresh));

const hostile =
  '::error::x\n::set-output name=matrix::[]\n##[group]a | `b` <img src=x> @team ${{ github.token }}\nEOF\nghadelimiter_x\nx=1';
const hostileSteps = `  - key: headings
    order: 1
    title: ${JSON.stringify(hostile)}
    description: ${JSON.stringify(hostile)}
    exitCriteria: [{ id: there, text: ${JSON.stringify(hostile)}, type: file_exists, path: page.md }]`;

/** Lines that the runner obeys. */
const commandsIn = ({ stdout }: Ran): readonly string[] =>
  stdout.split(/\r\n|[\r\n]/).filter((line) => /^\s*::/.test(line) || line.includes('##['));

test('rows 48 and 49: titles and criteria are shown, and never obeyed; outputs come through as they are', async () => {
  await registerItem(world, hostileSteps);
  const scheduled = await startJob(world, item, { run: 101, job: 'plan' }).uses('schedule');
  const [matrix] = legsOf(scheduled);
  expect(matrix).toMatchObject({ title: hostile });
  expect(commandsIn(scheduled).filter((line) => !line.startsWith('::add-mask::'))).toEqual([]);
  expect(scheduled.summary).toContain('<img');
  // Outside of code spans nothing of it is left.
  expect(scheduled.summary.replaceAll(/(`+)(?!`)[\s\S]*?[^`]\1(?!`)/g, '')).not.toMatch(
    /<img|@team|::/,
  );

  const leg = startJob(world, item, { run: 101, ...(matrix && { matrix }) });
  const claimed = await leg.uses('claim');
  expect(fs.readFileSync(claimed.outputs['prompt'] ?? '', 'utf8')).toContain('<img src=x>');
  const refused = await leg.uses('complete', { outcome: hostile });
  const said = commandsIn(refused).filter((line) => !line.startsWith('::add-mask::'));
  expect(said).toHaveLength(1);
  expect(said[0]).toMatch(/^::error title=exit-criteria::/);

  fs.writeFileSync(path.join(leg.workspace, 'page.md'), 'x');
  expect(await leg.uses('complete', { outcome: hostile })).toMatchObject({ code: 0 });
  const collected = await startJob(world, item, { run: 101, job: 'next' }).uses('collect');
  expect(commandsIn(collected).filter((line) => !/^::(add-mask|debug)::/.test(line))).toEqual([]);
  expect(recordsLike(world, 'handoff/')).toMatchObject([{ outcome: hostile }]);
}, 60_000);

test('rows 38 to 40: of artifacts that are no handoffs, or were replaced, nothing is stored; the good one among them is', async () => {
  await registerItem(world, '  - { key: headings, order: 1 }\n  - { key: report, order: 2 }');
  const [matrix] = legsOf(await startJob(world, item, { run: 101, job: 'plan' }).uses('schedule'));
  const leg = startJob(world, item, { run: 101, ...(matrix && { matrix }) });
  await leg.uses('claim');
  await leg.uses('complete');
  const [honest] = world.github.artifacts;
  const put = (name: string, bytes: Uint8Array, digest?: string) =>
    world.github.putArtifact({ runId: 101, name, bytes, ...(digest && { digest }) });
  const bad = 'orchestrator-handoff-bad';
  put(`${bad}-1`, makeZip([{ name: '../../../escaped.json', data: '{}' }]));
  put(`${bad}-2`, makeZip([{ name: 'a.json', data: '/etc/passwd', mode: 0o120777 }]));
  put(`${bad}-3`, Buffer.from('no zip'));
  put(`${bad}-4`, makeZip([{ name: 'a.json', data: '{"workItemId":"edition-1"}' }]));
  put(`${bad}-5`, Buffer.alloc(2 ** 20 + 1));
  put(`${bad}-6`, honest?.bytes ?? Buffer.alloc(0), `sha256:${'0'.repeat(64)}`);
  put('something-else', Buffer.from('not looked at'));
  const before = [...recordsOf(world).keys()];

  const job = startJob(world, item, { run: 101, job: 'next' });
  const collected = await job.uses('collect');
  expect(collected).toMatchObject({ code: 1, outputs: { accepted: '1', refused: '6' } });
  const added = [...recordsOf(world).keys()].filter((it) => !before.includes(it));
  expect(added).toEqual([expect.stringContaining('artifacts/handoff/edition-1/')]);
  const report = JSON.parse(fs.readFileSync(collected.outputs['report'] ?? '', 'utf8')) as {
    refused: { file: string; code: string }[];
  };
  expect(
    report.refused.map(({ file, code }) => [file.slice(0, bad.length + 2), code]).sort(),
  ).toEqual([
    [`${bad}-1`, 'invalid-artifact'],
    [`${bad}-2`, 'invalid-artifact'],
    [`${bad}-3`, 'invalid-artifact'],
    [`${bad}-4`, 'not-canonical'],
    [`${bad}-5`, 'invalid-artifact'],
    [`${bad}-6`, 'invalid-artifact'],
  ]);
  expect(collected.stdout.match(/^::error /gm)).toHaveLength(1);
  expect(collected.stdout.match(/^::warning /gm)).toHaveLength(6);
  // The large one was not even asked for, and nothing is left of any.
  const files = fs.readdirSync(job.temp, { recursive: true, encoding: 'utf8' });
  expect(files.filter((name) => /escaped|in-/.test(name))).toEqual([]);
}, 60_000);

test('row 58: the token gets into no record, no artifact and no file that is left behind', async () => {
  const token = `ghs_${'a1'.repeat(18)}`;
  await registerItem(world, '  - { key: headings, order: 1 }');
  const plan = startJob(world, item, { run: 101, job: 'plan' });
  const [matrix] = legsOf(await plan.uses('schedule', { token }));
  const leg = startJob(world, item, { run: 101, ...(matrix && { matrix }) });
  const claimed = await leg.uses('claim', { token });
  const refused = await leg.uses('complete', { token, outcome: `deployed with ${token}` });
  expect(refused).toMatchObject({ code: 1, outputs: {} });
  expect(refused.stdout).toContain('title=secret-found');
  expect(world.github.artifacts).toEqual([]);
  await leg.uses('complete', { token, outcome: 'deployed' });
  const next = startJob(world, item, { run: 101, job: 'next' });
  expect(await next.uses('collect', { token })).toMatchObject({ code: 0 });
  const stored = [...recordsOf(world).values()].map((record) => JSON.stringify(record));
  const handedIn = world.github.artifacts.map(({ bytes }) => Buffer.from(bytes).toString('latin1'));
  const left = [plan, leg, next].flatMap(({ temp }) => textsBelow(temp));
  const hidden = [token, Buffer.from(`x-access-token:${token}`).toString('base64')];
  for (const secret of hidden)
    expect([...stored, ...handedIn, ...left].filter((text) => text.includes(secret))).toEqual([]);
  expect(JSON.stringify([claimed.outputs, claimed.summary])).not.toContain(token);
}, 60_000);

const textsBelow = (folder: string): readonly string[] =>
  fs
    .readdirSync(folder, { recursive: true, encoding: 'utf8', withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => fs.readFileSync(path.join(entry.parentPath, entry.name), 'latin1'));

test('inputs that are no ids are refused by name, before anything is asked for', async () => {
  const job = startJob(world, item, { run: 101, job: 'plan' });
  const ran = await job.uses('schedule', {
    'work-item': '../x',
    executors: '0',
    token: 'ghs_secret',
  });
  expect(ran).toMatchObject({ code: 1, outputs: {} });
  expect(ran.stdout).toMatch(
    /^::error title=invalid-input::The input work-item "..\/x" is not allowed/m,
  );
  expect(ran.stdout).not.toContain('ghs_secret');
  expect(world.github.journal).toEqual([]);
}, 60_000);

test('outside of a job, without a policy, or without the step, one is told what is missing', async () => {
  const index = path.join(world.tree, 'claim/index.js');
  const env = { PATH: process.env['PATH'] ?? '', 'INPUT_WORK-ITEM': 'wi', INPUT_STEP: 'links' };
  const nowhere = await run([index], env);
  expect(nowhere.code).toBe(1);
  expect(nowhere.stdout).toMatch(
    /^::error title=storage-failed::The environment variable GITHUB_REPOSITORY/m,
  );
  const leg = () => startJob(world, item, { run: 101, matrix: { step: 'links' } });
  const unread = await leg().uses('claim');
  expect(unread).toMatchObject({ code: 1, outputs: {} });
  expect(unread.stdout).toMatch(/^::error title=storage-failed::.*store: \{kind: git\}/m);
  await registerItem(world, '  - { key: headings, order: 1 }');
  const unknown = await leg().uses('claim');
  expect(unknown.code).toBe(1);
  expect(unknown.stdout).toMatch(/^::error title=unknown-step::/m);
}, 60_000);
