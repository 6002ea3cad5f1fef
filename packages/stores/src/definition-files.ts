/** Workflow definitions in the checkout: `artifacts/workflows/<id>@<version>.yaml`. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { isUtf8 } from 'node:buffer';
import {
  byCodeUnit,
  definitionSlot,
  readWorkflow,
  root as artifacts,
  type DefinitionProblem,
  type DefinitionResult,
  type Definitions,
  type WorkflowProblem,
} from '@orchestrator/core';
import { readYamlFile, type YamlFile } from './yaml-cache.ts';
import { codeOf, namesIn } from './worktree/files.ts';

const endings = ['.yaml', '.yml', '.json'];
const fileName = /^([a-z0-9][a-z0-9-]{0,62})@(\d+\.\d+\.\d+)(\.yaml|\.yml|\.json)$/;

export function createDefinitions(root: string): Definitions {
  const folder = path.dirname(definitionSlot('x', '1.0.0'));
  return {
    read: async (id, version) => {
      const files = endings
        .map((ending) => `${folder}/${id}@${version}${ending}`)
        .filter((file) => fs.existsSync(path.join(root, file)));
      const [file, other] = files;
      if (file === undefined) return undefined;
      if (other !== undefined) return twice(file, other);
      return readDefinitionFile(root, file);
    },
    list: () => {
      const found = namesIn(path.join(root, artifacts, 'workflows')).flatMap((name) => {
        const match = fileName.exec(name);
        return match?.[1] === undefined || match[2] === undefined
          ? []
          : [`${match[1]}@${match[2]}`];
      });
      const names = [...new Set(found)].sort(byCodeUnit);
      return Promise.resolve(
        names.map((name) => ({
          id: name.slice(0, name.indexOf('@')),
          version: name.slice(name.indexOf('@') + 1),
        })),
      );
    },
  };
}

const twice = (file: string, other: string): DefinitionResult => ({
  ok: false,
  path: file,
  problems: [
    {
      code: 'defined-twice',
      path: other,
      line: 1,
      detail: `${file} and ${other} both define the same id and version.`,
      hint: 'Keep one of them; a change needs a new version.',
    },
  ],
});

/** Reads one definition. @param file relative to the root */
export async function readDefinitionFile(root: string, file: string): Promise<DefinitionResult> {
  const bytes = readBytes(path.join(root, file));
  if (typeof bytes === 'string') {
    return {
      ok: false,
      path: file,
      problems: [
        {
          code: 'unreadable',
          path: file,
          line: 1,
          detail: bytes,
          hint: 'Make it a plain UTF-8 file.',
        },
      ],
    };
  }
  const document = await readYamlFile(root, bytes.toString('utf8'));
  const failed = (problems: readonly DefinitionProblem[]): DefinitionResult => ({
    ok: false,
    path: file,
    problems,
  });
  if (document.problems.length > 0)
    return failed(document.problems.map((it) => ({ ...it, path: file })));
  const read = readWorkflow(document.value);
  if (!read.ok) return failed(await withLines(read.problems, file, document));
  const { workflow } = read;
  const expected = `${workflow.id}@${workflow.version}`;
  const name = path.basename(file).replace(/\.(yaml|yml|json)$/, '');
  if (name === expected) return { ok: true, path: file, digest: document.digest, workflow };
  const problem = {
    code: 'wrong-file-name',
    at: ['id'],
    detail: `The file is called ${name}, but it defines ${expected}.`,
    hint: `Rename it to ${expected}.yaml, or correct id and version.`,
  };
  return failed(await withLines([problem], file, document));
}

/** Problems with the line of their place in the file. */
export async function withLines(
  problems: readonly WorkflowProblem[],
  file: string,
  { lineOf }: Pick<YamlFile, 'lineOf'>,
): Promise<readonly DefinitionProblem[]> {
  const lines = await Promise.all(problems.map(({ at }) => lineOf(at)));
  return problems.map(({ code, detail, hint }, index) => ({
    code,
    path: file,
    line: lines[index] ?? 1,
    detail,
    hint,
  }));
}

function readBytes(file: string): Buffer | string {
  try {
    const bytes = fs.readFileSync(file);
    return isUtf8(bytes) ? bytes : 'The file is not UTF-8.';
  } catch (error) {
    return `The file can't be read (${codeOf(error) ?? 'unknown'}).`;
  }
}
