/** Files of runs against their records: whoever edits, removes or adds one is told, and how it is made good. */
import { afterAll, describe, expect, test } from '@jest/globals';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { attemptFile, recordText, runFile, type JsonValue } from '@orchestrator/core';
import { createWorktreeStore, sha256 } from '@orchestrator/stores';
import { freshFolder, removeFolder } from '../../../stores/test/folders.ts';
import { granted, refused } from '../world.ts';
import { runWorld, startedRun, type RunWorld } from './run-world.ts';

const folders: string[] = [];
afterAll(() => folders.forEach(removeFolder));

/** A run in files: G1 failed once and passed then, G2 is being worked on, G3 is untouched. */
async function busyRun() {
  const root = freshFolder('runs');
  folders.push(root);
  const run = await startedRun('manual', undefined, { reach: () => createWorktreeStore(root) });
  const { label } = run;
  await granted(run.start(label, 'G1'));
  run.told.failing.add('g1-output-1');
  await granted(run.finish(label, 'G1'));
  run.told.failing.clear();
  await granted(run.start(label, 'G1'));
  await granted(run.finish(label, 'G1'));
  await granted(run.start(label, 'G2'));
  const full = (file: string): string => path.join(root, file);
  return {
    ...run,
    root,
    read: (file: string): string => fs.readFileSync(full(file), 'utf8'),
    write: (file: string, text: string): void => {
      fs.mkdirSync(path.dirname(full(file)), { recursive: true });
      fs.writeFileSync(full(file), text);
    },
    remove: (file: string): void => fs.rmSync(full(file)),
  };
}

type Busy = Awaited<ReturnType<typeof busyRun>>;

test('what the commands write is what verify wants', async () => {
  const run = await busyRun();
  expect(await run.violationsOf()).toEqual([]);
  expect(await run.stale(run.item)).toEqual([]);
  const files = fs
    .readdirSync(path.join(run.root, 'orchestration/runs', run.label, 'record'), {
      recursive: true,
    })
    .map(String);
  for (const file of ['RUN.json', 'gates/G1/attempt-1.json', 'gates/G1/attempt-2.json'])
    expect(files).toContain(file);
  expect(files).not.toContain('gates/G2/attempt-1.json');
});

describe('a view that is not what the records come to', () => {
  const attempt = ({ item }: Busy): string => attemptFile(item, 'G1', 1);
  const edit = (run: Busy, file: string, from: string, to: string): void => {
    const text = run.read(file);
    if (!text.includes(from)) throw new Error(`${file} does not hold ${from}`);
    run.write(file, text.replace(from, to));
  };

  test.each<[string, (run: Busy) => string, (run: Busy, file: string) => void, string]>([
    [
      'RUN.json that says that a gate passed',
      ({ item }) => runFile(item),
      (run, file) => edit(run, file, '"RUNNING"', '"PASSED"'),
      'somebody edited it',
    ],
    [
      'RUN.json with white space',
      ({ item }) => runFile(item),
      (run, file) => run.write(file, `${run.read(file)}\n`),
      'somebody edited it',
    ],
    [
      'RUN.json that is empty',
      ({ item }) => runFile(item),
      (run, file) => run.write(file, ''),
      'somebody edited it',
    ],
    [
      'RUN.json that is gone',
      ({ item }) => runFile(item),
      (run, file) => run.remove(file),
      'It is gone',
    ],
    [
      'an attempt that is said to have passed',
      attempt,
      (run, file) => edit(run, file, '"FAIL"', '"PASS"'),
      'somebody edited it',
    ],
    [
      'an attempt with another sha256',
      attempt,
      (run, file) => edit(run, file, sha256('essays/robot/G1.md').slice(0, 8), '00000000'),
      'somebody edited it',
    ],
    ['an attempt that is gone', attempt, (run, file) => run.remove(file), 'It is gone'],
  ])('%s is told, and made anew by schedule', async (_, fileOf, change, says) => {
    const run = await busyRun();
    const file = fileOf(run);
    const before = run.read(file);
    change(run, file);
    expect(await run.violationsOf()).toEqual([
      {
        code: 'view-changed',
        path: file,
        detail: expect.stringContaining(says),
        hint: `Write it anew from the records: orchestrator schedule --work-item ${run.item}`,
      },
    ]);
    await granted(run.scheduleItem(run.item));
    expect(await run.violationsOf()).toEqual([]);
    if (file !== runFile(run.item)) expect(run.read(file)).toBe(before);
  });

  test('when nothing more can be launched, schedule brings back the very bytes', async () => {
    const run = await busyRun();
    await granted(run.scheduleItem(run.item));
    const file = runFile(run.item);
    const before = run.read(file);
    run.write(file, 'something else');
    run.remove(attemptFile(run.item, 'G1', 2));
    await granted(run.scheduleItem(run.item));
    expect(run.read(file)).toBe(before);
    expect(await run.violationsOf()).toEqual([]);
  });

  test('it is read by nobody: commands go on from the records', async () => {
    const run = await busyRun();
    run.write(runFile(run.item), '{"status": "PASSED"}');
    expect((await granted(run.finish(run.label, 'G2'))).passed).toBe(true);
    expect(JSON.parse(run.read(runFile(run.item)))).toMatchObject({ status: 'RUNNING' });
    expect(await run.violationsOf()).toEqual([]);
  });
});

