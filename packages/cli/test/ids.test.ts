import { describe, expect, test } from '@jest/globals';
import {
  definition,
  gate,
  keysOf,
  misused,
  newRoot,
  refused,
  rootWithItem,
  workflow,
} from './cli.ts';

const root = rootWithItem('  - {key: build, order: 1}');

const hostile = [
  ...['../x', 'a/b', 'a\\b', '--x', '-x', 'CON ', '.', '..', '.git', 'a b', 'a;rm', '$(x)', ''],
  ...['a\nb', 'a%2fb', 'x'.repeat(300), 'bu\u0131ld', 'b\u0443ild', 'caf\u00e9', '\u202eabc'],
];

describe('ids of items, steps and gates', () => {
  const ids = [...hostile, 'CON', 'Build', 'a.b', 'a_b', 'x'.repeat(64)];
  const turn = <Value>(values: readonly Value[], id: string): Value | undefined =>
    values[ids.indexOf(id) % values.length];

  test.each(ids)('%j is no work item', (id) => {
    const command = turn(
      [['status'], ['claim', '--step=build'], ['register', '--workflow=wf@1.0.0'], ['verify']],
      id,
    );
    misused(
      root,
      [...(command ?? []), `--work-item=${id}`],
      /^--work-item .*a work item id must match/,
      '--work-item',
    );
  });

  test.each(ids)('%j is no step', (id) => {
    const command = turn(['claim', 'complete', 'explain', 'next'], id) ?? '';
    misused(
      root,
      [command, '--work-item=wi', `--step=${id}`],
      /^--step .*a step key must match/,
      '--step',
    );
  });

  test.each(ids)('%j is no gate', (id) => {
    misused(
      root,
      ['gate', '--work-item=wi', `--gate=${id}`, '--decision=approve'],
      /^--gate .*a gate key must match/,
      '--gate',
    );
    misused(
      root,
      [...gate('reject', 'g'), '--reason=x', `--return-to=${id}`],
      /^--return-to /,
      '--return-to',
    );
  });
});

describe('labels, people and nonces', () => {
  const claim = ['claim', '--work-item=wi', '--step=build'];

  test.each([...hostile, 'CON', 'Build', 'a@b'])('%j is no executor and no attempt', (id) => {
    misused(
      root,
      [...claim, `--executor=${id}`],
      /^--executor .*an executor id must match/,
      '--executor',
    );
    misused(
      root,
      [...claim, `--attempt=${id}`],
      /^--attempt .*an attempt id must match/,
      '--attempt',
    );
  });

  test.each(hostile)('%j is no person', (id) => {
    misused(root, [...claim, `--actor=${id}`], /^--actor .*a person must match/, '--actor');
  });

  test.each(hostile.filter((id) => !['--x', '-x', '.', '..', '.git'].includes(id)))(
    '%j is no nonce',
    (id) => {
      misused(root, [...claim, `--nonce=${id}`], /^--nonce .*a nonce is/, '--nonce');
    },
  );

  test('a nonce of dots leads nowhere', () => {
    const other = rootWithItem('  - {key: build, order: 1}');
    other.ok('claim', '--work-item=wi', '--step=build', '--nonce=..');
    expect(other.ok('complete', '--work-item=wi', '--step=build', '--nonce=..')).toMatchObject({
      status: 'completed',
    });
    expect(keysOf(other.files()).filter((file) => file.includes('nonces'))).toEqual([]);
  });
});

test('a mixed-case twin of an id is refused, not taken for it', () => {
  misused(root, ['claim', '--work-item=wi', '--step=Build'], '"Build"', '--step');
  misused(root, ['register', '--work-item=WI', '--workflow=wf@1.0.0'], '"WI"', '--work-item');
});

test('an item and a step that are too long together for a file name', () => {
  const key = 's'.repeat(60);
  const other = newRoot({ [definition]: workflow(`  - {key: ${key}, order: 1}`) });
  refused(other, ['register', '--workflow=wf@1.0.0', `--work-item=${'i'.repeat(41)}`], {
    exit: 2,
    code: 'invalid-input',
    says: /101 characters together; 100 is the most/,
    hint: 'Choose a shorter id',
  });
  const longest = 'i'.repeat(40);
  other.ok('register', '--workflow=wf@1.0.0', `--work-item=${longest}`);
  other.ok('claim', `--work-item=${longest}`, `--step=${key}`, `--executor=${'e'.repeat(63)}`);
  other.ok('complete', `--work-item=${longest}`, `--step=${key}`, `--executor=${'e'.repeat(63)}`);
  expect(other.ok('verify')).toMatchObject({ ok: true, records: 4 });
});

test('words like those of objects are ids like any other', () => {
  const other = newRoot({
    [definition]: workflow('  - {key: constructor, order: 1}\n  - {key: hasownproperty, order: 2}'),
  });
  other.ok('register', '--work-item=constructor', '--workflow=wf@1.0.0');
  other.ok('claim', '--work-item=constructor', '--step=constructor', '--executor=constructor');
  other.ok('complete', '--work-item=constructor', '--step=constructor', '--executor=constructor');
  expect(other.ok('status', '--work-item=constructor')).toMatchObject({
    nextSteps: ['hasownproperty'],
  });
  refused(other, ['status', '--work-item=valueof'], {
    exit: 2,
    code: 'unknown-item',
    says: 'valueof',
    hint: /./,
  });
});
