/** Every command of the gate runner's page, as it stands there, in a fresh repository made of examples/visual-essay. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import type { Ran } from '../processes.ts';
import { commandOf, commandsOf, documentOf, lacks, waysOf } from './page.ts';
import {
  attemptFile,
  essay,
  expectExit,
  openScene,
  runFile,
  runOf,
  runs,
  type Scene,
} from './scene.ts';
import { gateStates } from './run-files.ts';

let scene: Scene;
beforeAll(() => {
  scene = openScene();
});
afterAll(() => scene.remove());

/** What the page's placeholders stand for. */
const meant = (command: string, run = ''): string =>
  Object.entries({
    'run_20260119T143012Z_the-word-robot_ab12cd': run,
    '<run-id>': run,
    '<Gx>': 'G2',
    '<agent-name>': 'research-orchestrator',
    '<name>': 'visual-essay',
    '<slug>': 'the-word-robot',
    '--prompt-file <path>': '--prompt-file prompts/robot-topic.txt',
    '<path>': essay,
  }).reduce((text, [word, value]) => text.replaceAll(word, value), command);

/** Types a command, and tells how it ended only when that was not well. */
function type(command: string, env?: Readonly<Record<string, string>>): Ran {
  const ran = scene.shell(command, env);
  expectExit(ran, 0);
  return ran;
}

const packetOf = (run: string, gate: string): string =>
  scene.read(`${runs}/${run}/logs/gates/${gate}/prompt.txt`);

describe('the pipeline', () => {
  test('writes the packet of the first gate, and waits', () => {
    const ran = type(commandOf('Quick start, CI mode'));
    expect(ran.stdout).toContain('waiting: G1');
    const run = runOf(ran);
    expect(packetOf(run, 'G1')).toContain(`${essay}/intake/BRIEF.md`);
    expect(scene.record(run)).toMatchObject({ run_id: run, status: 'RUNNING', depth: 'standard' });
    expect(gateStates(scene.record(run))).toEqual(['G1 RUNNING', 'G2 PENDING', 'G3 PENDING']);
  });

  test('puts the prompt file into the packet', () => {
    const run = runOf(type(commandOf('With a prompt file')));
    expect(packetOf(run, 'G1')).toContain('It began on a stage in Prague.');
  });

  test.each(waysOf(commandOf('run visual-essay')))('%s', (way) => {
    const run = runOf(type(meant(way)));
    const [, depth = 'standard'] = /--depth (\S+)/.exec(way) ?? [];
    expect(scene.record(run).depth).toBe(depth);
    expect(packetOf(run, 'G1')).toContain(depth);
  });
});

