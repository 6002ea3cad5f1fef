import './realm.ts';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readContract, type Contracts } from '@orchestrator/core';
import { createContracts } from '../src/index.ts';
import { freshFolder, removeFolder, writeFile } from './folders.ts';

const folder = 'orchestration/gates/contracts';
const fileOf = (gate: string): string => `${folder}/${gate}.contract.json`;
const contract = { gate: 'G1', name: 'Research', required_outputs: ['{slug}.md'], validations: [] };

let root: string;
let contracts: Contracts;
beforeEach(() => {
  root = freshFolder('contracts');
  contracts = createContracts(root);
});
afterEach(() => removeFolder(root));

const write = (text: string | Uint8Array, gate = 'G1'): void => writeFile(root, fileOf(gate), text);

/** The one problem of a contract that has one. */
async function problemOf(gate = 'G1') {
  const read = await contracts.read(gate);
  if (read?.ok !== false) throw new Error('It was accepted, or is not there.');
  const [problem, ...others] = read.problems;
  expect([read.path, problem?.path, others]).toEqual([fileOf(gate), fileOf(gate), []]);
  return problem;
}

describe('a contract that is there', () => {
  test('is read with the sha256 of its very bytes', async () => {
    const text = `${JSON.stringify(contract, null, 2)}\r\n`;
    write(text);
    const digest = createHash('sha256').update(text).digest('hex');
    expect(await contracts.read('G1')).toEqual({ ok: true, path: fileOf('G1'), digest, contract });
    expect(await contracts.digest('G1')).toBe(digest);
  });

  test('through a link that stays inside', async () => {
    writeFile(root, 'shared/one.json', JSON.stringify(contract));
    fs.mkdirSync(path.join(root, folder), { recursive: true });
    fs.symlinkSync('../../../shared/one.json', path.join(root, fileOf('G1')));
    expect(await contracts.read('G1')).toMatchObject({ ok: true, contract });
  });

  test('says what JSON says, whatever its texts hold and however they are written', async () => {
    const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 40 });
    const indent = fc.constantFrom(undefined, 2, '\t');
    await fc.assert(
      fc.asyncProperty(text, text, indent, async (name, description, space) => {
        const written = JSON.stringify({ ...contract, name: `x${name}`, description }, null, space);
        write(written);
        const [read, expected] = [await contracts.read('G1'), readContract(JSON.parse(written))];
        expect(read?.ok).toBe(expected.ok);
        if (read?.ok === true && expected.ok) expect(read.contract).toEqual(expected.contract);
      }),
      { numRuns: 200 },
    );
  });

  test.each([
    ['escapes', '{"gate":"G1","name":"a\\/b \\u00e9 \\ud83e\\udd16"}', 'a/b é 🤖'],
    ['what means something in YAML', '{"gate":"G1","name":"&a *b # c: d !e"}', '&a *b # c: d !e'],
    ['no space anywhere', '{"name":"x","gate":"G1","validations":[],"required_outputs":[]}', 'x'],
  ])('with %s', async (_, text, name) => {
    write(text);
    expect(await contracts.read('G1')).toMatchObject({ ok: true, contract: { name } });
  });
});

describe('what is listed', () => {
  test('files of that name, and nothing else', async () => {
    expect(await contracts.list()).toEqual([]);
    for (const name of ['G2', 'G1', '.hidden']) write('{}', name);
    writeFile(root, `${folder}/README.md`, 'x');
    writeFile(root, `${folder}/G3.json`, 'x');
    expect([...(await contracts.list())].sort()).toEqual(['G1', 'G2']);
  });

  test('a contract that is not there', async () => {
    expect([await contracts.read('G1'), await contracts.digest('G1')]).toEqual([
      undefined,
      undefined,
    ]);
    writeFile(root, folder, 'a file where the folder should be');
    expect([await contracts.read('G1'), await contracts.digest('G1')]).toEqual([
      undefined,
      undefined,
    ]);
    expect(await contracts.list()).toEqual([]);
  });
});

