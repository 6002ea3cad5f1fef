/** Where a walk begins: at a new run, or where an earlier one stopped. */
import { findRun, refuseChangedContracts, unknownRunWorkflow } from '@orchestrator/app';
import { nearest, runFile } from '@orchestrator/core';
import type { Context } from '../../context.ts';
import { CommandRefused, orRefuse, usage } from '../../failure.ts';
import type { Options } from '../options.ts';
import { runInput, runWorkflowInput } from './inputs.ts';
import { logsFolder, prepareRun } from './logs.ts';
import { say } from './say.ts';
import { begin } from './start.ts';

/** Starts a run to be walked. @returns its label */
export async function startNew(
  context: Context,
  options: Options,
  workflow: string | undefined,
): Promise<string> {
  await checkKnown(context, workflow);
  const { label, item } = await begin(context, options, workflow, 'pipeline');
  say(
    context,
    `Run ${label}`,
    `  record  ${runFile(item)}`,
    `  logs    ${logsFolder(label)}/ (not committed)`,
  );
  return label;
}

/** Before anything else is asked for: the word may have been meant as a command. */
async function checkKnown({ deps }: Context, workflow: string | undefined): Promise<void> {
  const named = runWorkflowInput(workflow);
  const all = await deps.definitions.list();
  if (all.some(({ id }) => id === named.workflow)) return;
  const guess = nearest(named.workflow, [...all.map(({ id }) => id), ...commandsBelow]);
  if (guess === undefined || !commandsBelow.includes(guess))
    throw new CommandRefused(unknownRunWorkflow(named.workflow, named.version, all).refusal);
  throw meantCommand(named.workflow, guess);
}

const meantCommand = (word: string, guess: string): CommandRefused =>
  usage(`There is no workflow ${word}.`, `Did you mean run ${guess}?`, 'unknown-workflow');

const commandsBelow: readonly string[] = ['start', 'list', 'show', 'complete'];

/** A run goes on as it was started: nothing of it is said again. */
export async function resume(
  context: Context,
  options: Options,
  workflow: string | undefined,
  run: string,
): Promise<string> {
  const { deps } = context;
  const found = orRefuse(await findRun(deps, runInput(run)));
  const { registration } = found.state;
  const named = runWorkflowInput(workflow ?? registration.record.workflow.id);
  if (named.workflow !== registration.record.workflow.id) {
    const word = named.workflow;
    const guess = commandsBelow.find((it) => it.startsWith(word) || word.startsWith(it));
    const isKnown = (await deps.definitions.list()).some(({ id }) => id === named.workflow);
    if (guess !== undefined && !isKnown) throw meantCommand(named.workflow, guess);
    throw usage(
      `${found.label} is a run of ${registration.record.workflow.id}, not of ${named.workflow}.`,
      `Go on with it: orchestrator run ${registration.record.workflow.id} --run ${found.label}`,
    );
  }
  const said = ['slug', 'artifactPath', 'depth', 'promptFile'].find(
    (it) => options[it] !== undefined,
  );
  if (said !== undefined) {
    const flag = said.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    throw usage(
      `--${flag} belongs to a new run; ${found.label} keeps its own.`,
      `Leave --${flag} out.`,
    );
  }
  const changed = await refuseChangedContracts(deps, found.state);
  if (changed !== undefined) throw new CommandRefused(changed.refusal);
  await prepareRun(context, found.label);
  say(context, `Run ${found.label}, resumed`);
  return found.label;
}