describe('by hand', () => {
  let run: string;

  test('a run, a gate, the work, and the verdict', () => {
    const [start = '', gateStart = '', gateFinish = '', ...more] = commandsOf(
      'Quick start, manual mode',
    );
    expect(more).toEqual([]);
    run = runOf(type(start));
    expect(scene.read(runFile(run))).toContain('"RUNNING"');
    type(meant(gateStart, run));
    scene.draft('research');
    expect(type(meant(gateFinish, run)).stdout).toContain('PASS');
    expect(gateStates(scene.record(run))).toEqual(['G1 PENDING', 'G2 PASS', 'G3 PENDING']);
  });

  test('RUN.json has all that the page shows', () => {
    const found = JSON.parse(scene.read(runFile(run))) as unknown;
    expect(lacks(documentOf('RUN.json'), found)).toEqual([]);
  });

  test('the attempt has all that the page shows, and its digests are those of sha256sum', () => {
    type(meant(commandOf('gate start').replace('<Gx>', 'G1'), run));
    type(meant(commandOf('invocation record').replace('<Gx>', 'G1').replace(/ \[.*/, ''), run));
    scene.draft('intake');
    type(meant(commandOf('gate finish').replace('<Gx>', 'G1'), run));
    const found = JSON.parse(scene.read(attemptFile(run, 'G1', 1))) as unknown;
    expect(lacks(documentOf('Gate attempt files'), found)).toEqual([]);

    const research = scene.attempt(run, 'G2', 1);
    expect(research).toMatchObject({
      ...{ attempt: 1, status: 'PASS', agent: 'research-orchestrator', failure_reason: null },
      required_outputs: [
        '{artifact_path}/research/CITATIONS.md',
        '{artifact_path}/research/FIGURES.md',
      ],
    });
    const sums = scene.shell(
      `sha256sum ${essay}/research/CITATIONS.md ${essay}/research/FIGURES.md`,
    );
    expect(
      research.artifacts.map(
        ({ path, sha256 }) => `${String(sha256)}  ${path.replace('{artifact_path}', essay)}\n`,
      ),
    ).toEqual(sums.stdout.split(/(?<=\n)/).filter((line) => line !== ''));
  });

  test.each(waysOf(commandOf('run start')))('%s', (way) => {
    const started = runOf(type(meant(way)));
    const [, depth = 'standard'] = /--depth (\S+)/.exec(way) ?? [];
    expect(scene.record(started).depth).toBe(depth);
    // The page: "Creates orchestration/runs/<run-id>/logs/ directory".
    expectExit(scene.shell(`test -d ${runs}/${started}/logs`), 0);
  });

  test('all runs are listed, and one is shown', () => {
    expect(type(commandOf('run list')).stdout).toContain(run);
    const shown = type(meant(commandOf('run show'), run)).stdout;
    for (const part of [run, 'G1', 'G2', 'G3', 'Intake Approval', 'PASS']) {
      expect(shown).toContain(part);
    }
  });

  test('a gate is failed by a person, and tried again', () => {
    const begun = scene.startRun();
    type(meant(commandOf('gate start, example'), begun));
    type(meant(commandOf('gate fail'), begun));
    expect(scene.attempt(begun, 'G2', 1)).toMatchObject({
      status: 'FAIL',
      failure_reason: expect.stringContaining('Missing required quotes'),
    });
    type(meant(commandOf('gate start'), begun));
    type(meant(commandOf('gate finish'), begun));
    expect(scene.attempt(begun, 'G2', 2)).toMatchObject({ attempt: 2, status: 'PASS' });
  });

  test('invocations are on record, with the attempt that they were for', () => {
    const begun = scene.startRun();
    type(meant(commandOf('gate start'), begun));
    for (const way of waysOf(commandOf('invocation record'))) type(meant(way, begun));
    const { invocations, gates } = scene.record(begun);
    expect(invocations.map(({ status }) => status).sort()).toEqual(['FAIL', 'SUCCESS', 'SUCCESS']);
    expect(invocations).toEqual(
      Array.from({ length: 3 }, () =>
        expect.objectContaining({ gate: 'G2', attempt: 1, agent: 'research-orchestrator' }),
      ),
    );
    const ids = gates.flatMap(({ attempts }) => attempts.flatMap((it) => it.invocation_ids));
    expect([...ids].sort()).toEqual(invocations.map((it) => it.invocation_id).sort());
  });

  test('around an agent, as the page has it', () => {
    const env = { RUN_ID: scene.startRun() };
    const [gateStart = '', gateFinish = '', ...more] = commandsOf('Integration with agents');
    expect(more).toEqual([]);
    type(gateStart, env);
    type(gateFinish, env);
    expect(gateStates(scene.record(env.RUN_ID))).toContain('G2 PASS');
  });
});

describe('the end of a run', () => {
  test.each(waysOf(commandOf('run complete')).map((way) => [/--status (\S+)/.exec(way)?.[1], way]))(
    '%s',
    (status = 'PASSED', way = '') => {
      const run = scene.startRun();
      const verdict = status === 'FAILED' ? 'gate fail' : 'gate finish';
      type(meant(commandOf('gate start'), run));
      type(meant(commandOf(verdict), run));
      type(meant(way, run));
      expect(scene.record(run)).toMatchObject({ status, finished_at: expect.any(String) });
      const again = scene.shell(meant(commandOf('gate start').replace('<Gx>', 'G3'), run));
      expectExit(again, 4);
    },
  );
});

describe('in git', () => {
  test('logs are ignored, records are not', () => {
    const run = scene.startRun();
    const logs = `${runs}/${run}/logs`;
    scene.write(`${logs}/invocations/anything.log`, 'x');
    const untracked = scene.git('status', '--porcelain', '--untracked-files=all');
    expect(untracked).toContain(`?? ${runFile(run)}`);
    expect(untracked).not.toContain('/logs/');
  });

  test('what was committed is whole, and says so in a clone', () => {
    scene.git('add', '--all');
    scene.git('commit', '--quiet', '--message', 'Keep the runs');
    expectExit(scene.orchestrator('verify'), 0);
    const clone = `git clone --quiet . "$PWD/../clone" && cd ../clone && node orchestration/runner/cli.js verify`;
    expectExit(scene.shell(clone), 0);
  });
});
