/** `--commit`: exactly the files of a run, one commit for each thing that happened to it. */
import { describe, expect, test } from '@jest/globals';
import type { Root } from '../cli.ts';
import { onGate, runLab, runRoot, startRun, writeOutput } from './run-lab.ts';

/** What the commits since the first one added or changed, the oldest first. */
function commits(root: Root): readonly (readonly string[])[] {
  const ids = root.git('rev-list', '--reverse', 'HEAD').trim().split('\n').slice(1);
  return ids.map((id) =>
    root.git('show', '--name-only', '--format=', id).trim().split('\n').sort(),
  );
}

function committed(root: Root): Root {
  root.git('add', '--all');
  root.git('commit', '--quiet', '--message', 'Begin');
  // What somebody has staged is not for these commits.
  root.write('staged.txt', 'mine');
  root.git('add', 'staged.txt');
  root.write('loose.txt', 'mine');
  return root;
}

describe.each<[string, () => Root]>([
  ['with the store in the checkout', () => runRoot({ git: true })],
  ['with the store on a branch', runLab],
])('%s', (_, make) => {
  test('every file that records or shows the run is committed with what changed it, and no other', () => {
    const root = committed(make());
    const { label, item, folder } = startRun(root, '--commit');
    const first = commits(root).flat();
    expect(first).toContain(`${folder}/RUN.json`);
    expect(first).toContain(`${folder}/work-items/${item}.json`);
    expect(first.filter((file) => !file.startsWith('orchestration/runs/'))).toEqual([]);
    const before = commits(root).length;
    root.ok(...onGate('start', label, 'G1'), '--agent', 'bob', '--commit');
    writeOutput(root, 'G1');
    root.ok(...onGate('finish', label, 'G1'), '--commit');
    root.ok('run', 'complete', '--run', label, '--commit');
    const [started, finished, ended] = commits(root).slice(before);
    expect(started).toEqual([
      `${folder}/RUN.json`,
      `${folder}/claims/${item}/intake.1.json`,
      `${folder}/decisions/${item}/intake.1.json`,
    ]);
    expect(finished).toEqual([
      `${folder}/RUN.json`,
      `${folder}/gates/G1/attempt-1.json`,
      expect.stringContaining(`${folder}/handoff/${item}/`),
    ]);
    expect(ended).toEqual([`${folder}/RUN.json`, `${folder}/journal/${item}/finish.1.json`]);
    expect(root.git('status', '--porcelain').trim().split('\n').sort()).toEqual([
      '?? essays/',
      '?? loose.txt',
      'A  staged.txt',
    ]);
    expect(root.ok('verify')).toMatchObject({ ok: true, uncommitted: 0 });
  });

  test('without it nothing is committed; packets and logs never show up', () => {
    const root = committed(make());
    const { label } = startRun(root);
    root.ok(...onGate('start', label, 'G1'), '--agent', 'bob');
    expect(commits(root)).toEqual([]);
    expect(root.read(`orchestration/runs/${label}/logs/gates/G1/prompt.txt`)).toContain('G1');
    root.git('add', '--all');
    expect(root.git('diff', '--cached', '--name-only')).not.toContain('/logs/');
  });
});
