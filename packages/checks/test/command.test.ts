import { existsSync, readFileSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import type { MachineCheck } from '@orchestrator/core';
import { createChecks } from '../src/index.ts';
import { lazyChecks } from '../src/lazy.ts';
import { folderWith, resultOf } from './folder.ts';

const node = (script: string, seconds?: number): MachineCheck => ({
  type: 'command',
  argv: ['node', '-e', script],
  ...(seconds !== undefined && { seconds }),
});

test('a success says no more than that', async () => {
  const check: MachineCheck = { type: 'command', argv: ['node', '-p', 'Date.now()'] };
  expect(await resultOf(folderWith(), check)).toEqual({
    id: 'exit-1',
    ok: true,
    detail: 'node -p Date.now() exits with 0',
  });
});

test.each<[string, string, string]>([
  ['exit code', 'process.exit(3)', ' exits with 3'],
  [
    'both outputs',
    'console.error("bad"); console.log("good"); process.exitCode = 1',
    ' exits with 1\ngood\nbad',
  ],
  [
    'signal',
    'process.kill(process.pid, "SIGTERM"); setTimeout(() => {}, 9999)',
    ' was ended by SIGTERM',
  ],
  ['no input', 'process.stdin.on("end", () => process.exit(4)).resume()', ' exits with 4'],
  ['its folder', 'console.log(process.cwd()); process.exitCode = 1', ' exits with 1\n.'],
  [
    'colours',
    'console.log("\\x1b[31mred\\x1b[0m\\x07"); process.exitCode = 1',
    ' exits with 1\nred',
  ],
])('%s', async (_, script, ending) => {
  expect(await resultOf(folderWith(), node(script))).toEqual({
    id: 'exit-1',
    ok: false,
    detail: `node -e ${script.replace('\x07', '')}${ending}`,
  });
});

test('no shell reads the arguments', async () => {
  const root = folderWith();
  await resultOf(root, {
    type: 'command',
    argv: ['echo', '$(touch made)', '; touch made', '>made'],
  });
  expect(existsSync(join(root, 'made'))).toBe(false);
});

test.each([
  ['no-such-program', 'no-such-program cannot be started: there is no such program'],
  ['./plain.txt', './plain.txt cannot be started (EACCES)'],
  ['', ' cannot be started (ERR_INVALID_ARG_VALUE)'],
])('%j cannot be started', async (program, detail) => {
  const root = folderWith({ 'plain.txt': '' });
  expect(await resultOf(root, { type: 'command', argv: [program] })).toEqual({
    id: 'exit-1',
    ok: false,
    detail,
  });
});

test('only the end of a long output is kept', async () => {
  const script = 'for (let i = 0; i < 2e5; i++) console.log("line " + i); process.exitCode = 1';
  const { detail } = await resultOf(folderWith(), node(script));
  expect(detail).toMatch(/\n… [^]*line 199999$/);
  expect(detail.length).toBeLessThanOrEqual(4000);
});

test('the time limit ends the whole group', async () => {
  const root = folderWith();
  const grandchild = 'setTimeout(() => require("fs").writeFileSync("late", ""), 2500)';
  const script = `require("child_process").spawn("node", ["-e", ${JSON.stringify(grandchild)}], { stdio: "inherit" }); setTimeout(() => {}, 60000)`;
  const { ok, detail } = await resultOf(root, node(script, 1));
  expect({ ok, detail }).toEqual({
    ok: false,
    detail: `node -e ${script} did not end within 1 second and was stopped`,
  });
  await sleep(2500);
  expect(existsSync(join(root, 'late'))).toBe(false);
});

test('what a command leaves behind is ended and not waited for', async () => {
  const root = folderWith();
  const script =
    'const c = require("child_process").spawn("sleep", ["60"], { stdio: "inherit" }); require("fs").writeFileSync("pid", String(c.pid)); c.unref(); process.exit(0)';
  const start = performance.now();
  expect(await resultOf(root, node(script))).toMatchObject({ ok: true });
  expect(performance.now() - start).toBeLessThan(20_000);
  const pid = Number(readFileSync(join(root, 'pid'), 'utf8'));
  await sleep(100);
  expect(isRunning(pid)).toBe(false);
});

function isRunning(pid: number): boolean {
  try {
    // A process that is dead but not yet collected by its parent still has an entry.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

test('tokens of a run are not handed on', async () => {
  process.env['INPUT_TOKEN'] = 'canary';
  process.env['ACTIONS_RUNTIME_TOKEN'] = 'canary';
  process.env['GITHUB_TOKEN'] = 'canary';
  try {
    const script = 'process.exit(Object.values(process.env).includes("canary") ? 1 : 0)';
    expect(await resultOf(folderWith(), node(script))).toMatchObject({ ok: true });
  } finally {
    delete process.env['INPUT_TOKEN'];
    delete process.env['ACTIONS_RUNTIME_TOKEN'];
    delete process.env['GITHUB_TOKEN'];
  }
});

test('the home folder is not named', async () => {
  const script = 'console.log(require("os").homedir() + "/x"); process.exitCode = 1';
  const { detail } = await resultOf(folderWith(), node(script));
  expect(detail.endsWith(homedir().length > 1 ? '\n~/x' : '/x')).toBe(true);
});

test.each([
  [undefined, true, undefined, 'touch made exits with 0'],
  [undefined, true, false, 'touch made exits with 0'],
  [
    true,
    false,
    undefined,
    'touch made was not run: commands of contracts run only where orchestrator.yml says so; add the line contracts: {commands: true}',
  ],
  [
    true,
    false,
    false,
    'touch made was not run: commands of contracts run only where orchestrator.yml says so; add the line contracts: {commands: true}',
  ],
  [true, true, true, 'touch made exits with 0'],
] as const)(
  'a command with isOfContract %s runs: %s, with allowContractCommands %s',
  async (isOfContract, runs, allowContractCommands, detail) => {
    const root = folderWith();
    const check: MachineCheck = { type: 'command', argv: ['touch', 'made'] };
    const criterion = {
      id: 'g1-validation-1',
      text: '',
      check,
      ...(isOfContract && { isOfContract }),
    };
    const options = allowContractCommands === undefined ? {} : { allowContractCommands };
    for (const checks of [createChecks({ root, ...options }), lazyChecks(root, options)]) {
      rmSync(join(root, 'made'), { force: true });
      expect(await checks.run([criterion])).toEqual([{ id: 'g1-validation-1', ok: runs, detail }]);
      expect(existsSync(join(root, 'made'))).toBe(runs);
    }
  },
);

test('listeners do not pile up', async () => {
  const before = process.listenerCount('SIGINT');
  await resultOf(folderWith(), node(''));
  await resultOf(folderWith(), { type: 'command', argv: ['no-such-program'] });
  expect(process.listenerCount('SIGINT')).toBe(before);
});
