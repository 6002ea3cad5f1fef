/** Starting a run: a work item of its own, bound to the newest version in effect and to its contracts as they are now. */
import {
  contractFile,
  fold,
  makeRunLabel,
  refuse,
  registerItem,
  runItemOf,
  runViews,
  type Draft,
  type ItemState,
  type PinnedContracts,
  type Refused,
  type RunOptions,
  type Workflow,
} from '@orchestrator/core';
import { appendAndSettle, outcomeUnknown, refuseSecrets, toAppend } from '../commit.ts';
import { pinContracts } from '../contracts.ts';
import type { Deps } from '../deps.ts';
import { readRecords } from '../load.ts';
import { planOf } from '../plans.ts';
import { findVersion, type FoundVersion } from './find-version.ts';

export interface StartRun {
  readonly workflow: string;
  /** Absent: the newest one in effect. */
  readonly version?: string;
  readonly slug: string;
  readonly artifactPath: string;
  /** A file below the root that says what the run is about. */
  readonly promptFile?: string;
  readonly options: RunOptions;
  readonly actor: string;
}

export interface StartedRun {
  readonly ok: true;
  readonly item: string;
  readonly label: string;
  readonly state: ItemState;
  /** What is not in the run although it is in the workflow, and what will not be checked: in sentences. */
  readonly notices: readonly string[];
}

export async function startRun(deps: Deps, command: StartRun): Promise<StartedRun | Refused> {
  const found = await findVersion(deps, command);
  if (!found.ok) return found;
  const { workflow, digest } = found;
  const problem = checkGates(workflow);
  if (problem !== undefined) return problem;
  const { slug, artifactPath, promptFile } = command;
  const inputs = {
    ...{ slug, artifact_path: artifactPath },
    ...(promptFile !== undefined && { prompt_file: promptFile }),
  };
  const pins = await pinContracts(deps, workflow, inputs);
  if (!pins.ok) return pins;
  const contracts = pins.contracts ?? {};
  for (let attempt = 0; attempt < 10; attempt += 1) {
    const started = await tryToStart(deps, command, { workflow, digest, inputs, contracts });
    if (started === 'taken') continue;
    const notices = [...leftOut(workflow), ...commandsOff(deps, contracts)];
    return started.ok ? { ...started, notices } : started;
  }
  return refuse(
    'contended',
    'Every name that was tried for the run is taken.',
    'Run the same command again.',
  );
}

async function tryToStart(
  deps: Deps,
  { slug, options, actor }: StartRun,
  { workflow, digest, inputs, contracts }: FoundVersion & Chosen,
): Promise<Omit<StartedRun, 'notices'> | Refused | 'taken'> {
  const at = deps.clock.now();
  const label = makeRunLabel(at, slug, deps.ids.sha256(deps.ids.nonce()).slice(0, 6));
  const item = runItemOf(label) ?? label;
  const { read, version } = await readRecords(deps, item);
  if (read.registration !== undefined || read.damages.length > 0) return 'taken';
  const registration = {
    ...{ workItemId: item, at, actor, title: label, owner: actor, links: [], inputs },
    ...{ contracts, run: options },
  };
  const decision = registerItem(registration, workflow, digest, undefined, deps.ids);
  if (!decision.ok) return decision;
  const secret = refuseSecrets(decision);
  if (secret !== undefined) return secret;
  const records = decision.records as readonly Draft<'registration'>[];
  const plan = planOf(workflow, digest, { inputs, contracts, run: options });
  const state = fold(
    { item, records, damages: [], registration: decision.answer },
    [plan],
    deps.ids,
  );
  const append = toAppend({ ...decision, views: runViews(state) });
  const outcome = await appendAndSettle(deps, item, append, version);
  if (outcome === 'unknown') return outcomeUnknown(item);
  return outcome === 'conflict' ? 'taken' : { ok: true, item, label, state };
}

interface Chosen {
  readonly inputs: Readonly<Record<string, string>>;
  readonly contracts: PinnedContracts;
}

/** A run has gates, and each has a name of its own. */
function checkGates({ id, version, steps }: Workflow): Refused | undefined {
  const gates = steps.flatMap(({ contract }) => contract ?? []);
  if (gates.length === 0) {
    return refuse(
      'invalid-contract',
      `No step of ${id}@${version} has a contract, so a run of it would have no gates.`,
      `Add to each step that is one: contract: G1, and write ${contractFile('G1')}.`,
    );
  }
  const twice = gates.find((gate, index) => gates.indexOf(gate) < index);
  return twice === undefined
    ? undefined
    : refuse(
        'invalid-contract',
        `Two steps of ${id}@${version} have the contract ${twice}; in a run a gate is called by its contract.`,
        'Give each step a contract of its own.',
      );
}

/** What a run does not walk. */
function leftOut({ steps, gates }: Workflow): readonly string[] {
  const out = steps.filter(({ contract }) => contract === undefined).map(({ key }) => key);
  if (out.length === 0) return [];
  const approvals = gates
    .filter(({ before, after }) => out.includes(before ?? '') || out.includes(after ?? ''))
    .map(({ key }) => key);
  const also =
    approvals.length === 0 ? '' : `, nor the approvals that stand there: ${approvals.join(', ')}`;
  return [`Steps without a contract are not in the run: ${out.join(', ')}${also}.`];
}

function commandsOff({ inForce }: Deps, contracts: PinnedContracts): readonly string[] {
  if (inForce.policy.contracts?.commands === true) return [];
  const gates = Object.entries(contracts).flatMap(([gate, { validations }]) =>
    validations.some(({ type }) => type === 'command') ? [gate] : [],
  );
  return gates.length === 0
    ? []
    : [
        `${gates.join(', ')} can't pass: commands of contracts are off. To let them run, add to orchestrator.yml: contracts: {commands: true}`,
      ];
}
