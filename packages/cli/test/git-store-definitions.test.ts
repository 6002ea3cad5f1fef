/** Definitions and registrations found in the checkout are copied to the branch on first sight; there they are frozen. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { at, claim, definition, newRoot, on, registerWi, rootWithItem, workflow } from './cli.ts';
import {
  changeBranch,
  labWithItem,
  newLab,
  onBranch,
  otherClone,
  refusedHere,
  steps,
  tip,
  tree,
} from './git-store-lab.ts';

const slot = 'artifacts/work-items/wi.json';
const names = (lab: Parameters<typeof tree>[0]): readonly string[] =>
  tree(lab).map((line) => line.slice(line.indexOf('\t') + 1));
const schedule = ['schedule', '--work-item', 'wi'];
/** The canonical registration of `wi`, as `register` writes it in a checkout. */
const canonical = (): string => rootWithItem(steps).read(slot);

describe('on first sight', () => {
  test('register copies the definition, byte for byte, in the same commit', () => {
    const lab = labWithItem(`${steps} # a comment, ünd more`);
    expect(names(lab)).toEqual([slot, definition]);
    expect(`${onBranch(lab, definition)}\n`).toBe(lab.read(definition));
    expect(lab.inBare('rev-list', '--count', 'orchestrator')).toBe('1');
    expect(fs.existsSync(path.join(lab.dir, slot))).toBe(false);
    // From now on nobody needs the checkout.
    lab.remove(definition);
    claim(lab, 'a');
    expect(lab.ok('verify')).toMatchObject({ ok: true });
  });

  test('schedule copies a committed registration, and its definition', () => {
    const lab = newLab(steps, { [slot]: canonical() });
    expect(lab.ok(...schedule)).toMatchObject({ readySteps: [{ key: 'a' }] });
    expect(names(lab)).toEqual([
      'artifacts/decisions/wi/a.1.json',
      'artifacts/schedule/wi.json',
      slot,
      definition,
    ]);
    expect(`${onBranch(lab, slot)}\n`).toBe(lab.read(slot));
    const before = tip(lab);
    lab.ok(...schedule);
    expect(tip(lab)).toBe(before);
    // The file in the checkout stays, and is no second store.
    claim(lab, 'a');
  });

  test('another clone with the same files adds nothing', () => {
    const lab = newLab(steps, { [slot]: canonical() });
    const other = otherClone(lab);
    other.write(slot, lab.read(slot));
    lab.ok(...schedule);
    const before = tip(lab);
    other.ok(...schedule);
    expect(tip(lab)).toBe(before);
  });

  test('delegate does it, too', () => {
    const lab = newLab(steps, { [slot]: canonical() });
    lab.ok('delegate', '--non-interactive', '--prompt', 'Go', '--structured-work-item', 'wi');
    expect(names(lab)).toContain(slot);
  });

  test('a registration of a definition that is nowhere', () => {
    const lab = newLab(steps, { [slot]: canonical() });
    lab.remove(definition);
    refusedHere(lab, schedule, {
      exit: 5,
      code: 'definition-changed',
      says: definition,
      hint: /./,
    });
    expect(tip(lab)).toBe('none');
  });

  test('a registration made with another definition than the one that lies here', () => {
    const lab = newLab(`${steps} # edited`, { [slot]: canonical() });
    refusedHere(lab, schedule, {
      exit: 5,
      code: 'definition-changed',
      says: 'was edited after wi',
      hint: /./,
    });
    expect(tip(lab)).toBe('none');
  });

  test.each([
    ['of another item', () => canonical().replaceAll('"wi"', '"other"'), /registers other|wi.json/],
    ['with a changed byte', () => canonical().replace('}', ' }'), /canonical/],
    ['that is cut off', () => canonical().slice(0, 40), /JSON/],
    ['that is empty', () => '', /JSON/],
  ])('a registration %s', (_, text, says) => {
    const lab = newLab(steps, { [slot]: text() });
    refusedHere(lab, schedule, { exit: 2, code: 'invalid-input', says, hint: /register/ });
    expect(tip(lab)).toBe('none');
  });

  test('a registration that is a link out of the repository', () => {
    const lab = newLab();
    const outside = newRoot({ 'wi.json': canonical() });
    fs.mkdirSync(path.join(lab.dir, 'artifacts/work-items'), { recursive: true });
    fs.symlinkSync(path.join(outside.dir, 'wi.json'), path.join(lab.dir, slot));
    const ran = lab.run(...schedule, '--json');
    expect([ran.code, at(ran.json, 'error', 'code')]).toEqual([2, 'invalid-input']);
    expect(tip(lab)).toBe('none');
  });
});

