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
  type Workflow,
  type WorkflowProblem,
} from '@orchestrator/core';
import { sha256 } from './hash.ts';
import { readCachedJson, writeCache } from './worktree/cache.ts';
import type { YamlDocument } from './yaml-document.ts';
import { codeOf, namesIn } from './worktree/files.ts';

/** Endings of a definition's file. */
export const endings = ['.yaml', '.yml', '.json'];
export const fileName = /^([a-z0-9][a-z0-9-]{0,62})@(\d+\.\d+\.\d+)(\.yaml|\.yml|\.json)$/;

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

/** Two files for one version. */
export const twice = (file: string, other: string): DefinitionResult => ({
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
  return readDefinitionBytes(root, file, bytes);
}

/**
 * A definition from its bytes, wherever they come from.
 * @param root where what was read before is remembered
 * @param file its path, for messages; its name must be `<id>@<version>`
 */
export async function readDefinitionBytes(
  root: string,
  file: string,
  bytes: Buffer,
): Promise<DefinitionResult> {
  const digest = sha256(bytes);
  const cached = readCachedJson(root, `${digest}.workflow`);
  const read =
    cached === undefined ? await parseDefinition(root, file, bytes, digest) : accepted(cached);
  if (!read.ok) return { ok: false, path: file, problems: read.problems };
  const { workflow } = read;
  const expected = `${workflow.id}@${workflow.version}`;
  const name = path.basename(file).replace(/\.(yaml|yml|json)$/, '');
  if (name === expected) return { ok: true, path: file, digest, workflow };
  const { lineOf } = await parseYaml(bytes);
  const problem = {
    code: 'wrong-file-name',
    at: ['id'],
    detail: `The file is called ${name}, but it defines ${expected}.`,
    hint: `Rename it to ${expected}.yaml, or correct id and version.`,
  };
  return { ok: false, path: file, problems: withLines([problem], file, lineOf) };
}

type Parsed =
  | { readonly ok: true; readonly workflow: Workflow }
  | { readonly ok: false; readonly problems: readonly DefinitionProblem[] };

/** What the cache holds was accepted under these very bytes before. */
const accepted = (workflow: unknown): Parsed => ({ ok: true, workflow: workflow as Workflow });

async function parseDefinition(
  root: string,
  file: string,
  bytes: Buffer,
  digest: string,
): Promise<Parsed> {
  const { value, problems, lineOf } = await parseYaml(bytes);
  if (problems.length > 0)
    return { ok: false, problems: problems.map((it) => ({ ...it, path: file })) };
  const read = readWorkflow(value);
  if (!read.ok) return { ok: false, problems: withLines(read.problems, file, lineOf) };
  writeCache(root, `${digest}.workflow`, JSON.stringify(read.workflow));
  return read;
}

/** The parser is the largest part of the program; it is loaded for what was not read before. */
async function parseYaml(bytes: Buffer): Promise<YamlDocument> {
  const { readYaml } = await import('./yaml-document.ts');
  return readYaml(bytes.toString('utf8'));
}

/** Problems with the line of their place in the file. */
export const withLines = (
  problems: readonly WorkflowProblem[],
  path: string,
  lineOf: YamlDocument['lineOf'],
): readonly DefinitionProblem[] =>
  problems.map(({ code, at, detail, hint }) => ({ code, path, line: lineOf(at), detail, hint }));

function readBytes(file: string): Buffer | string {
  try {
    const bytes = fs.readFileSync(file);
    return isUtf8(bytes) ? bytes : 'The file is not UTF-8.';
  } catch (error) {
    return `The file can't be read (${codeOf(error) ?? 'unknown'}).`;
  }
}
