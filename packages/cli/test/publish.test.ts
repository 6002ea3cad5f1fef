import * as fs from 'node:fs';
import * as path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { at, definition, newRoot, refused, textAt, workflow, type Root } from './cli.ts';
import { changeBranch, newLab } from './git-store-lab.ts';

const steps = '  - {key: a, order: 1}\n  - {key: b, order: 2}';
const draft = `# ours\nid: wf\nversion: 1.0.0   # the first\nsteps:\n  # builds\n${steps}\n`;
const flags = ['--reason', 'Audits ask', '--impact', 'One more step'];
const entry = '  author: "ada-lovelace"\n  reason: "Audits ask"\n  impact: "One more step"\n';
const withEntry = draft.replace('# the first\n', `# the first\nchange:\n${entry}`);
const next = (version: string, text = draft): string =>
  text.replace('version: 1.0.0', `version: ${version}`);

const published = (root: Root, file: string, ...more: readonly string[]): unknown =>
  root.ok('publish', file, ...more);

describe('a draft', () => {
  test("becomes a version, with the author's own text and an entry in the change log", () => {
    const root = newRoot({ 'drafts/wf.yaml': draft }, { git: true });
    const answer = published(root, 'drafts/wf.yaml', ...flags);
    expect(root.read(definition)).toBe(withEntry);
    expect(answer).toEqual({
      schema: 'orchestrator.publish/1',
      workflow: { id: 'wf', version: '1.0.0', digest: expect.stringMatching(/^[0-9a-f]{64}$/) },
      path: definition,
      change: { author: 'ada-lovelace', reason: 'Audits ask', impact: 'One more step' },
      differences: {
        steps: { added: ['a', 'b'], removed: [], changed: [] },
        gates: { added: [], removed: [], changed: [] },
        fields: [],
      },
      repeated: false,
      inFlight: [],
    });
    expect(root.ok('validate')).toMatchObject({ ok: true });
    expect(root.read('drafts/wf.yaml')).toBe(draft);
    expect(
      at(root.ok('register', '--work-item', 'wi', '--workflow', 'wf@1.0.0'), 'record'),
    ).toBeDefined();
  });

  test('again is the same answer, and nothing is written', () => {
    const root = newRoot({ 'wf.yaml': draft }, { git: true });
    const first = published(root, 'wf.yaml', ...flags);
    const before = root.files();
    const second = published(root, 'wf.yaml', ...flags);
    expect(second).toEqual({ ...(first as object), repeated: true });
    expect(root.files()).toEqual(before);
    expect(fs.readdirSync(path.join(root.dir, 'artifacts/workflows'))).toEqual(['wf@1.0.0.yaml']);
  });

  test.each([
    [
      'JSON on lines',
      '{\n  "id": "wf",\n  "version": "1.0.0",\n  "steps": [{"key": "a", "order": 1}]\n}\n',
    ],
    ['JSON on one line', '{"id": "wf", "version": "1.0.0", "steps": [{"key": "a", "order": 1}]}'],
    ['the version last, without a line end', 'id: wf\nsteps: [{key: a, order: 1}]\nversion: 1.0.0'],
    ['line ends of Windows', 'id: wf\r\nversion: 1.0.0\r\nsteps:\r\n  - {key: a, order: 1}\r\n'],
    ['an indented document', '  id: wf\n  version: 1.0.0\n  steps: [{key: a, order: 1}]\n'],
    ['document marks', '---\nid: wf\nversion: "1.0.0" # x\nsteps: [{key: a, order: 1}]\n...\n'],
    [
      'half an entry',
      'id: wf\nversion: 1.0.0\nchange:\n  reason: Audits ask\nsteps: [{key: a, order: 1}]\n',
    ],
    [
      'half an entry in braces',
      'id: wf\nversion: 1.0.0\nchange: {reason: Audits ask}\nsteps: [{key: a, order: 1}]\n',
    ],
    ['an empty entry', 'id: wf\nversion: 1.0.0\nchange: {}\nsteps: [{key: a, order: 1}]\n'],
  ])('%s: every line of the author stays', (_, text) => {
    const root = newRoot({ 'd.yaml': text });
    published(root, 'd.yaml', ...flags, '--author', 'Ada "the first"');
    const after = root.read(definition);
    // What was added, taken away again, leaves the draft.
    const letters = [...text];
    let place = 0;
    for (const letter of after) if (letter === letters[place]) place += 1;
    expect(place).toBe(letters.length);
    expect(root.ok('changelog')).toMatchObject({
      entries: [{ author: 'Ada "the first"', reason: 'Audits ask', impact: 'One more step' }],
    });
    expect(after.includes('\r\n') && /[^\r]\n/.test(after)).toBe(false);
  });

  test('a layout that has no place for the entry is left to its author', () => {
    const text = 'id: wf\nversion: >-\n  1.0.0\nsteps:\n  - {key: a, order: 1}\n';
    refused(newRoot({ 'd.yaml': text }), ['publish', 'd.yaml', ...flags], {
      exit: 2,
      code: 'change-missing',
      says: "can't be added to d.yaml",
      hint: 'Write it into the file yourself',
    });
  });

  test('may lie outside the root, or in its place already', () => {
    const outside = newRoot({ 'x.yaml': next('1.1.0') });
    const root = newRoot({ [definition]: draft });
    expect(published(root, path.join(outside.dir, 'x.yaml'), ...flags)).toMatchObject({
      path: 'artifacts/workflows/wf@1.1.0.yaml',
      previous: { version: '1.0.0', path: definition },
      differences: { steps: { added: [], removed: [], changed: [] } },
    });
    published(root, definition, ...flags, '--author', 'ada-lovelace');
    expect(root.read(definition)).toBe(withEntry);
  });

  test('tells what changed against the highest version before it, and which is higher', () => {
    const root = newRoot({
      [definition]: draft,
      'artifacts/workflows/wf@2.0.0.yaml': next('2.0.0'),
      'artifacts/workflows/wf@1.9.0.yaml': next('1.9.0').replace('key: b', 'key: ship'),
      'd.yaml': next('1.10.0').replace('order: 1}', 'order: 1, title: Build}'),
    });
    expect(published(root, 'd.yaml', ...flags)).toMatchObject({
      previous: { version: '1.9.0' },
      differences: {
        steps: { added: ['b'], removed: ['ship'], changed: [{ key: 'a', fields: ['title'] }] },
      },
      higher: '2.0.0',
    });
    const { stdout } = root.run('publish', 'd.yaml', ...flags);
    expect(stdout).toContain('step a: title (since 1.9.0)');
    expect(stdout).toContain('2.0.0 is a higher version');
  });

  test('names the items in flight that stay under their versions', () => {
    const root = newRoot({ [definition]: draft, 'd.yaml': next('1.1.0') });
    root.ok('register', '--work-item', 'wi', '--workflow', 'wf@1.0.0');
    expect(published(root, 'd.yaml', ...flags)).toMatchObject({ inFlight: ['wi'] });
    expect(root.run('publish', 'd.yaml', ...flags).stdout).toContain(
      'orchestrator migrate --work-item wi --to 1.1.0 --dry-run',
    );
  });

  test('is committed where that is asked for, and nothing else with it', () => {
    const root = newRoot({ 'wf.yaml': draft, 'other.txt': 'x' }, { git: true });
    root.git('add', 'other.txt');
    published(root, 'wf.yaml', ...flags, '--commit');
    expect(root.git('show', '--name-only', '--format=%s', 'HEAD')).toBe(
      `Publish wf@1.0.0\n\n${definition}\n`,
    );
    expect(root.git('status', '--porcelain')).toContain('A  other.txt');
  });
});