describe('a registration that somebody wrote by hand', () => {
  const byHand =
    '{\n  "workItemId": "wi",\n  "workflow": {"id": "wf", "version": "1.0.0"},\n  "title": "By hand"\n}\n';

  test('schedule names the command to run, and that command works', () => {
    const lab = newLab(steps, { [slot]: byHand });
    const { hint } = refusedHere(lab, schedule, {
      exit: 2,
      code: 'invalid-input',
      says: slot,
      hint: `orchestrator register --from ${slot}`,
    });
    const words = /orchestrator (register --from \S+)/.exec(hint)?.[1]?.split(' ') ?? [];
    lab.ok(...words);
    expect(onBranch(lab, slot)).toContain('"title":"By hand"');
    lab.ok(...schedule);
  });

  test('the file of the user is not lost: it stays, or is made canonical', () => {
    const lab = newLab(steps, { [slot]: byHand });
    lab.git('add', '.');
    lab.git('commit', '--quiet', '-m', 'all');
    lab.ok('register', '--from', slot);
    expect(fs.existsSync(path.join(lab.dir, slot))).toBe(true);
    expect([byHand, `${onBranch(lab, slot)}\n`]).toContain(lab.read(slot));
    expect(fs.readdirSync(path.join(lab.dir, 'artifacts/work-items'))).toEqual(['wi.json']);
  });
});

describe('a definition that was edited after it was used', () => {
  test('in the checkout: items go on with the copy of the branch, new ones are refused', () => {
    const lab = labWithItem();
    const before = onBranch(lab, definition);
    lab.write(definition, workflow('  - {key: other, order: 1}'));
    claim(lab, 'a');
    refusedHere(lab, ['register', '--work-item', 'second', '--workflow', 'wf@1.0.0'], {
      exit: 5,
      code: 'definition-changed',
      says: `${definition} in the checkout is not the wf@1.0.0 that the store has`,
      hint: 'new version',
    });
    expect(onBranch(lab, definition)).toBe(before);
  });

  test('under another ending in the checkout', () => {
    const lab = labWithItem();
    lab.remove(definition);
    lab.write(definition.replace('.yaml', '.yml'), workflow('  - {key: other, order: 1}'));
    refusedHere(lab, ['register', '--work-item', 'second', '--workflow', 'wf@1.0.0'], {
      exit: 5,
      code: 'definition-changed',
      says: '.yml',
      hint: 'new version',
    });
    lab.write(definition.replace('.yaml', '.yml'), `${onBranch(lab, definition)}\n`);
    lab.ok('register', '--work-item', 'second', '--workflow', 'wf@1.0.0');
    expect(names(lab).filter((name) => name.includes('/workflows/'))).toEqual([definition]);
  });

  test('on the branch', () => {
    const lab = labWithItem();
    const text = `${onBranch(lab, definition)}\n`;
    changeBranch(lab, { file: definition, bytes: `${text}# edited\n` });
    refusedHere(lab, on('claim', 'a'), {
      exit: 5,
      code: 'definition-changed',
      says: definition,
      hint: /./,
    });
    expect(lab.run('verify', '--json').code).toBe(5);
    changeBranch(lab, { file: definition, bytes: text });
    claim(lab, 'a');
  });

  test.each([
    ['not UTF-8', { bytes: Buffer.from([0xff, 0xfe]) }],
    ['no definition', { bytes: 'steps: 1\n' }],
  ])('on the branch it is %s: the checkout is no substitute', (_, kind) => {
    const lab = labWithItem();
    changeBranch(lab, { file: definition, ...kind });
    const ran = lab.run(...on('claim', 'a'), '--json');
    expect([ran.code, ran.stderr]).toEqual([5, '']);
    expect(at(ran.json, 'error', 'code')).toBe('definition-changed');
  });

  test('a second copy under another ending on the branch is not taken in silence', () => {
    const lab = labWithItem();
    changeBranch(lab, { file: definition.replace('.yaml', '.json'), bytes: '{}' });
    const ran = lab.run('verify', '--json');
    expect(ran.code).toBe(5);
  });
});

test('an invalid definition is refused with its line, and nothing is copied', () => {
  const lab = newLab('  - {key: a, order: 1}\n  - {key: a, order: 2}');
  refusedHere(lab, registerWi, {
    exit: 2,
    code: 'invalid-definition',
    says: `${definition}:5`,
    hint: /./,
  });
  expect(tip(lab)).toBe('none');
});