describe('a file that no record speaks of', () => {
  test.each([
    ['an attempt that there was not', 'gates/G1/attempt-3.json'],
    ['an attempt that still runs', 'gates/G2/attempt-1.json'],
    ['an attempt at a gate that nobody began', 'gates/G3/attempt-1.json'],
    ['a gate that there is not', 'gates/G9/attempt-1.json'],
    ['another name', 'gates/G1/attempt-01.json'],
    ['a copy', 'gates/G1/attempt-1 (copy).json'],
  ])('%s', async (_, name) => {
    const run = await busyRun();
    const file = `orchestration/runs/${run.label}/record/${name}`;
    run.write(file, run.read(attemptFile(run.item, 'G1', 2)));
    const violations = await run.violationsOf();
    expect(violations).toMatchObject([
      { code: 'view-changed', path: file, detail: 'No record of the run speaks of it.' },
    ]);
    expect(violations[0]?.hint).toContain('Remove it');
    run.remove(file);
    expect(await run.violationsOf()).toEqual([]);
  });
});

test('the way out names a file as it is, and is no command that a shell takes apart', async () => {
  const run = await busyRun();
  const name = 'attempt-3; touch ~.json';
  run.write(`orchestration/runs/${run.label}/record/gates/G1/${name}`, '{}');
  const [violation] = await run.violationsOf();
  expect(violation?.path).toContain(name);
  // Inside of quotes, or no command at all.
  expect(violation?.hint).not.toMatch(/\brm [^'"]*; touch/);
});

describe('a record of a run', () => {
  const codes = async (world: Pick<RunWorld, 'violationsOf'>): Promise<readonly string[]> =>
    (await world.violationsOf()).map(({ code }) => code);
  const recordOf = async ({ stateOf, item }: Busy, kind: string): Promise<string> =>
    (await stateOf(item)).records.find((it) => it.kind === kind)?.path ?? '';

  test.each(['registration', 'claim', 'handoff', 'launch'])(
    'a %s that was edited',
    async (kind) => {
      const run = await busyRun();
      const file = await recordOf(run, kind);
      run.write(file, run.read(file).replace('2026-01', '2025-01'));
      expect(await codes(run)).not.toEqual([]);
      if (kind !== 'registration')
        expect(await refused(run.start(run.label, 'G3'))).toMatchObject({
          code: 'item-damaged',
          exit: 5,
        });
    },
  );

  test.each(['claim', 'handoff', 'launch'])('a %s that is gone', async (kind) => {
    const run = await busyRun();
    const file = await recordOf(run, kind);
    run.remove(file);
    expect((await run.violationsOf()).map((it) => it.path)).toContain(file);
  });

  test('an outcome that is gone with nothing after it: RUN.json still speaks of it', async () => {
    const run = await busyRun();
    await granted(run.finish(run.label, 'G2'));
    const { steps } = await run.stateOf(run.item);
    run.remove(steps[1]?.counting?.handoff?.path ?? '');
    expect((await run.violationsOf()).map(({ path: file }) => file)).toEqual([
      runFile(run.item),
      attemptFile(run.item, 'G2', 1),
    ]);
  });

  test('one that was added without the commands: RUN.json does not speak of it', async () => {
    const run = await busyRun();
    const path = `orchestration/runs/${run.label}/record/journal/${run.item}/invocation.inv_1_abcd.json`;
    const { registration } = await run.stateOf(run.item);
    const forged: JsonValue = {
      ...{ schemaVersion: '1.0', type: 'agent.invoked', workItemId: run.item, actor: 'eve' },
      ...{ at: '2026-01-19T15:00:00.000Z', causes: [registration.id], invocation: 'inv_1_abcd' },
      ...{ step: 'spec', agent: 'eve', status: 'SUCCESS' },
    };
    run.write(path, recordText(forged));
    expect(await run.violationsOf()).toMatchObject([
      { code: 'view-changed', path: runFile(run.item) },
    ]);
    run.write(path, recordText({ ...forged, attempt: ['spec', 1] }));
    expect((await run.violationsOf()).map((it) => it.path)).toContain(path);
  });

  test('an end of a run that its gates do not bear out', async () => {
    const run = await busyRun();
    const path = `orchestration/runs/${run.label}/record/journal/${run.item}/finish.1.json`;
    const { registration, steps } = await run.stateOf(run.item);
    const failed = steps[0]?.attempts[0]?.handoff?.id ?? '';
    run.write(
      path,
      recordText({
        ...{ schemaVersion: '1.0', type: 'run.finished', workItemId: run.item, actor: 'eve' },
        ...{ at: '2026-01-19T15:00:00.000Z', status: 'PASSED', reason: '' },
        causes: [registration.id, failed].sort(),
      }),
    );
    expect(await run.violationsOf()).toContainEqual(
      expect.objectContaining({
        code: 'illegal',
        path,
        detail: expect.stringContaining('the last outcome of each gate'),
      }),
    );
  });
});

describe('verify --outputs', () => {
  const outputs = { outputs: true };

  test('names files that are not what they were, and those that are gone', async () => {
    const run = await busyRun();
    await granted(run.finish(run.label, 'G2'));
    expect(await run.violationsOf(run.item, outputs)).toEqual([]);
    run.contents.set('essays/robot/G1.md', 'other words');
    run.gone.add('essays/robot/G2.md');
    expect(await run.violationsOf(run.item)).toEqual([]);
    expect(await run.violationsOf(run.item, outputs)).toMatchObject([
      {
        code: 'output-changed',
        path: 'essays/robot/G1.md',
        detail: expect.stringContaining(`now it is ${sha256('other words')}`),
      },
      {
        code: 'output-changed',
        path: 'essays/robot/G2.md',
        detail: expect.stringContaining('not there any more'),
      },
    ]);
  });

  test('what counts is what was hashed last: the same gate again, or a later one that went on with the file', async () => {
    const next = runWorld();
    const goesOn = { gate: 'G2', name: 'Go on', required_outputs: ['{artifact_path}/G1.md'] };
    next.texts.set('G2', JSON.stringify(goesOn));
    const { item, label } = await granted(next.startRun());
    await granted(next.start(label, 'G1'));
    await granted(next.finish(label, 'G1'));
    next.contents.set('essays/robot/G1.md', 'more words');
    expect(await next.violationsOf(item, outputs)).toMatchObject([{ code: 'output-changed' }]);
    await granted(next.start(label, 'G2'));
    await granted(next.finish(label, 'G2'));
    expect(await next.violationsOf(item, outputs)).toEqual([]);
    next.contents.set('essays/robot/G1.md', 'still more');
    const [violation, ...others] = await next.violationsOf(item, outputs);
    expect([violation?.detail, others]).toEqual([expect.stringContaining('research-'), []]);
  });

  test('attempts that failed, were given up or taken back say nothing of files', async () => {
    const run = await startedRun();
    const { label, item } = run;
    await granted(run.start(label, 'G1'));
    run.told.failing.add('g1-validation-1');
    expect(await granted(run.finish(label, 'G1'))).toMatchObject({
      passed: false,
      attempt: { artifacts: [{ exists: true }] },
    });
    await granted(run.start(label, 'G2'));
    await granted(run.fail(label, 'G2'));
    run.contents.set('essays/robot/G1.md', 'other').set('essays/robot/G2.md', 'other');
    expect(await run.violationsOf(item, outputs)).toEqual([]);
  });
});
