/** `validate`: definitions, policy and records against the schemas; every problem with file, line and fix. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { loadPlans } from '@orchestrator/app';
import {
  damagesOf,
  itemOfPath,
  readItem,
  type DefinitionProblem,
  type Refusal,
} from '@orchestrator/core';
import { policyFile, readDefinitionFile, readPolicyFile, sha256 } from '@orchestrator/stores';
import type { Context } from '../context.ts';
import { usage } from '../failure.ts';
import type { Options } from './options.ts';

export async function validate(
  context: Context,
  _: Options,
  words: readonly string[],
): Promise<number> {
  const problems = words.length > 0 ? await checkNamed(context, words) : await checkAll(context);
  context.show({ schema: 'orchestrator.validate/1', ok: problems.length === 0, problems }, () =>
    problems.length === 0
      ? words.length === 0 && !fs.existsSync(path.join(context.root, 'artifacts'))
        ? 'There is nothing to check: no artifacts/ here. Start with: orchestrator init'
        : 'No problems.'
      : problems
          .map(
            ({ code, path: file, line, detail, hint }) =>
              `${file}:${line}: ${code}: ${detail}\n  → ${hint}`,
          )
          .join('\n'),
  );
  return problems.length === 0 ? 0 : 2;
}

async function checkAll(context: Context): Promise<readonly DefinitionProblem[]> {
  const { deps, root } = context;
  const problems: DefinitionProblem[] = [];
  for (const { id, version } of await deps.definitions.list()) {
    const found = await deps.definitions.read(id, version);
    if (found?.ok === false) problems.push(...found.problems);
  }
  problems.push(...strayDefinitions(root), ...(await checkPolicy(root)));
  const edited = new Map<string, DefinitionProblem>();
  for (const item of await deps.store.items()) {
    const { files } = await deps.store.read(item);
    const read = readItem(item, files);
    problems.push(...damagesOf(read).map(asProblem));
    const { registration } = read;
    const found = registration && (await loadPlans(deps, { ...read, registration }));
    if (found?.ok === false) edited.set(found.refusal.message, asRefusedDefinition(found.refusal));
  }
  return [...problems, ...edited.values()];
}

function asRefusedDefinition({ code, message, hint, details = [] }: Refusal): DefinitionProblem {
  const [first] = details;
  const file = first !== undefined && 'path' in first ? String(first.path) : 'artifacts/workflows';
  return { code, path: file, line: 1, detail: message, hint };
}

/** Files among the definitions whose names say nothing that could be registered to. */
function strayDefinitions(root: string): readonly DefinitionProblem[] {
  const folder = path.join(root, 'artifacts/workflows');
  const names = fs.existsSync(folder) ? fs.readdirSync(folder).sort() : [];
  return names
    .filter(
      (name) =>
        /\.(ya?ml|json)$/i.test(name) &&
        !/^[a-z0-9][a-z0-9-]{0,62}@\d+\.\d+\.\d+\.(yaml|yml|json)$/.test(name),
    )
    .map((name) => ({
      code: 'wrong-file-name',
      path: `artifacts/workflows/${name}`,
      line: 1,
      detail: 'The file is not called id@version.yaml, so nothing can be registered to it.',
      hint: 'Rename it, such as release-train@1.0.0.yaml.',
    }));
}

async function checkPolicy(root: string): Promise<readonly DefinitionProblem[]> {
  const read = await readPolicyFile(root);
  return read.ok ? [] : read.problems;
}

const asProblem = ({
  code,
  path: file,
  detail,
  hint,
}: Omit<DefinitionProblem, 'line'>): DefinitionProblem => ({
  code,
  path: file,
  line: 1,
  detail,
  hint,
});

async function checkNamed(
  { root }: Context,
  words: readonly string[],
): Promise<readonly DefinitionProblem[]> {
  const problems: DefinitionProblem[] = [];
  for (const word of words) {
    const file = path.resolve(root, word);
    const name = path.relative(root, file).split(path.sep).join('/');
    if (!fs.existsSync(file))
      throw usage(`There is no file ${word}.`, 'Name a file that exists.', 'file-missing');
    if (fs.statSync(file).isDirectory()) {
      throw usage(`${word} is a folder.`, 'Name files, or leave the path out to check everything.');
    }
    problems.push(...(await checkFile(root, name)));
  }
  return problems;
}

async function checkFile(root: string, name: string): Promise<readonly DefinitionProblem[]> {
  if (name === policyFile) return checkPolicy(root);
  const item = itemOfPath(name);
  if (item !== undefined) {
    const text = fs.readFileSync(path.join(root, name), 'utf8');
    // A single record is looked at by itself: its causes are not there, and not missed.
    const { damages } = readItem(item, [{ path: name, text, id: sha256(text) }]);
    return damages.filter(({ code }) => code !== 'missing-cause').map(asProblem);
  }
  const found = await readDefinitionFile(root, name);
  return found.ok ? [] : found.problems;
}
