import { describe, expect, test } from '@jest/globals';
import {
  at,
  definition,
  expectDamaged,
  keysOf,
  newRoot,
  refused,
  registerWi,
  rootWithItem,
  workflow,
  type Root,
} from './cli.ts';

const slot = 'artifacts/work-items/wi.json';
const steps = workflow('  - {key: a, order: 1}');
const withFile = (file: string, text: string): Root =>
  newRoot({ [definition]: steps, [file]: text });
const written = JSON.stringify(
  { workItemId: 'wi', workflow: { id: 'wf', version: '1.0.0' }, owner: 'bob' },
  null,
  2,
);

describe('from options', () => {
  test('the record is canonical and holds what was given', () => {
    const root = newRoot({ [definition]: steps });
    const document = root.ok(
      ...registerWi,
      ...[
        '--title',
        'A title',
        '--owner',
        'bob',
        '--link',
        'https://example.org',
        '--link',
        'relates:other',
      ],
      ...['--input', 'a=1=2', '--input', 'b=', '--pr', '7', '--actor', 'carol'],
    );
    expect(document).toEqual({
      schema: 'orchestrator.decision/1',
      workItemId: 'wi',
      record: expect.stringMatching(/^[0-9a-f]{64}$/),
      path: slot,
    });
    const text = root.read(slot);
    const record = JSON.parse(text) as object;
    expect(Object.keys(record)).toEqual(keysOf(record));
    expect(text).toBe(`${JSON.stringify(record)}\n`);
    expect(record).toMatchObject({
      type: 'item.registered',
      actor: 'carol',
      causes: [],
      inputs: { a: '1=2', b: '' },
      links: ['https://example.org', 'relates:other'],
      owner: 'bob',
      pr: 7,
      title: 'A title',
      workflow: { id: 'wf', version: '1.0.0', digest: expect.stringMatching(/^[0-9a-f]{64}$/) },
    });
  });

  test('twice the same is one record; something else is refused', () => {
    const root = newRoot({
      [definition]: steps,
      'artifacts/workflows/wf@1.0.1.yaml': steps.replace('1.0.0', '1.0.1'),
    });
    const first = root.ok(...registerWi);
    const before = root.files();
    expect(root.ok(...registerWi)).toEqual({ ...(first as object), repeated: true });
    expect(root.files()).toEqual(before);
    for (const other of [
      [...registerWi, '--title', 'Other'],
      ['register', '--work-item', 'wi', '--workflow', 'wf@1.0.1'],
    ])
      refused(root, other, {
        exit: 4,
        code: 'item-exists',
        says: 'wi is registered already, with wf@1.0.0, by ada-lovelace',
        hint: 'orchestrator status --work-item wi',
      });
  });
});

