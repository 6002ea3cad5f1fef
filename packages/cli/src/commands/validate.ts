/** `validate`: definitions, policy and records against the schemas; every problem with file, line and fix. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { loadPlans } from '@orchestrator/app';
import {
  damagesOf,
  itemOfPath,
  readItem,
  vacanciesOf,
  type DefinitionProblem,
  type Refusal,
  type Workflow,
} from '@orchestrator/core';
import { policyFile, readDefinitionFile, readPolicyFile, sha256 } from '@orchestrator/stores';
import type { Context } from '../context.ts';
import { usage } from '../failure.ts';
import { choicesOf } from './init/choices.ts';
import { gateWorkflowFile } from './init/gate-workflow.ts';
import { staleChoices } from './init/stale-choices.ts';
import { replaceFile } from './init/write-new.ts';
import type { Options } from './options.ts';
import { checkBinding, checkContract, checkContracts, gateOfFile } from './validate/contracts.ts';

export async function validate(
  context: Context,
  options: Options,
  words: readonly string[],
): Promise<number> {
  const fixed = options['fix'] === true ? await fix(context, words) : undefined;
  const problems = words.length > 0 ? await checkNamed(context, words) : await checkAll(context);
  const ok = problems.length === 0;
  const warnings = words.length > 0 ? [] : await vacantGates(context);
  const told = {
    ...{ ok, problems },
    ...(warnings.length > 0 && { warnings }),
    ...(fixed && { fixed }),
  };
  context.show({ schema: 'orchestrator.validate/1', ...told }, () =>
    [
      ...(fixed ?? []).map((file) => `fixed  ${file}`),
      ...(ok ? [noProblems(context, words)] : problems.map(inWords)),
      ...warnings.map((warning) => `warning: ${inWords(warning)}`),
    ].join('\n'),
  );
  return ok ? 0 : 2;
}

const noProblems = ({ root }: Context, words: readonly string[]): string =>
  words.length === 0 && !fs.existsSync(path.join(root, 'artifacts'))
    ? 'There is nothing to check: no artifacts/ here. Start with: orchestrator init'
    : 'No problems.';

const inWords = ({ code, path: file, line, detail, hint }: DefinitionProblem): string =>
  `${file}:${line}: ${code}: ${detail}\n  → ${hint}`;

/** Brings up to date what follows from the definitions. @returns the files that changed */
async function fix(context: Context, words: readonly string[]): Promise<readonly string[]> {
  const { root } = context;
  const isNamed = words.some((word) => nameOf(root, word) === gateWorkflowFile);
  if (words.length > 0 && !isNamed) return [];
  const { workflows, problems } = await readDefinitions(context);
  const text = problems.length > 0 ? undefined : staleChoices(root, choicesOf(workflows))?.text;
  if (text === undefined) return [];
  replaceFile(root, { path: gateWorkflowFile, text });
  return [gateWorkflowFile];
}

interface Definitions {
  readonly workflows: readonly Workflow[];
  readonly problems: readonly DefinitionProblem[];
}

async function readDefinitions({ deps }: Context): Promise<Definitions> {
  const workflows: Workflow[] = [];
  const problems: DefinitionProblem[] = [];
  for (const { id, version } of await deps.definitions.list()) {
    const found = await deps.definitions.read(id, version);
    if (found?.ok === true) workflows.push(found.workflow);
    else if (found !== undefined) problems.push(...found.problems);
  }
  return { workflows, problems };
}

/** No mistake yet: the policy may get its people later. But a work item would stand there for ever. */
async function vacantGates(context: Context): Promise<readonly DefinitionProblem[]> {
  const read = await readPolicyFile(context.root);
  if (!read.ok) return [];
  const { policy } = read.inForce;
  const { workflows } = await readDefinitions(context);
  return workflows.flatMap((workflow) =>
    vacanciesOf(workflow, policy).map(({ gate, people, approvals, role }) => ({
      code: 'gate-vacant',
      path: `artifacts/workflows/${workflow.id}@${workflow.version}.yaml`,
      line: 1,
      detail: `The gate ${gate} needs ${approvals} approval(s), and ${people.length === 0 ? 'nobody' : people.join(', ')} may give one.`,
      hint: `Add people to ${policyFile}: roles: {${role ?? workflow.gates.find(({ key }) => key === gate)?.roles[0] ?? 'ROLE'}: [NAME]}`,
    })),
  );
}

/** Nobody knows the gates of a definition that can't be read: then there is nothing to compare with. */
const checkChoices = (root: string, { workflows, problems }: Definitions) =>
  problems.length > 0 ? [] : (staleChoices(root, choicesOf(workflows))?.problems ?? []);

async function checkAll(context: Context): Promise<readonly DefinitionProblem[]> {
  const { deps, root } = context;
  const definitions = await readDefinitions(context);
  const problems: DefinitionProblem[] = [...definitions.problems];
  problems.push(...strayDefinitions(root), ...(await checkPolicy(root)));
  problems.push(...checkChoices(root, definitions));
  problems.push(...(await checkContracts(context)));
  for (const workflow of definitions.workflows)
    problems.push(...(await checkBinding(context, workflow)));
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
  context: Context,
  words: readonly string[],
): Promise<readonly DefinitionProblem[]> {
  const { root } = context;
  const problems: DefinitionProblem[] = [];
  for (const word of words) {
    const file = path.resolve(root, word);
    if (!fs.existsSync(file))
      throw usage(`There is no file ${word}.`, 'Name a file that exists.', 'file-missing');
    if (fs.statSync(file).isDirectory()) {
      throw usage(`${word} is a folder.`, 'Name files, or leave the path out to check everything.');
    }
    problems.push(...(await checkFile(context, nameOf(root, word))));
  }
  return problems;
}

/** Relative to the root, with `/`. */
const nameOf = (root: string, word: string): string =>
  path.relative(root, path.resolve(root, word)).split(path.sep).join('/');

async function checkFile(context: Context, name: string): Promise<readonly DefinitionProblem[]> {
  const { root } = context;
  if (name === policyFile) return checkPolicy(root);
  if (name === gateWorkflowFile) return checkChoices(root, await readDefinitions(context));
  const gate = gateOfFile(name);
  if (gate !== undefined) return checkContract(context, gate);
  const item = itemOfPath(name);
  if (item !== undefined) {
    const text = fs.readFileSync(path.join(root, name), 'utf8');
    // A single record is looked at by itself: its causes are not there, and not missed.
    const { damages } = readItem(item, [{ path: name, text, id: sha256(text) }]);
    return damages.filter(({ code }) => code !== 'missing-cause').map(asProblem);
  }
  const found = await readDefinitionFile(root, name);
  return found.ok ? checkBinding(context, found.workflow) : found.problems;
}
