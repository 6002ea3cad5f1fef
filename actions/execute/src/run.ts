/** Claims an attempt, runs the command, and records how it ended: claim, the work and complete in one step. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { refuse, type Refused } from '@orchestrator/core';
import { isSkipped, takeAttempt, type Done, type Kit } from '@orchestrator/action-kit';
import { commandFor, refuseWithoutCommand } from './command.ts';
import { conceal } from './conceal.ts';
import type { Inputs } from './inputs.ts';
import { record } from './record.ts';
import { runCommand } from './run-command.ts';
import { rememberGit } from './steady-git.ts';

export const outputs = [
  'claimed',
  'step',
  'attempt',
  'packet',
  'prompt',
  'status',
  'handoff',
] as const;
type Output = (typeof outputs)[number];

export async function run(inputs: Inputs, given: Kit): Promise<Done<Output> | Refused> {
  const { lend } = conceal();
  const kit = { ...given, artifacts: given.artifacts && lend(given.artifacts) };
  const folder = path.join(kit.job.workspace, inputs['working-directory'] ?? '.');
  const refused = refuseFolder(inputs, folder) ?? (await refuseWithoutCommand(inputs, kit));
  if (refused !== undefined) return refused;

  const taken = await takeAttempt(inputs, kit);
  if (!taken.ok) return isSkipped(inputs, kit, taken) ? { ok: true, outputs: lost(inputs) } : taken;
  const { claim, handoff, ended = '' } = taken.obtained;
  const { packet, prompt, command: defined } = taken.files;
  const known = { step: claim.step, attempt: String(claim.k), packet, prompt };
  if (handoff !== undefined) {
    const { status } = handoff;
    return { ok: true, outputs: { claimed: 'false', ...known, status, handoff: ended } };
  }

  const command = commandFor(inputs, kit, claim, defined);
  if (!command.ok) return command;
  // git reads for the store in the background, and with what this job knows.
  kit.opened.store.close();
  const env = environmentFor(taken.files, claim);
  const restoreGit = rememberGit(kit.job);
  const result = await runCommand(command, { cwd: folder, env });
  restoreGit();
  const recorded = await record(inputs, kit, claim, result);
  return { ...recorded, outputs: { claimed: 'true', ...known, ...recorded.outputs } };
}

function refuseFolder(inputs: Inputs, folder: string): Refused | undefined {
  if (fs.statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true) return undefined;
  return refuse(
    'file-missing',
    `The working-directory ${inputs['working-directory'] ?? '.'} is no folder of the workspace.`,
    'Check the repository out before this step, and name a folder of it.',
  );
}

const lost = ({ step, attempt = '' }: Inputs): Done<Output>['outputs'] => ({
  ...{ claimed: 'false', step, attempt, packet: '', prompt: '' },
  ...{ status: '', handoff: '' },
});

/** The job's own environment, and which attempt it is. */
const environmentFor = (
  { packet, prompt }: Readonly<Record<'packet' | 'prompt', string>>,
  { workItemId, step, k, attemptId }: Parameters<typeof record>[2],
): NodeJS.ProcessEnv => ({
  ...process.env,
  ORCHESTRATOR_WORK_ITEM: workItemId,
  ORCHESTRATOR_STEP: step,
  ORCHESTRATOR_ATTEMPT: String(k),
  ORCHESTRATOR_ATTEMPT_ID: attemptId,
  ORCHESTRATOR_PACKET: packet,
  ORCHESTRATOR_PROMPT: prompt,
});
