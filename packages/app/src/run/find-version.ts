/** The version of a workflow that a new run is bound to. */
import {
  checkEffective,
  compareVersions,
  nearest,
  refuse,
  type DefinitionResult,
  type Refused,
  type Workflow,
} from '@orchestrator/core';
import type { Deps } from '../deps.ts';
import { boundToOther } from '../frozen.ts';
import { editedAfterUse, refuseDefinition } from '../plans.ts';

/** A definition that may be used. */
export interface FoundVersion {
  readonly workflow: Workflow;
  readonly digest: string;
}

/** The version that is named, else the newest one that is in effect. */
export async function findVersion(
  deps: Deps,
  { workflow: id, version }: { readonly workflow: string; readonly version?: string },
): Promise<({ readonly ok: true } & FoundVersion) | Refused> {
  const all = await deps.definitions.list();
  const versions = all
    .filter((it) => it.id === id && (version === undefined || it.version === version))
    .sort((one, other) => compareVersions(other.version, one.version));
  let refused: Refused | undefined;
  for (const it of versions) {
    const found = await deps.definitions.read(id, it.version);
    const problem = await problemOf(deps, id, it.version, found);
    if (problem === undefined && found?.ok === true)
      return { ok: true, workflow: found.workflow, digest: found.digest };
    refused ??= problem;
    // A version that can't be read is not passed over in silence for an older one.
    if (problem !== undefined && problem.refusal.code !== 'not-effective') return problem;
  }
  return refused ?? unknownRunWorkflow(id, version, all);
}

async function problemOf(
  deps: Deps,
  id: string,
  version: string,
  found: DefinitionResult | undefined,
): Promise<Refused | undefined> {
  if (found === undefined) return undefined;
  if (!found.ok) return refuseDefinition(found);
  const early = checkEffective(found.workflow, deps.clock.now());
  if (early !== undefined) return early;
  const user = await boundToOther(deps, { id, version, digest: found.digest });
  return user === undefined ? undefined : editedAfterUse(found.path, user);
}

/** @param all the definitions that there are */
export function unknownRunWorkflow(
  id: string,
  version: string | undefined,
  all: Awaited<ReturnType<Deps['definitions']['list']>>,
): Refused {
  const known = [...new Set(all.map((it) => it.id))];
  const versions = all.filter((it) => it.id === id).map((it) => it.version);
  const name = version === undefined ? id : `${id}@${version}`;
  const guess = nearest(
    id,
    known.filter((it) => it !== id),
  );
  return refuse(
    'unknown-workflow',
    `There is no workflow ${name}.`,
    versions.length > 0
      ? `The versions of ${id} are: ${versions.join(', ')}.`
      : guess !== undefined
        ? `Did you mean ${guess}?`
        : known.length > 0
          ? `There are: ${known.slice(0, 20).join(', ')}.`
          : `Write it to artifacts/workflows/${id}@1.0.0.yaml, with steps that have a contract.`,
  );
}
