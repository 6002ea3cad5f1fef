/** The portfolio as a file, an artifact and a summary. */
import { describe, expect, test } from '@jest/globals';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { readFlatZip } from '../../packages/github/src/zip.ts';
import { startJob, type JobFacts, type World } from './harness.ts';
import { inWorlds } from './in-worlds.ts';
import { item, recordsOf, registerItem } from './item.ts';

let world: World;
inWorlds((fresh) => (world = fresh));

const alone = { ACTIONS_RUNTIME_TOKEN: '' };
const exportJob = (facts: Partial<JobFacts> = {}) =>
  startJob(world, item, { run: 201, job: 'export', ...facts });

const hostile = '<img src=x> | @team `a`\n::error::x';

/** An item of one step, that is done. */
async function doneItem(): Promise<void> {
  await registerItem(world, '  - { key: headings, order: 1 }', {
    register: ['--title', hostile, '--owner', 'ada'],
  });
  const job = startJob(world, item, { run: 101, env: alone, matrix: { step: 'headings' } });
  expect(await job.uses('execute', { run: 'true' })).toMatchObject({ code: 0 });
}

const limits = { zip: 2 ** 20, files: 4, fileSize: 2 ** 20, totalSize: 2 ** 20 };

test('everything, as JSON, in a file and an artifact; on the branch nothing', async () => {
  await doneItem();
  const before = [...recordsOf(world).keys()];
  const job = exportJob();
  const calls = world.github.journal.length;
  const ran = await job.uses('export');
  expect(ran).toMatchObject({ code: 0, stderr: '' });
  const { path: file = '', 'lead-time-p50-ms': lead, ...outputs } = ran.outputs;
  expect(outputs).toEqual({ 'artifact-id': expect.stringMatching(/^\d+$/), items: '1', wip: '0' });
  expect(lead).toMatch(/^\d+$/);
  expect(path.dirname(file)).toBe(path.join(job.temp, 'orchestrator'));
  expect(path.basename(file)).toMatch(/^portfolio-\d{8}T\d{6}Z\.json$/);
  const text = fs.readFileSync(file, 'utf8');
  expect(JSON.parse(text)).toMatchObject({
    schema: 'orchestrator.portfolio/1',
    items: [
      { workItemId: item, title: hostile, state: 'done', clocks: { leadTimeMs: Number(lead) } },
    ],
    metrics: { delivered: 1 },
  });
  const [artifact] = world.github.artifacts;
  expect(artifact?.name).toMatch(/^orchestrator-portfolio-201-1-[0-9a-f]{12}$/);
  expect(readFlatZip(Buffer.from(artifact?.bytes ?? []), limits)).toMatchObject([
    { name: path.basename(file), data: Buffer.from(text) },
  ]);
  expect([...recordsOf(world).keys()]).toEqual(before);
  const asked = world.github.journal.slice(calls).map((call) => call.path);
  expect(asked.filter((it) => it.includes('/repos/'))).toEqual([]);
  // Shown, and obeyed by nobody.
  expect(ran.summary).toContain(`| ${item} | &#60;img src=x&#62; &#124; &#64;team`);
  expect(ran.summary).toContain('## Flow');
  expect(ran.summary).not.toMatch(/<img|@team/);
  expect(ran.stdout).not.toMatch(/^::(error|warning|notice)/m);
}, 60_000);

test.each([
  ['ndjson', /^\{.*"workItemId":"edition-1".*\}\n$/],
  ['csv', /^item,title,state.*\r\nedition-1,/],
  ['md', /^As of .*: 1 items, 1 done, WIP 0/],
])(
  'as %s, without an artifact',
  async (format, form) => {
    await doneItem();
    const ran = await exportJob().uses('export', { format, upload: 'false' });
    expect(ran).toMatchObject({ code: 0, outputs: { 'artifact-id': '', items: '1' } });
    const { path: file = '' } = ran.outputs;
    expect(path.extname(file)).toBe(`.${format}`);
    expect(fs.readFileSync(file, 'utf8')).toMatch(form);
    expect(world.github.artifacts).toEqual([]);
  },
  60_000,
);

test('filters choose items; a time shows what was there then; nothing done has no lead time', async () => {
  await doneItem();
  const counts = async (inputs: Readonly<Record<string, string>>) => {
    const { code, outputs } = await exportJob().uses('export', { ...inputs, upload: 'false' });
    return [code, outputs['items'], outputs['lead-time-p50-ms']?.replace(/^\d+$/, 'some')];
  };
  expect(await counts({ owner: 'ADA', workflow: 'wf', status: 'done' })).toEqual([0, '1', 'some']);
  expect(await counts({ workflow: 'wf@1.0.0' })).toEqual([0, '1', 'some']);
  expect(await counts({ workflow: 'wf@2.0.0' })).toEqual([0, '0', '']);
  expect(await counts({ owner: 'bob' })).toEqual([0, '0', '']);
  expect(await counts({ status: 'damaged' })).toEqual([0, '0', '']);
  expect(await counts({ until: '2020-01-01T00:00:00Z' })).toEqual([0, '0', '']);
  expect(await counts({ since: '2020-01-01T00:00:00Z' })).toEqual([0, '1', 'some']);
  expect(await counts({ 'as-of': '2020-01-01T00:00:00Z' })).toEqual([0, '0', '']);
}, 120_000);

