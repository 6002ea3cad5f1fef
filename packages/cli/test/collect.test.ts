/** `complete --out` and `collect --from`, as a user runs them, with both kinds of store. */
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import {
  at,
  claim,
  complete,
  misused,
  on,
  refused,
  rootWithItem,
  textAt,
  type Root,
} from './cli.ts';
import { labWithItem, tip, tree, type Lab } from './git-store-lab.ts';

const steps = [
  '  - {key: a, order: 1, parallelizable: true, exitCriteria: [{id: made, type: file_exists, path: made.txt}]}',
  '  - {key: b, order: 1, parallelizable: true}',
  '  - {key: c, order: 2}',
].join('\n');
const collect = ['collect', '--from', 'out'];

const done = (root: Root, step: string, ...more: readonly string[]): string => {
  claim(root, step, '--executor', `e-${step}`);
  return textAt(
    complete(root, step, '--executor', `e-${step}`, '--out', 'out', ...more),
    'handoff',
  );
};
const counts = (document: unknown): readonly unknown[] =>
  ['accepted', 'skipped', 'refused'].map((list) => at(document, list, 'length'));
const commits = (lab: Lab): number => Number(lab.inBare('rev-list', '--count', 'orchestrator'));

describe('with the store on a branch', () => {
  test('what was completed elsewhere lands in one commit; again, the tree is the same', () => {
    const lab = labWithItem(steps);
    lab.write('made.txt', 'made');
    const handoffs = [done(lab, 'a'), done(lab, 'b', '--status', 'failed')];
    const before = commits(lab);
    expect(fs.readdirSync(path.join(lab.dir, 'out'))).toEqual(
      handoffs.map((file) => path.basename(file)).sort(),
    );
    const first = lab.ok(...collect);
    expect(at(first, 'schema')).toBe('orchestrator.collect/1');
    expect([counts(first), commits(lab) - before]).toEqual([[2, 0, 0], 1]);
    expect(tree(lab).join('\n')).toContain(handoffs[0]);
    const treeOf = (): string => lab.inBare('rev-parse', 'orchestrator^{tree}');
    const landed = [tip(lab), treeOf()];
    expect(counts(lab.ok(...collect))).toEqual([0, 2, 0]);
    expect([tip(lab), treeOf()]).toEqual(landed);
    expect(lab.ok('verify')).toMatchObject({ ok: true });
  });

  test('until it is collected, the attempt runs for everybody else', () => {
    const lab = labWithItem(steps);
    done(lab, 'b');
    expect(at(lab.ok('status', '--work-item', 'wi'), 'currentSteps', 'length')).toBe(1);
    lab.ok(...collect);
    expect(at(lab.ok('status', '--work-item', 'wi'), 'currentSteps', 'length')).toBe(0);
  });

  test('bad ones beside good ones: exit 4, the good ones have landed', () => {
    const lab = labWithItem(steps);
    done(lab, 'b');
    lab.write('out/broken.json', '{"workItemId":"wi"');
    lab.write('out/\u001b[2Jx.json', '{}');
    const json = lab.run(...collect, '--json');
    expect([json.code, counts(json.json), json.stderr]).toEqual([4, [1, 0, 2], '']);
    const text = lab.run(...collect);
    expect([text.code, text.stdout]).toEqual([
      4,
      expect.stringContaining('1 on record already, 2 refused'),
    ]);
    expect(text.stdout).not.toContain('\u001b');
    lab.ok('verify');
  });

  test('the item is damaged: exit 4, and it says so', () => {
    const lab = labWithItem(steps);
    done(lab, 'b');
    const away = path.join(lab.bare, '../away.git');
    fs.renameSync(lab.bare, away);
    const gone = lab.run(...collect, '--json');
    expect([gone.code, at(gone.json, 'error', 'code')]).toEqual([6, 'storage-failed']);
    fs.renameSync(away, lab.bare);
    expect(counts(lab.ok(...collect))).toEqual([1, 0, 0]);
  });
});