describe('from a file written by hand', () => {
  test('in place: the canonical record takes its place, once', () => {
    const root = withFile(slot, written);
    refused(root, ['claim', '--work-item', 'wi', '--step', 'a'], {
      exit: 5,
      code: 'item-damaged',
      says: slot,
      hint: 'register --from',
    });
    const first = root.ok('register', '--from', slot);
    const record = JSON.parse(root.read(slot)) as object;
    expect(root.read(slot)).toBe(`${JSON.stringify(record)}\n`);
    expect(record).toMatchObject({
      owner: 'bob',
      actor: 'ada-lovelace',
      title: 'wi',
      links: [],
      inputs: {},
    });
    const before = root.files();
    expect(root.ok('register', '--from', slot)).toMatchObject(first as object);
    expect(root.files()).toEqual(before);
    expect(keysOf(before).filter((file) => file.startsWith('artifacts/work-items'))).toEqual([
      slot,
    ]);
    expect(root.ok('verify')).toMatchObject({ ok: true });
  });

  test('in place, under another spelling of the path', () => {
    const root = withFile(slot, written);
    root.ok('register', '--from', './artifacts/../artifacts/work-items/wi.json');
    root.ok('status', '--work-item', 'wi');
  });

  test('elsewhere: the file stays as it is', () => {
    const root = withFile('my.json', written);
    root.ok('register', '--from', 'my.json');
    expect(root.read('my.json')).toBe(written);
    root.ok('status', '--work-item', 'wi');
  });

  const inFile = (fields: object): string =>
    JSON.stringify({ workItemId: 'wi', workflow: { id: 'wf', version: '1.0.0' }, ...fields });

  test.each([
    ['unknown key', inFile({ ownr: 'bob' }), '"ownr"', 'Did you mean owner?'],
    ['no workflow', '{"workItemId": "wi"}', 'workflow is missing', 'Add workflow'],
    ['hostile id', inFile({ workItemId: '../x' }), 'workItemId', /./],
    ['NUL in the id', inFile({ workItemId: 'a\u0000b' }), 'workItemId', /./],
    ['NUL in the title', inFile({ title: 'a\u0000b' }), 'title', /./],
    ['device name', inFile({ workItemId: 'CON' }), 'workItemId', /./],
    [
      'hostile workflow',
      inFile({ workflow: { id: '../wf', version: '1.0.0' } }),
      'workflow.id',
      /./,
    ],
    [
      'hostile version',
      inFile({ workflow: { id: 'wf', version: '1.0.0/../x' } }),
      'workflow.version',
      /./,
    ],
    ['link', inFile({ links: ['file:///etc/passwd'] }), 'links[0]', /./],
    ['causes', inFile({ causes: ['0'.repeat(64)] }), 'causes', /./],
    ['no object', '[]', /./, /./],
    ['not JSON', 'workItemId: wi\n', 'my.json is not JSON', 'Correct it'],
    ['cut off', written.slice(0, -10), 'my.json is not JSON', 'Correct it'],
  ])('%s', (_, text, says, hint) => {
    const root = withFile('my.json', text);
    refused(root, ['register', '--from', 'my.json'], {
      exit: 2,
      code: 'invalid-input',
      says,
      hint,
    });
  });

  test.each([
    [
      'a key twice',
      '{"workItemId": "wi", "owner": "bob", "owner": "eve", "workflow": {"id": "wf", "version": "1.0.0"}}',
      'owner',
    ],
    [
      '__proto__',
      '{"__proto__": {"owner": "eve"}, "workItemId": "wi", "workflow": {"id": "wf", "version": "1.0.0"}}',
      '__proto__',
    ],
    [
      '__proto__ in inputs',
      '{"workItemId": "wi", "inputs": {"__proto__": "x"}, "workflow": {"id": "wf", "version": "1.0.0"}}',
      '__proto__',
    ],
  ])('%s is refused, in place and elsewhere, not dropped silently', (_, text, says) => {
    for (const file of ['my.json', slot])
      refused(withFile(file, text), ['register', '--from', file], {
        exit: 2,
        code: 'invalid-input',
        says,
        hint: /./,
      });
  });

  test('an item that is registered otherwise already', () => {
    const root = rootWithItem('  - {key: a, order: 1}');
    root.write('my.json', written);
    refused(root, ['register', '--from', 'my.json'], {
      exit: 4,
      code: 'item-exists',
      says: 'wi',
      hint: 'status',
    });
  });

  test('a digest that is not the digest of the definition', () => {
    const root = withFile(
      'my.json',
      inFile({ workflow: { id: 'wf', version: '1.0.0', digest: '0'.repeat(64) } }),
    );
    refused(root, ['register', '--from', 'my.json'], {
      exit: 5,
      code: 'definition-changed',
      says: 'another digest of wf@1.0.0',
      hint: 'Leave the digest out',
    });
  });

  test('in place, with a workflow that there is not: the file stays as it was', () => {
    const root = withFile(slot, inFile({ workflow: { id: 'wx', version: '1.0.0' } }));
    refused(root, ['register', '--from', slot], {
      exit: 2,
      code: 'unknown-workflow',
      says: 'wx@1.0.0',
      hint: 'wf@1.0.0',
    });
  });

  test('a file that is not there, and one that is a folder', () => {
    const root = newRoot({ [definition]: steps });
    refused(root, ['register', '--from', 'no.json'], {
      exit: 2,
      code: 'file-missing',
      says: 'no.json',
      hint: 'Name the',
    });
    refused(root, ['register', '--from', 'artifacts'], {
      exit: 2,
      code: /./,
      says: 'artifacts',
      hint: /./,
    });
  });

  test('the file of one item in the place of another', () => {
    const root = withFile('artifacts/work-items/other.json', written);
    const { code } = root.run('register', '--from', 'artifacts/work-items/other.json');
    expect(code).toBe(0);
    expectDamaged(root, 'other', 'artifacts/work-items/other.json');
  });

  test('validate says that it is not canonical yet, and how to make it so', () => {
    const { code, json } = withFile(slot, written).run('validate', '--json');
    expect(code).toBe(2);
    expect(at(json, 'problems', 0)).toMatchObject({
      path: slot,
      hint: expect.stringContaining('register --from'),
    });
  });
});