describe('what is refused', () => {
  const taken = (root: Root, args: readonly string[], exit: number, code: string, says: RegExp) =>
    refused(root, ['publish', ...args], { exit, code, says, hint: /version of its own/ });

  test.each([
    [[], 'reason and impact'],
    [['--reason', 'x'], 'impact'],
    [['--reason', ' ', '--impact', 'x'], 'reason'],
    [[...flags, '--author', ' '], 'author'],
  ])('without a whole entry: %j', (more, says) => {
    const root = newRoot({ 'd.yaml': draft });
    refused(root, ['publish', 'd.yaml', ...more], {
      exit: 2,
      code: 'change-missing',
      says: `needs ${says} of`,
      hint: '--',
    });
  });

  test('flags that contradict the file; the same words are fine', () => {
    const root = newRoot({ 'd.yaml': withEntry });
    for (const part of ['author', 'reason', 'impact']) {
      refused(root, ['publish', 'd.yaml', `--${part}`, 'else'], {
        exit: 2,
        code: 'invalid-input',
        says: `--${part} "else" is not what d.yaml says`,
        hint: `Leave --${part} out`,
      });
    }
    published(root, 'd.yaml', ...flags);
    expect(root.read(definition)).toBe(withEntry);
  });

  test('another content of a version', () => {
    const root = newRoot({ [definition]: withEntry, 'd.yaml': draft });
    taken(root, ['d.yaml', ...flags, '--author', 'bob'], 4, 'version-exists', /published already/);
  });

  test('another content of a version that an item uses, and an entry added to it', () => {
    const root = newRoot({ [definition]: draft, 'd.yaml': draft });
    root.ok('register', '--work-item', 'wi', '--workflow', 'wf@1.0.0');
    taken(root, ['d.yaml', ...flags], 5, 'definition-changed', /^wi uses wf@1.0.0/);
    taken(root, [definition, ...flags], 5, 'definition-changed', /^wi uses wf@1.0.0/);
    root.remove(definition);
    taken(root, ['d.yaml', ...flags], 5, 'definition-changed', /^wi uses wf@1.0.0/);
  });

  test('the same version under another ending', () => {
    const json = 'artifacts/workflows/wf@1.0.0.json';
    const root = newRoot({
      [json]: '{"id":"wf","version":"1.0.0","steps":[{"key":"a","order":1}]}',
      'd.yaml': draft,
    });
    taken(root, ['d.yaml', ...flags], 4, 'version-exists', /wf@1\.0\.0\.json/);
    published(root, json, ...flags);
    expect(Object.keys(root.files()).sort()).toEqual([json, 'd.yaml']);
  });

  test('a published file that was edited into a new version', () => {
    const root = newRoot({ [definition]: next('1.1.0') });
    refused(root, ['publish', definition, ...flags], {
      exit: 2,
      code: 'invalid-definition',
      says: 'called wf@1.0.0, but it defines wf@1.1.0',
      hint: 'Copy it to a file of another name',
    });
  });

  test('a definition that is not valid, with its line', () => {
    const root = newRoot({ 'd.yaml': draft.replace('order: 2', 'ordr: 2') });
    refused(root, ['publish', 'd.yaml'], {
      exit: 2,
      code: 'invalid-definition',
      says: 'd.yaml:7: ',
      hint: /order/,
    });
  });

  test.each([
    ['nothing.yaml', 'file-missing', 'no file nothing.yaml'],
    ['drafts', 'invalid-input', 'drafts is not a file'],
    ['latin.yaml', 'invalid-definition', 'not UTF-8'],
    ['anchor.yaml', 'invalid-definition', 'anchor'],
  ])('%s', (file, code, says) => {
    const root = newRoot({ 'drafts/x': '', 'anchor.yaml': draft.replace('id: wf', 'id: &x wf') });
    root.write('latin.yaml', Buffer.from('name: \xe9\n', 'latin1'));
    refused(root, ['publish', file, ...flags], { exit: 2, code, says, hint: /./ });
  });

  test.each([
    [
      'a link to a folder',
      (root: Root) => link(root, '../elsewhere', 'artifacts/workflows'),
      'is a link',
    ],
    ['a link to nowhere', (root: Root) => link(root, 'nowhere', definition), 'is a link'],
    ['a folder', (root: Root) => root.write(`${definition}/x`, ''), 'is a folder'],
    [
      'a file for a folder',
      (root: Root) => root.write('artifacts/workflows', ''),
      'A file lies where',
    ],
  ])('%s in the way', (_, put, says) => {
    const root = newRoot({ 'd.yaml': draft, 'elsewhere/x': '' });
    put(root);
    const { code, stdout } = root.run('publish', 'd.yaml', ...flags, '--json');
    const error = at(JSON.parse(stdout), 'error');
    expect([code, at(error, 'code'), at(error, 'message'), at(error, 'hint')]).toEqual([
      6,
      'storage-failed',
      expect.stringContaining(says),
      expect.stringMatching(/Replace the link|Move (it|the file) away/),
    ]);
    expect(fs.readdirSync(path.join(root.dir, 'elsewhere'))).toEqual(['x']);
  });

  const link = (root: Root, target: string, name: string): void => {
    fs.mkdirSync(path.dirname(path.join(root.dir, name)), { recursive: true });
    fs.symlinkSync(target, path.join(root.dir, name));
  };
});

