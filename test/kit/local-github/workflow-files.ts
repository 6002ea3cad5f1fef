import { basename } from 'node:path/posix';
import { parse } from 'yaml';
import { workflowIdOf } from './shapes/run.ts';
import type { State } from './state.ts';
import type { World } from './world.ts';

const folder = '.github/workflows';

/** The workflow's path, given its file name or number; it has to lie on the default branch. */
export async function workflowPath(
  world: World,
  state: State,
  nameOrId: string,
): Promise<string | undefined> {
  const commit = state.refs.get(world.head)?.sha;
  const tree = commit === undefined ? undefined : await world.git.at(commit, folder);
  if (tree === undefined) return undefined;
  return (await world.git.tree(tree, false))
    .filter(({ type, path }) => type === 'blob' && /\.ya?ml$/.test(path))
    .map(({ path }) => `${folder}/${path}`)
    .find((path) => basename(path) === nameOrId || String(workflowIdOf(path)) === nameOrId);
}

export interface DispatchInput {
  readonly required: boolean;
  readonly default: unknown;
  /** Of a `choice`. */
  readonly options: readonly string[] | undefined;
}

export interface Trigger {
  readonly name: string | undefined;
  readonly inputs: ReadonlyMap<string, DispatchInput>;
}

type Mapping = Readonly<Record<string, unknown>>;

const mapping = (value: unknown): Mapping =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Mapping) : {};

function inputOf(value: unknown): DispatchInput {
  const { required, default: preset, type, options } = mapping(value);
  const choices = Array.isArray(options) ? options.map(String) : [];
  return {
    required: required === true,
    default: preset,
    options: type === 'choice' ? choices : undefined,
  };
}

/** The `workflow_dispatch` trigger of a workflow file at a commit; undefined when it has none. */
export async function dispatchTrigger(
  world: World,
  commit: string,
  path: string,
): Promise<Trigger | undefined> {
  const sha = await world.git.at(commit, path);
  if (sha === undefined) return undefined;
  const workflow = mapping(parse((await world.git.blob(sha)).toString()));
  const on = workflow['on'];
  const events = typeof on === 'string' ? [on] : Array.isArray(on) ? on : Object.keys(mapping(on));
  if (!events.includes('workflow_dispatch')) return undefined;
  const inputs = mapping(mapping(mapping(on)['workflow_dispatch'])['inputs']);
  return {
    name: typeof workflow['name'] === 'string' ? workflow['name'] : undefined,
    inputs: new Map(Object.entries(inputs).map(([name, value]) => [name, inputOf(value)])),
  };
}
