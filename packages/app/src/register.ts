/** Registering a work item, from options or from a file that somebody wrote by hand. */
import {
  checkEffective,
  nearest,
  refuse,
  registerItem,
  registrationSlot,
  type Decided,
  type Refused,
  type Registration,
  type WrittenRegistration,
} from '@orchestrator/core';
import { findDefinition } from './adopt.ts';
import { pinContracts, refuseForeignContracts } from './contracts.ts';
import { appendAndSettle, outcomeUnknown, refuseSecrets, toAppend } from './commit.ts';
import type { Deps } from './deps.ts';
import { boundToOther } from './frozen.ts';
import { readRecords, refuseMisplaced } from './load.ts';
import { editedAfterUse, refuseDefinition } from './plans.ts';

export interface Register {
  readonly written: WrittenRegistration;
  readonly actor: string;
  /** The file is the item's own registration slot, to be made canonical in place. */
  readonly inPlace?: boolean;
}

export interface Registered extends Decided<'registration'> {
  /** Sentences about links that may not do what was meant: to items that are not there, or that nobody is asked about. */
  readonly notices: readonly string[];
}

export async function register(deps: Deps, command: Register): Promise<Registered | Refused> {
  const decision = await registerOnce(deps, command);
  if (!decision.ok) return decision;
  const { record } = decision.answer;
  const notices = [...(await linksToNobody(deps, record)), ...(await askedByNobody(deps, record))];
  return { ...decision, notices };
}

/** Links name items that are registered later, too: one that is not there is told, and no more. */
async function linksToNobody(
  { store }: Deps,
  { links, workItemId }: Registration,
): Promise<readonly string[]> {
  const named = links.flatMap(
    (link) => /^(?:blocked-by|relates|duplicates):(.+)$/.exec(link)?.[1] ?? [],
  );
  const notices: string[] = [];
  for (const other of new Set(named)) {
    if (other === workItemId || (await store.registration(other)) !== undefined) continue;
    const items = (await store.items()).filter((item) => item !== workItemId);
    const guess = nearest(other, items);
    const meant = guess === undefined ? '' : ` Did you mean ${guess}?`;
    notices.push(`There is no item ${other} yet.${meant}`);
  }
  return notices;
}

/** A suspicion is decided at a handoff gate; where the workflow has none, work begins without the question. */
async function askedByNobody(
  { definitions }: Deps,
  { links, workflow: { id, version } }: Registration,
): Promise<readonly string[]> {
  if (!links.some((link) => link.startsWith('duplicates:'))) return [];
  const found = await definitions.read(id, version);
  if (found?.ok !== true || found.workflow.gates.some(({ kind }) => kind === 'handoff')) return [];
  return [
    `Nobody is asked whether it is a duplicate: ${id}@${version} has no gate of kind handoff.`,
  ];
}

async function registerOnce(
  deps: Deps,
  { written, actor, inPlace = false }: Register,
): Promise<Decided<'registration'> | Refused> {
  const { workflow, workItemId } = written;
  const misplaced = await refuseMisplaced(deps, workItemId);
  if (misplaced !== undefined) return misplaced;
  const definition = await findDefinition(deps, workflow.id, workflow.version);
  if (!definition.ok) return definition;
  const { found, copies } = definition;
  if (found === undefined) return unknownWorkflow(deps, workflow.id, workflow.version);
  if (!found.ok) return refuseDefinition(found);
  if (workflow.digest !== undefined && workflow.digest !== found.digest) {
    return refuse(
      'definition-changed',
      `The file names another digest of ${workflow.id}@${workflow.version} than ${found.path} has.`,
      'Leave the digest out; it is filled in.',
    );
  }
  const { id, version } = workflow;
  const user = await boundToOther(deps, { id, version, digest: found.digest });
  if (user !== undefined) return editedAfterUse(found.path, user);
  const pins = await pinContracts(deps, found.workflow, written.inputs);
  if (!pins.ok) return pins;
  const foreign =
    written.contracts && refuseForeignContracts(written.contracts, pins.contracts ?? {});
  if (foreign !== undefined) return foreign;
  const { contracts } = pins;
  for (let attempt = 0; attempt < 10; attempt += 1) {
    const { read, version } = await readRecords(deps, workItemId);
    const foreign = read.damages.find(
      (damage) => !inPlace || damage.path !== registrationSlot(workItemId),
    );
    if (foreign !== undefined) {
      return refuse('item-damaged', `${foreign.path}: ${foreign.detail}`, foreign.hint);
    }
    const decision = registerItem(
      { ...withDefaults(written, actor, deps.clock.now()), ...(contracts && { contracts }) },
      found.workflow,
      found.digest,
      read.registration,
      deps.ids,
    );
    if (!decision.ok) return namingVersions(deps, decision, written);
    if (decision.records.length === 0) return decision;
    const secret = refuseSecrets(decision);
    if (secret !== undefined) return secret;
    const result = await appendAndSettle(
      deps,
      workItemId,
      { ...toAppend(decision), definitions: copies },
      version,
    );
    if (result === 'ok') return decision;
    if (result === 'unknown') return outcomeUnknown(workItemId);
  }
  return refuse(
    'contended',
    `Others registered ${workItemId} at the same time.`,
    'Run the command again.',
  );
}

function withDefaults(written: WrittenRegistration, actor: string, now: string) {
  const { workItemId, at, title, owner, links, inputs, pr } = written;
  return {
    workItemId,
    at: at ?? now,
    actor: written.actor ?? actor,
    title: title ?? workItemId,
    owner: owner ?? written.actor ?? actor,
    links,
    inputs,
    ...(pr !== undefined && { pr }),
  };
}

/** A version out of effect: which ones are in effect is what whoever registers wants to know. */
async function namingVersions(
  { definitions, clock }: Deps,
  refused: Refused,
  { workflow: { id }, at = clock.now() }: WrittenRegistration,
): Promise<Refused> {
  const { refusal } = refused;
  if (refusal.code !== 'not-effective') return refused;
  const names: string[] = [];
  for (const it of await definitions.list()) {
    if (it.id !== id) continue;
    const found = await definitions.read(id, it.version);
    if (found?.ok === true && checkEffective(found.workflow, at) === undefined)
      names.push(`${id}@${it.version}`);
  }
  if (names.length === 0) return refused;
  const hint = `In effect are: ${names.slice(0, 20).join(', ')}.`;
  return { ok: false, refusal: { ...refusal, hint } };
}

async function unknownWorkflow(deps: Deps, id: string, version: string): Promise<Refused> {
  const there = await deps.definitions.list();
  const names = there.map((it) => `${it.id}@${it.version}`);
  return refuse(
    'unknown-workflow',
    `There is no workflow ${id}@${version}.`,
    names.length > 0
      ? `There are: ${names.slice(0, 20).join(', ')}.`
      : `Write it to artifacts/workflows/${id}@${version}.yaml, or start with: orchestrator init`,
  );
}
