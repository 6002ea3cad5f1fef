/** `gate start`, `gate finish`, `gate fail`: the attempts at a gate of a run. */
import { findRun, finishGate, startGate, type FinishedGate } from '@orchestrator/app';
import { attemptFile, exits, runRecord } from '@orchestrator/core';
import type { Context } from '../../context.ts';
import { orRefuse, usage } from '../../failure.ts';
import { actorFor } from '../../identity.ts';
import { textInput } from '../../inputs.ts';
import { word, type Options } from '../options.ts';
import { agentInput, promptText, runGateInput, runInput } from './inputs.ts';
import { prepareRun } from './logs.ts';
import { writePacket } from './packet.ts';

export async function startAttempt(context: Context, options: Options): Promise<undefined> {
  const command = {
    ...(await atGate(context, options)),
    agent: agentInput(word(options['agent'])),
  };
  // Where its packet can't be written, nothing is begun.
  const { label: run, state } = orRefuse(await findRun(context.deps, command.run));
  promptText(context.root, state.registration.record.inputs['prompt_file']);
  await prepareRun(context, run);
  const started = orRefuse(await startGate(context.deps, command));
  const { item, label, gate, attempt, repeated } = started;
  const packet = await writePacket(context, started);
  const document = {
    schema: 'orchestrator.gate-started/1',
    run_id: label,
    workItemId: item,
    ...{ gate, attempt: attempt.attempt, agent: attempt.agent, prompt: packet.file },
  };
  context.show(repeated ? { ...document, repeated } : document, () =>
    [
      `${gate} of ${label} ${repeated ? 'is yours already' : 'started'}: attempt ${attempt.attempt}, by ${attempt.agent}.`,
      `  packet  ${packet.file}`,
      `  Next: orchestrator gate finish --run ${label} --gate ${gate}`,
    ].join('\n'),
  );
  return undefined;
}

export async function finish(context: Context, options: Options): Promise<number> {
  const finished = orRefuse(await finishGate(context.deps, await atGate(context, options)));
  showFinished(context, finished);
  return finished.passed ? 0 : exits.rules;
}

export async function fail(context: Context, options: Options): Promise<undefined> {
  const reason = textInput('--reason', word(options['reason']));
  if (reason === undefined || reason.trim() === '')
    throw usage('--reason is missing.', 'Say why: --reason "…"', 'reason-missing');
  const command = { ...(await atGate(context, options)), failedBecause: reason };
  showFinished(context, orRefuse(await finishGate(context.deps, command)));
  return undefined;
}

const atGate = async ({ deps }: Context, options: Options) => ({
  run: runInput(word(options['run'])),
  gate: runGateInput(word(options['gate'])),
  actor: await actorFor(word(options['actor']), deps.repository),
});

/** What the checks said, each with what it looked at. */
function showFinished(context: Context, finished: FinishedGate): void {
  const { item, label, gate, passed, attempt, repeated } = finished;
  const path = attemptFile(item, gate, attempt.attempt);
  const { validations, artifacts, failure_reason } = attempt;
  const document = {
    schema: 'orchestrator.gate-finished/1',
    run_id: label,
    workItemId: item,
    ...{ gate, attempt: attempt.attempt, status: attempt.status, validations, artifacts },
    ...{ failure_reason, path, ...(repeated && { repeated }) },
  };
  context.show(document, () => finishedLines(context, finished, path).join('\n'));
  if (!context.options.json && !passed) context.terminal.notice(nextAfter(finished));
}

/** The lines that tell how a gate ended. */
export function finishedLines(
  { terminal }: Context,
  { gate, passed, attempt, state, repeated }: FinishedGate,
  path: string,
): readonly string[] {
  const name = runRecord(state).gates.find((it) => it.gate === gate)?.name ?? '';
  const verdict = terminal.style(passed ? 'green' : 'red', attempt.status);
  const before = repeated ? ' (It had ended before.)' : '';
  const why = attempt.validations.some(({ pass }) => !pass) ? [] : [attempt.failure_reason ?? ''];
  return [
    `${gate} ${name}: ${verdict} (attempt ${attempt.attempt})${before}`,
    ...attempt.validations.map(
      ({ type, pass, detail }) =>
        `  ${mark(pass, detail, terminal)}  ${type}: ${detail.replace(/\s+/g, ' ')}`,
    ),
    ...why.filter((text) => text !== '').map((text) => `  ${text}`),
    terminal.style('dim', `  ${path}`),
  ];
}

/** A check that only warns has passed, and still has something to say. */
function mark(pass: boolean, detail: string, terminal: Context['terminal']): string {
  if (!pass) return terminal.style('red', 'FAIL');
  return detail.startsWith('warning: ') ? 'warn' : 'ok  ';
}

const nextAfter = ({ label, gate, attempt: { agent } }: FinishedGate): string =>
  `  Next: mend what the checks name, then: orchestrator gate start --run ${label} --gate ${gate} --agent ${agent}`;
