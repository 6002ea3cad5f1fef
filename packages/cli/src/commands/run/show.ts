/** `run show`, `run list`: what there is to see of runs. */
import { listRuns, showRun, type RunRow } from '@orchestrator/app';
import type { Context } from '../../context.ts';
import { orRefuse } from '../../failure.ts';
import { table } from '../../terminal.ts';
import { word, type Options } from '../options.ts';
import { runInput } from './inputs.ts';

/** The record as RUN.json has it, made from the records; also for people, who asked for all of it. */
export async function show(context: Context, options: Options): Promise<undefined> {
  const { record, damaged } = orRefuse(await showRun(context.deps, runInput(word(options['run']))));
  for (const { path, hint } of damaged) context.terminal.notice(`${path} is damaged. → ${hint}`);
  const damages = damaged.length === 0 ? {} : { damaged };
  context.show({ schema: 'orchestrator.run/1', ...record, ...damages }, () =>
    JSON.stringify(record, null, 2),
  );
  return undefined;
}

export async function list(context: Context): Promise<undefined> {
  const runs = await listRuns(context.deps);
  context.show({ schema: 'orchestrator.runs/1', runs }, () =>
    runs.length === 0
      ? 'There are no runs. Start one: orchestrator run start --help'
      : table(
          [['RUN', 'WORKFLOW', 'STATUS', 'STARTED', 'GATES'], ...runs.map(rowOf)],
          context.terminal.width,
        ),
  );
  return undefined;
}

const rowOf = ({ run_id, workflow, status, started_at, gates, detail }: RunRow): string[] => [
  run_id,
  workflow,
  status,
  started_at ?? '',
  detail ?? gates.map((it) => `${it.gate} ${it.status}`).join(', '),
];
