/** `init`: everything that a repository needs to begin with; asks nothing, and overwrites nothing. */
import * as path from 'node:path';
import { policyFile } from '@orchestrator/stores';
import type { Context } from '../context.ts';
import { actorFor } from '../identity.ts';
import { isThere } from './init/read-text.ts';
import { scaffold } from './init/scaffold.ts';
import { surroundingsOf } from './init/surroundings.ts';
import { findings, nextCommands, type Situation } from './init/words.ts';
import { writeNew, type NewFile } from './init/write-new.ts';
import type { Options } from './options.ts';

export async function init(context: Context, options: Options): Promise<undefined> {
  const { root, deps, terminal, show } = context;
  const dryRun = options['dryRun'] === true;
  const situation = await situationOf(context);
  const { surroundings, store } = situation;
  const actor = store === 'git' ? await actorFor(undefined, deps.repository) : undefined;
  const files = await scaffold({ root, deps, surroundings, ...(actor !== undefined && { actor }) });
  const isKept = ({ path: name }: NewFile): boolean => isThere(path.join(root, name));
  const kept = files.filter(isKept).map(({ path: name }) => name);
  const missing = files.filter((file) => !isKept(file));
  const written = missing.map(({ path: name }) => name);
  if (!dryRun) writeNew(root, missing);
  const found = findings(situation);
  const next = nextCommands(situation);
  show({ schema: 'orchestrator.init/1', written, kept, dryRun, store, found, next }, () =>
    [
      ...found,
      '',
      ...written.map((name) => `${dryRun ? 'would write' : 'wrote'}  ${name}`),
      ...kept.map((name) => `kept   ${name} (it was there)`),
      '',
      terminal.style('bold', 'Next:'),
      ...next.map((command) => `  ${command}`),
    ].join('\n'),
  );
  return undefined;
}

async function situationOf({ root, deps }: Context): Promise<Situation> {
  const surroundings = await surroundingsOf(root);
  const hasPolicy = isThere(path.join(root, policyFile));
  const chosen = surroundings.remote === undefined ? 'worktree' : 'git';
  const store = hasPolicy ? deps.inForce.policy.store.kind : chosen;
  return { surroundings, store, hasPolicy };
}