test('where there is no artifact service, the file is there, and a notice says so', async () => {
  await registerItem(world, '  - { key: headings, order: 1 }');
  const ran = await exportJob({ env: alone }).uses('export');
  expect(ran).toMatchObject({
    code: 0,
    outputs: { 'artifact-id': '', items: '1', wip: '0', 'lead-time-p50-ms': '' },
  });
  expect(ran.stdout).toMatch(/^::notice::There is no artifact service here/m);
  expect(fs.existsSync(ran.outputs['path'] ?? '')).toBe(true);
}, 60_000);

describe('commit: true', () => {
  const kept = (): readonly string[] =>
    [...recordsOf(world).keys()].filter((it) => it.startsWith('artifacts/exports/'));

  test('keeps it on the branch, as JSON, whatever the format is', async () => {
    await doneItem();
    const ran = await exportJob().uses('export', { commit: 'true', format: 'csv' });
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    const name = path.basename(ran.outputs['path'] ?? '', '.csv');
    expect(kept()).toEqual([`artifacts/exports/${name}.json`]);
  }, 60_000);

  test("a run of a fork's pull request exports, and commits nothing", async () => {
    await doneItem();
    const repo = { full_name: 'mallory/consumer' };
    const side = { ref: 'main', sha: 'a'.repeat(40) };
    const pull = { number: 7, user: { login: 'mallory' }, head: { ...side, repo } };
    const base = { ...side, repo: { full_name: 'acme/consumer' } };
    const event = { name: 'pull_request', payload: { pull_request: { ...pull, base } } };
    const job = exportJob({ event });
    fs.writeFileSync(path.join(job.workspace, 'orchestrator.yml'), 'store: { kind: worktree }\n');
    const ran = await job.uses('export', { commit: 'true' });
    expect(ran).toMatchObject({ code: 0, outputs: { items: '1' } });
    expect(ran.stdout).toMatch(/^::notice::.*nothing is committed/m);
    expect(kept()).toEqual([]);
  }, 60_000);
});

test('a repository in which nothing is registered yet has an empty portfolio', async () => {
  world.fixture.push({ 'orchestrator.yml': 'store: { kind: git }\n' });
  const ran = await exportJob().uses('export');
  expect(ran).toMatchObject({ code: 0, outputs: { items: '0', wip: '0', 'lead-time-p50-ms': '' } });
}, 60_000);

test('a damaged item is part of it, as such, and named', async () => {
  await registerItem(world, '  - { key: headings, order: 1 }');
  world.fixture.git('fetch', '--quiet', 'origin', 'orchestrator');
  world.fixture.git('checkout', '--quiet', 'FETCH_HEAD');
  world.fixture.push(
    { [`artifacts/work-items/${item}.json`]: '{"no": "record"}\n' },
    'orchestrator',
  );
  const ran = await exportJob().uses('export', { format: 'csv', upload: 'false' });
  expect(ran).toMatchObject({ code: 0, outputs: { items: '1' } });
  expect(ran.stdout).toMatch(/^::warning title=item-damaged::edition-1/m);
  expect(fs.readFileSync(ran.outputs['path'] ?? '', 'utf8')).toMatch(/^edition-1,,damaged,/m);
}, 60_000);

test.each([
  ['format', 'html'],
  ['owner', '";$(touch x)'],
  ['owner', 'a'.repeat(64)],
  ['workflow', '../../etc/passwd'],
  ['workflow', 'wf@1'],
  ['status', 'open'],
  ['since', 'yesterday'],
  ['until', '2026-13-01T00:00:00Z'],
  ['as-of', '2026-01-01'],
  ['upload', 'perhaps'],
  ['commit', '$(touch x)'],
])(
  '%s: %s is refused by name, before anything is asked for',
  async (name, value) => {
    const job = exportJob();
    const ran = await job.uses('export', { [name]: value });
    expect(ran).toMatchObject({ code: 1, outputs: {}, summary: '' });
    expect(ran.stdout).toMatch(new RegExp(`^::error title=invalid-input::The input ${name} `, 'm'));
    expect(world.github.journal).toEqual([]);
    expect(fs.existsSync(path.join(job.temp, 'orchestrator'))).toBe(false);
  },
  60_000,
);
