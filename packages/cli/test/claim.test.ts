import { describe, expect, test } from '@jest/globals';
import { at, claim, complete, keysOf, on, refused, rootWithItem, type Root } from './cli.ts';

const steps = [
  '  - {key: a, order: 1, parallelizable: true, resources: [database]}',
  '  - {key: b, order: 2, parallelizable: true, resources: [database]}',
  '  - {key: c, order: 3, parallelizable: true}',
  '  - {key: d, order: 4}',
].join('\n');

const claims = (root: Root): readonly string[] =>
  keysOf(root.files()).filter((file) => file.startsWith('artifacts/claims/'));

const notLaunchable = { exit: 4, code: 'step-not-launchable' };

describe('claim', () => {
  test('a step that waits for others: the reasons', () => {
    const root = rootWithItem(steps);
    const error = refused(root, on('claim', 'd'), {
      ...notLaunchable,
      says: 'It waits for 3 of 3: a, b, c.',
      hint: 'orchestrator explain --work-item wi --step d',
    });
    expect(at(error, 'details')).toEqual([
      { code: 'predecessor', detail: expect.any(String), waitsFor: ['a', 'b', 'c'] },
    ]);
  });

  test('a step whose resource is held', () => {
    const root = rootWithItem(steps);
    claim(root, 'a');
    const error = refused(root, on('claim', 'b', '--executor', 'two'), {
      ...notLaunchable,
      says: 'a holds the resource database',
      hint: 'explain',
    });
    expect(at(error, 'details')).toMatchObject([{ code: 'resource', waitsFor: ['a'] }]);
  });

  test('a step behind one that runs alone', () => {
    const root = rootWithItem(
      '  - {key: a, order: 1}\n  - {key: b, order: 2, parallelizable: true, dependsOn: []}',
    );
    claim(root, 'a');
    refused(root, on('claim', 'b', '--executor', 'two'), {
      ...notLaunchable,
      says: 'a runs alone',
      hint: 'explain',
    });
  });

  test('by a second executor: the holder is named', () => {
    const root = rootWithItem(steps);
    claim(root, 'a', '--executor', 'one');
    const error = refused(root, on('claim', 'a', '--executor', 'two'), {
      exit: 3,
      code: 'already-claimed',
      says: 'assigned to one (ada-lovelace) since',
      hint: 'orchestrator abandon --work-item wi --step a',
    });
    expect(error).toMatchObject({ holder: 'one' });
  });

  test('by the same executor twice: one answer, one record', () => {
    const root = rootWithItem(steps);
    const first = claim(root, 'a');
    const before = root.files();
    expect(claim(root, 'a')).toEqual({ ...(first as object), repeated: true });
    expect(root.files()).toEqual(before);
    expect(claims(root)).toHaveLength(1);
  });

  test('by somebody with the same executor id, elsewhere: the nonce decides', () => {
    const root = rootWithItem(steps);
    claim(root, 'a', '--nonce', 'mine');
    for (const file of keysOf(root.files()).filter((name) => name.includes('nonces/')))
      root.remove(file);
    refused(root, on('claim', 'a'), {
      exit: 3,
      code: 'already-claimed',
      says: 'local',
      hint: 'abandon',
    });
    refused(root, on('complete', 'a'), {
      exit: 3,
      code: 'not-owner',
      says: 'the nonce of that claim is not here',
      hint: 'abandon',
    });
    expect(claim(root, 'a', '--nonce', 'mine')).toMatchObject({ claimed: true, repeated: true });
    expect(complete(root, 'a', '--nonce', 'mine')).toMatchObject({ status: 'completed' });
  });

  test('by an executor that is busy: under which name to claim', () => {
    const root = rootWithItem(steps);
    claim(root, 'a');
    refused(root, on('claim', 'c'), {
      exit: 4,
      code: 'executor-busy',
      says: 'works on a (attempt 1)',
      hint: '--executor local-2',
    });
    claim(root, 'c', '--executor', 'local-2');
  });

  test('a step that is done', () => {
    const root = rootWithItem(steps);
    claim(root, 'a');
    complete(root, 'a');
    refused(root, on('claim', 'a'), {
      exit: 4,
      code: 'step-completed',
      says: 'completed by ada-lovelace',
      hint: 'orchestrator next --work-item wi',
    });
  });

  test('an attempt that is not the one at hand', () => {
    const root = rootWithItem(steps);
    refused(root, on('claim', 'a', '--attempt', 'a.2'), {
      ...notLaunchable,
      says: 'that is 1',
      hint: 'a.1',
    });
  });

  test('under a label that is taken', () => {
    const root = rootWithItem(steps);
    claim(root, 'a', '--attempt', 'mine');
    refused(root, on('claim', 'c', '--executor', 'two', '--attempt', 'mine'), {
      exit: 4,
      code: 'attempt-id-taken',
      says: 'mine',
      hint: /./,
    });
  });
});
