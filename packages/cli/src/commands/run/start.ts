/** `run start`: a run whose gates do not wait for each other. */
import { startRun, type StartedRun } from '@orchestrator/app';
import { runFile, runRecord, type RunOptions } from '@orchestrator/core';
import type { Context } from '../../context.ts';
import { orRefuse } from '../../failure.ts';
import { actorFor } from '../../identity.ts';
import { word, type Options } from '../options.ts';
import { newRunInput, runWorkflowInput } from './inputs.ts';
import { logsFolder, prepareRun } from './logs.ts';

export async function start(context: Context, options: Options): Promise<undefined> {
  const run = await begin(context, options, word(options['workflow']), 'manual');
  const { item, label, state } = run;
  const record = runRecord(state);
  const { id, path } = state.registration;
  const [first] = record.gates;
  const document = {
    schema: 'orchestrator.run-started/1',
    run_id: label,
    workItemId: item,
    record: id,
    path,
    run_file: runFile(item),
    logs: logsFolder(label),
    gates: record.gates.map(({ gate, name }) => ({ gate, name })),
  };
  context.show(document, () =>
    [
      `Run ${label} started: ${record.workflow.name} ${record.workflow.version}, ${record.depth}.`,
      `  record  ${runFile(item)}`,
      `  logs    ${logsFolder(label)}/ (not committed)`,
      ...record.gates.map(({ gate, name }) => `  gate    ${gate} ${name}`),
      `  Next: orchestrator gate start --run ${label} --gate ${first?.gate ?? 'G1'} --agent NAME`,
    ].join('\n'),
  );
  return undefined;
}

/** Starts a run, and makes the places for its logs. */
export async function begin(
  context: Context,
  options: Options,
  workflow: string | undefined,
  mode: RunOptions['mode'],
): Promise<StartedRun> {
  const { deps, terminal } = context;
  const named = runWorkflowInput(workflow);
  const { depth, ...given } = newRunInput(context, options);
  const actor = await actorFor(word(options['actor']), deps.repository);
  const run = orRefuse(
    await startRun(deps, { ...named, ...given, actor, options: { mode, depth } }),
  );
  await prepareRun(context, run.label);
  for (const notice of run.notices) terminal.notice(notice);
  return run;
}