describe('with items on a branch', () => {
  test('the file is written to the checkout; what the branch keeps is not overwritten', () => {
    const lab = newLab(steps, {
      'd.yaml': next('1.1.0'),
      'old.yaml': workflow('  - {key: z, order: 1}'),
    });
    lab.ok('register', '--work-item', 'wi', '--workflow', 'wf@1.0.0');
    const answer = lab.ok('publish', 'd.yaml', ...flags);
    expect(answer).toMatchObject({ path: 'artifacts/workflows/wf@1.1.0.yaml', inFlight: ['wi'] });
    expect(lab.read(textAt(answer, 'path'))).toContain('reason: "Audits ask"');
    lab.remove(definition);
    const { code, json } = lab.run('publish', 'old.yaml', ...flags, '--json');
    expect([code, at(json, 'error', 'code')]).toEqual([5, 'definition-changed']);
    expect(fs.existsSync(path.join(lab.dir, definition))).toBe(false);
  });

  test('a version that the branch has already, with another content, though no item uses it', () => {
    const lab = newLab(steps, { 'd.yaml': next('1.1.0') });
    const bytes = workflow('  - {key: z, order: 1}').replace('1.0.0', '1.1.0');
    changeBranch(lab, { file: 'artifacts/workflows/wf@1.1.0.yaml', bytes });
    const { code, json } = lab.run('publish', 'd.yaml', ...flags, '--json');
    expect([code, at(json, 'error', 'code')]).toEqual([4, 'version-exists']);
    expect(fs.existsSync(path.join(lab.dir, 'artifacts/workflows/wf@1.1.0.yaml'))).toBe(false);
  });
});
