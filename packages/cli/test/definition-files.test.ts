import { describe, expect, test } from '@jest/globals';
import {
  definition,
  expectInvalid,
  newRoot,
  refused,
  registerWi,
  workflow,
  type Root,
} from './cli.ts';

const withText = (text: string): Root => newRoot({ [definition]: text });

describe('files', () => {
  const steps = workflow('  - {key: a, order: 1}');

  test('one version in two files', () => {
    const root = newRoot({
      [definition]: steps,
      'artifacts/workflows/wf@1.0.0.yml': `${steps}# other bytes\n`,
    });
    const other = 'artifacts/workflows/wf@1.0.0.yml';
    const problem = { code: 'defined-twice', line: 1, says: definition, hint: 'Keep one of them' };
    expectInvalid(root, problem, other);
  });

  test('a file name that says another version', () => {
    const root = withText(steps.replace('1.0.0', '1.0.1'));
    expectInvalid(root, {
      code: 'wrong-file-name',
      line: 1,
      says: 'called wf@1.0.0, but it defines wf@1.0.1',
      hint: 'Rename it to wf@1.0.1.yaml',
    });
  });

  test.each(['wf.yaml', 'WF@1.0.0.yaml', 'wf@1.0.yaml', 'wf@v1.0.0.yml'])(
    'a file called %s',
    (name) => {
      const root = newRoot({ [`artifacts/workflows/${name}`]: steps });
      const { code, json } = root.run('validate', '--json');
      expect(code).toBe(2);
      expect(json).toMatchObject({
        problems: [
          {
            code: 'wrong-file-name',
            path: `artifacts/workflows/${name}`,
            hint: expect.stringContaining('Rename'),
          },
        ],
      });
    },
  );

  test('JSON is YAML', () => {
    const text = JSON.stringify({ id: 'wf', version: '1.0.0', steps: [{ key: 'a', order: 1 }] });
    const root = newRoot({ 'artifacts/workflows/wf@1.0.0.json': text });
    root.ok(...registerWi);
  });

  test('validate looks only at the files that are named, and finds none that is not there', () => {
    const root = newRoot({
      [definition]: steps,
      'artifacts/workflows/bad@1.0.0.yaml': 'id: bad\n',
    });
    expect(root.ok('validate', definition)).toEqual({
      schema: 'orchestrator.validate/1',
      ok: true,
      problems: [],
    });
    const { code, stdout } = root.run('validate', definition, 'artifacts/workflows/bad@1.0.0.yaml');
    expect(code).toBe(2);
    expect(stdout).toContain(
      'artifacts/workflows/bad@1.0.0.yaml:1: missing-field: version is missing.',
    );
    expect(stdout).not.toContain(definition);
    refused(root, ['validate', 'nowhere.yaml'], {
      exit: 2,
      code: 'file-missing',
      says: 'nowhere.yaml',
      hint: 'Name a file that exists',
    });
  });

  test('a version that is not in effect yet, and one that is no more', () => {
    const dated = (field: string, time: string): string => `${field}: ${time}\n${steps}`;
    const future = withText(dated('effectiveFrom', '2999-01-01T00:00:00Z'));
    refused(future, registerWi, {
      exit: 4,
      code: 'not-effective',
      says: '2999-01-01',
      hint: 'or wait',
    });
    const past = withText(dated('effectiveUntil', '2001-01-01T00:00:00Z'));
    refused(past, registerWi, {
      exit: 4,
      code: 'not-effective',
      says: 'until 2001',
      hint: 'newer version',
    });
  });

  test.each(['status', 'claim', 'verify', 'schedule', 'next', 'explain', 'complete'])(
    'edited after use: %s names the file and the way back',
    (command) => {
      const root = withText(steps);
      root.ok(...registerWi);
      root.write(definition, `${steps}# a word\n`);
      const step = ['claim', 'complete'].includes(command) ? ['--step', 'a'] : [];
      if (command === 'verify') {
        const { code, json } = root.run('verify', '--json');
        expect(code).toBe(5);
        expect(json).toMatchObject({
          ok: false,
          violations: [
            {
              code: 'definition-changed',
              path: definition,
              hint: expect.stringContaining(`git checkout HEAD -- ${definition}`),
            },
          ],
        });
        return;
      }
      refused(root, [command, '--work-item', 'wi', ...step], {
        exit: 5,
        code: 'definition-changed',
        says: `${definition} was edited after wi was bound`,
        hint: `git checkout HEAD -- ${definition}`,
      });
    },
  );

  test('a definition that is gone', () => {
    const root = withText(steps);
    root.ok(...registerWi);
    root.remove(definition);
    refused(root, ['status', '--work-item', 'wi'], {
      exit: 5,
      code: 'definition-changed',
      says: `${definition} is gone`,
      hint: 'git checkout HEAD',
    });
  });
});