describe('problems', () => {
  test.each<[string, string | Uint8Array, number, RegExp]>([
    ['nothing in it', '', 1, /./],
    ['half a file', '{\n  "gate": "G1",\n  "name":', 3, /./],
    ['a comma too many', '{\n  "gate": "G1",\n  "name": "x",\n}', 1, /JSON/],
    ['YAML', 'gate: G1\nname: Research\n', 1, /JSON/],
    ['a comment', '{"gate": "G1", # mine\n"name": "x"}', 1, /JSON/],
    ['a byte order mark', '\uFEFF{"gate": "G1", "name": "x"}', 1, /JSON/],
    ['two documents', '{"gate": "G1", "name": "x"}\n{"gate": "G1", "name": "x"}', 1, /./],
    ['bytes that are no text', Buffer.from('{"gate":"G1","name":"caf\xe9"}', 'latin1'), 1, /UTF-8/],
    ['a binary', Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 0xff]), 1, /./],
    ['a list', '[]', 1, /must be/],
    ['null', 'null', 1, /must be/],
  ])('%s', async (_, text, line, detail) => {
    write(text);
    const read = await contracts.read('G1');
    expect(read).toMatchObject({ ok: false, path: fileOf('G1') });
    const [problem] = read?.ok === false ? read.problems : [];
    expect(problem).toMatchObject({ path: fileOf('G1'), detail: expect.stringMatching(detail) });
    expect(problem?.line).toBeGreaterThanOrEqual(line === 1 ? 1 : line - 1);
  });

  test('a key that is given twice, with its line', async () => {
    write('{\n  "gate": "G1",\n  "name": "x",\n  "name": "y"\n}');
    expect(await problemOf()).toMatchObject({
      ...{ code: 'duplicate-key', line: 4 },
      detail: expect.stringContaining('name is given twice'),
    });
  });

  test('what the schema says, with its line', async () => {
    write(
      '{\n  "gate": "G1",\n  "name": "x",\n  "required_outputs": [\n    "a.md",\n    "../b.md"\n  ]\n}',
    );
    expect(await problemOf()).toMatchObject({
      line: 6,
      detail: expect.stringContaining('required_outputs[1]'),
    });
  });

  test('an unknown variable, with its line', async () => {
    write(
      '{\n  "gate": "G1",\n  "name": "x",\n  "validations": [\n    {\n      "type": "file_exists",\n      "path": "{who}.md"\n    }\n  ]\n}',
    );
    expect(await problemOf()).toMatchObject({ code: 'unknown-variable', line: 7 });
  });

  test('a folder where the file should be', async () => {
    fs.mkdirSync(path.join(root, fileOf('G1')), { recursive: true });
    expect(await problemOf()).toMatchObject({ detail: expect.stringContaining('folder') });
    expect(await contracts.digest('G1')).toBeUndefined();
  });

  test.each([
    ['the file', fileOf('G1'), 'one.json'],
    ['the folder', folder, ''],
  ])('%s is a link out of the root', async (_, link, inside) => {
    const outside = freshFolder('outside');
    try {
      writeFile(outside, 'one.json', JSON.stringify(contract));
      writeFile(outside, 'G1.contract.json', JSON.stringify(contract));
      fs.mkdirSync(path.dirname(path.join(root, link)), { recursive: true });
      fs.symlinkSync(path.join(outside, inside), path.join(root, link));
      expect(await problemOf()).toMatchObject({
        detail: expect.stringContaining('out of the root'),
      });
      expect(await contracts.digest('G1')).toBeUndefined();
    } finally {
      removeFolder(outside);
    }
  });

  test('a link to nowhere is no contract', async () => {
    fs.mkdirSync(path.join(root, folder), { recursive: true });
    fs.symlinkSync('nowhere.json', path.join(root, fileOf('G1')));
    expect(await contracts.read('G1')).toBeUndefined();
  });

  test('the name of another gate', async () => {
    write(JSON.stringify({ ...contract, gate: 'G2' }));
    expect(await problemOf()).toMatchObject({
      ...{ code: 'contract-name', line: 1 },
      detail: 'The file is called G1.contract.json, and its gate is G2.',
      hint: expect.stringContaining('agree'),
    });
  });

  test('its own name in other letters', async () => {
    write(JSON.stringify({ ...contract, gate: 'g1' }));
    expect(await problemOf()).toMatchObject({ code: 'contract-name' });
  });

  test('two files whose names differ by the case of their letters alone', async () => {
    write(JSON.stringify(contract));
    write(JSON.stringify({ ...contract, gate: 'g1' }), 'g1');
    if (fs.readdirSync(path.join(root, folder)).length < 2) return;
    expect(await problemOf('G1')).toMatchObject({
      detail: expect.stringContaining('g1.contract.json'),
    });
    expect(await problemOf('g1')).toMatchObject({
      detail: expect.stringContaining('G1.contract.json'),
    });
  });

  test('a large one is read up to 1 MiB, and no more', async () => {
    const of = (bytes: number): string => {
      const text = JSON.stringify({ ...contract, required_outputs: [] });
      return text.replace(/}$/, `${' '.repeat(bytes - Buffer.byteLength(text))}}`);
    };
    write(of(1024 * 1024));
    expect((await contracts.read('G1'))?.ok).toBe(true);
    write(of(1024 * 1024 + 1));
    const problem = await problemOf();
    expect(problem?.detail).toContain('1 MiB');
    expect(problem?.hint).not.toContain('workflow');
  });

  test('10,000 outputs are read in good time', async () => {
    const outputs = Array.from({ length: 10_000 }, (_, index) => `{artifact_path}/${index}.md`);
    write(JSON.stringify({ ...contract, required_outputs: outputs }));
    const begun = performance.now();
    const read = await contracts.read('G1');
    expect(read?.ok === true && read.contract.required_outputs).toEqual(outputs);
    expect(performance.now() - begun).toBeLessThan(5000);
  });
});
