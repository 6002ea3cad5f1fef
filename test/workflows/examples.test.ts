/** Each example is a repository that somebody can begin with, and what they share is the same in all of them. */
import { describe, expect, test } from '@jest/globals';
import * as fs from 'node:fs';
import * as path from 'node:path';

import { readPolicy, readRecord, readWorkflow as readDefinition } from '@orchestrator/core';
import { sha256 } from '@orchestrator/stores';
import { readYaml } from '@orchestrator/stores/yaml';
import { root } from '../actions/release-tree.ts';
import { exampleFolders } from './shipped.ts';
import { readWorkflow } from './workflow.ts';

const read = (folder: string, file: string): string =>
  fs.readFileSync(path.join(folder, file), 'utf8');
const filesIn = (folder: string, below: string, ending: string): readonly string[] =>
  fs
    .readdirSync(path.join(folder, below))
    .filter((name) => name.endsWith(ending))
    .map((name) => path.join(below, name));

const minimal = path.join(root, 'examples/minimal');
const workflows = '.github/workflows';

/** The gates that the button offers. */
function offered(folder: string): unknown {
  const { on } = readWorkflow('gate.yml', read(folder, `${workflows}/gate.yml`));
  const { inputs } = on['workflow_dispatch'] as {
    readonly inputs: Readonly<Record<string, { readonly options?: unknown }>>;
  };
  return inputs['gate']?.options;
}

const definitionsOf = (folder: string) =>
  filesIn(folder, 'artifacts/workflows', '.yaml').map((file) => {
    const text = read(folder, file);
    const parsed = readDefinition(readYaml(text).value);
    if (!parsed.ok) throw new Error(`${file} is not valid`);
    return { text, definition: parsed.workflow };
  });

describe.each(exampleFolders.map((folder) => [path.basename(folder), folder] as const))(
  '%s',
  (_, folder) => {
    test('lives on a branch, and says what it is for', () => {
      const policy = readPolicy(readYaml(read(folder, 'orchestrator.yml')).value);
      expect(policy).toMatchObject({ ok: true, policy: { store: { kind: 'git' } } });
      expect(read(folder, 'README.md')).toContain('## Try it');
    });

    test('has a work item that is registered with the definition as it stands', () => {
      const digests = definitionsOf(folder).map(({ text }) => sha256(text));
      const items = filesIn(folder, 'artifacts/work-items', '.json');
      expect(items).not.toEqual([]);
      for (const file of items) {
        const text = read(folder, file);
        const registered = readRecord({ path: file, text, id: sha256(text) });
        expect(registered).toMatchObject({ ok: true, stored: { kind: 'registration' } });
        const { workflow } = JSON.parse(text) as { workflow: { digest: string } };
        expect(digests).toContain(workflow.digest);
      }
    });

    test('its commands are there, and may be run', () => {
      for (const { definition } of definitionsOf(folder)) {
        for (const { key, run } of definition.steps) {
          const [script] = /^\.\/\S+/.exec(typeof run === 'string' ? run : '') ?? [];
          const file =
            script ?? (fs.existsSync(path.join(folder, 'steps')) ? `steps/${key}.sh` : '');
          if (file !== '') expect(fs.statSync(path.join(folder, file)).mode & 0o111).not.toBe(0);
        }
      }
    });

    test('its button offers the gates of its definitions', () => {
      const gates = definitionsOf(folder).flatMap(({ definition }) => definition.gates);
      const keys = [...new Set(gates.map(({ key }) => key))].sort();
      if (keys.length > 0) expect(offered(folder)).toEqual(keys);
    });

    test('what it shares with the others is the same', () => {
      const options = /(gate:[\s\S]*?options:\n)(?: +- .*\n)+/;
      for (const file of filesIn(folder, workflows, '.yml')) {
        if (file.endsWith('/plan.yml')) continue;
        const same = (text: string): string => text.replace(options, '$1');
        expect(same(read(folder, file))).toBe(same(read(minimal, file)));
      }
      expect(read(folder, 'artifacts/.gitattributes')).toBe(
        read(minimal, 'artifacts/.gitattributes'),
      );
    });
  },
);
