/** `work`: a pool of local executors runs the steps' commands, with progress. */
import { work as workOn, type WorkEvent } from '@orchestrator/app';
import { isDone, statusView, walk, type ItemState } from '@orchestrator/core';
import type { Context } from '../context.ts';
import { orRefuse } from '../failure.ts';
import { actorFor, executorFor } from '../identity.ts';
import { countInput, itemInput } from '../inputs.ts';
import { createProgress } from '../progress.ts';
import { runCommand } from '../run-command.ts';
import { duration } from '@orchestrator/render/duration';
import { word, type Options } from './options.ts';

export async function work(context: Context, options: Options): Promise<undefined> {
  const { deps, root, terminal } = context;
  const item = itemInput(word(options['workItem']));
  const progress = createProgress(terminal);
  const stop = stopOnSignals();
  try {
    const { state, completed, failed } = orRefuse(
      await workOn(deps, {
        item,
        executors: countInput('--executors', word(options['executors'])) ?? 1,
        actor: await actorFor(word(options['actor']), deps.repository),
        name: executorFor(word(options['executor'])).id,
        waitForOthers: options['wait'] === true,
        isStopping: () => stop.signal.aborted,
        run: (command, environment) => runCommand(root, command, environment, stop.signal),
        onEvent: (event) => {
          progress.update(event, describe(event));
        },
      }),
    );
    progress.end();
    const left = remaining(state);
    const document = {
      schema: 'orchestrator.work/1',
      workItemId: item,
      completed,
      failed,
      done: isDone(state),
      ...left,
    };
    context.show(document, () =>
      [`${completed} step(s) completed, ${failed} failed.`, `Next: ${left.nextAction}`].join('\n'),
    );
    return undefined;
  } finally {
    progress.end();
  }
}

/** Ctrl-C gives the attempts back instead of leaving them with a dead executor; a second one ends the process. */
function stopOnSignals(): AbortController {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      stop.abort();
    });
  }
  return stop;
}

function describe(event: WorkEvent): string {
  const { step, attempt, executor } = event;
  switch (event.type) {
    case 'claimed':
      return `${executor} runs ${step} (attempt ${attempt})`;
    case 'unchanged':
      return `${step} need not be done again: its inputs are as they were`;
    case 'completed':
      return [`${executor} completed ${step} in ${duration(event.ms)}`, ...event.warnings].join(
        '\n  ',
      );
    case 'failed':
      return `${executor} failed ${step} after ${duration(event.ms)}: ${lastLines(event.why)}`;
  }
}

/** The end of what a command printed says why it failed, more often than not. */
const lastLines = (text: string): string => text.trim().split('\n').slice(-5).join('\n  ');

/** What the pool leaves to people: gates to decide, steps without a command. */
function remaining(state: ItemState): {
  readonly readySteps: readonly string[];
  readonly pendingGates: readonly string[];
  readonly nextAction: string;
} {
  const readySteps = walk(state).standings.flatMap((standing, index) =>
    standing.kind === 'ready' ? (state.steps[index]?.planned.step.key ?? []) : [],
  );
  const pendingGates = [...state.gates.values()]
    .filter(({ phase }) => phase === 'pending')
    .map(({ gate }) => gate.key);
  const { nextAction: whoDoesWhat } = statusView(state);
  const nextAction =
    readySteps.length > 0
      ? `${readySteps.join(', ')}: nothing to run, somebody must do it`
      : `${whoDoesWhat} (orchestrator next --work-item ${state.item})`;
  return { readySteps, pendingGates, nextAction };
}