describe('with the store in the checkout', () => {
  test('--commit makes one commit of what was collected', () => {
    const root = rootWithItem(steps, { git: true });
    root.write('.gitignore', 'out/\n');
    done(root, 'b');
    root.git('add', '.');
    root.git('commit', '--quiet', '-m', 'all');
    root.ok(...collect, '--commit');
    expect(root.git('show', '--format=', '--name-only').trim()).toMatch(
      /^artifacts\/handoff\/wi\/\S+-wi-b-b-e-b\.json$/,
    );
    expect(root.git('status', '--porcelain')).toBe('');
  });

  test('checks run again here, and say what they found', () => {
    const root = rootWithItem(steps);
    root.write('made.txt', 'made');
    done(root, 'a');
    root.remove('made.txt');
    const ran = root.run(...collect, '--json');
    expect([ran.code, counts(ran.json)]).toEqual([4, [0, 0, 1]]);
    expect(at(ran.json, 'refused', 0)).toMatchObject({
      code: 'exit-criteria',
      selfReported: [{ id: 'made', ok: true }],
      rechecked: [{ id: 'made', ok: false }],
      hint: expect.stringContaining('Bring the work'),
    });
    const believed = root.ok(...collect, '--no-recheck');
    expect(at(believed, 'accepted', 0)).toMatchObject({
      selfReported: [{ ok: true }],
      rechecked: null,
    });
    expect(root.ok('verify')).toMatchObject({ ok: true });
  });

  test('of two files the one that --digest names', () => {
    const root = rootWithItem(steps);
    const file = path.basename(done(root, 'b', '--outcome', 'One'));
    const text = root.read(`out/${file}`);
    root.write(`out/second/${file}`, text.replace('"One"', '"Other"'));
    expect(counts(root.run(...collect, '--json').json)).toEqual([0, 0, 2]);
    const digest = execFileSync('sha256sum', [path.join(root.dir, 'out/second', file)])
      .toString()
      .slice(0, 64);
    const named = root.run(...collect, '--digest', digest, '--json');
    expect(at(named.json, 'accepted', 0, 'file')).toBe(`second/${file}`);
  });

  test('100 MB, a pipe, a link and a folder do no harm', () => {
    const root = rootWithItem(steps);
    done(root, 'b');
    root.write('out/huge.json', '');
    fs.truncateSync(path.join(root.dir, 'out/huge.json'), 100 * 1024 * 1024);
    execFileSync('mkfifo', [path.join(root.dir, 'out/pipe.json')]);
    fs.symlinkSync('/etc/passwd', path.join(root.dir, 'out/link.json'));
    fs.mkdirSync(path.join(root.dir, 'out/folder.json'));
    const ran = root.run(...collect, '--json');
    expect([ran.code, counts(ran.json), at(ran.json, 'refused', 0, 'code')]).toEqual([
      4,
      [1, 0, 1],
      'too-large',
    ]);
  });
});

describe('--out', () => {
  test('again after the files are gone: the attempt is still its owner’s', () => {
    const root = rootWithItem(steps);
    const first = done(root, 'b', '--outcome', 'Done');
    fs.rmSync(path.join(root.dir, 'out'), { recursive: true });
    expect(
      complete(root, 'b', '--executor', 'e-b', '--out', 'out', '--outcome', 'Done'),
    ).toMatchObject({ handoff: first });
  });

  test('what was refused can be done again, directly', () => {
    const root = rootWithItem(steps);
    root.write('made.txt', 'made');
    done(root, 'a');
    root.remove('made.txt');
    expect(root.run(...collect).code).toBe(4);
    root.write('made.txt', 'made');
    complete(root, 'a', '--executor', 'e-a');
  });

  test.each<[string, (root: Root) => void]>([
    ['a pipe', (root) => execFileSync('mkfifo', [path.join(root.dir, 'out/x.json')])],
    ['a folder', (root) => fs.mkdirSync(path.join(root.dir, 'out/x.json'))],
  ])('%s lies in the folder', (_, put) => {
    const root = rootWithItem(steps);
    fs.mkdirSync(path.join(root.dir, 'out'));
    put(root);
    claim(root, 'b');
    const ran = root.run(...on('complete', 'b'), '--out', 'out', '--json');
    expect([ran.code, ran.stderr]).toEqual([0, '']);
  });

  test('is a file', () => {
    const root = rootWithItem(steps);
    root.write('out', 'mine');
    claim(root, 'b');
    const ran = root.run(...on('complete', 'b'), '--out', 'out', '--json');
    expect([ran.code === 2 || ran.code === 6, root.read('out')]).toEqual([true, 'mine']);
  });

  test('checks run before anything is written', () => {
    const root = rootWithItem(steps);
    claim(root, 'a');
    refused(root, [...on('complete', 'a'), '--out', 'out'], {
      exit: 4,
      code: 'exit-criteria',
      says: 'made',
      hint: /./,
    });
    expect(fs.existsSync(path.join(root.dir, 'out'))).toBe(false);
  });
});

describe('usage', () => {
  test('--from', () => {
    const root = rootWithItem(steps);
    misused(root, ['collect'], '--from is missing', 'Name the folder');
    refused(root, ['collect', '--from', 'nowhere'], {
      exit: 2,
      code: 'file-missing',
      says: 'nowhere is not a folder',
      hint: /./,
    });
    root.write('file', '');
    refused(root, ['collect', '--from', 'file'], {
      exit: 2,
      code: 'file-missing',
      says: 'not a folder',
      hint: /./,
    });
    misused(root, ['collect', '--from', '.', '--work-item', '../wi'], /./, /./);
    fs.mkdirSync(path.join(root.dir, 'out'));
    expect(counts(root.ok(...collect))).toEqual([0, 0, 0]);
  });

  test('a digest that is none', () => {
    const root = rootWithItem(steps);
    fs.mkdirSync(path.join(root.dir, 'out'));
    misused(root, [...collect, '--digest', 'latest'], /digest/, /./);
  });
});
