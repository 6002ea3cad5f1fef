/**
 * `run WORKFLOW`: from gate to gate. For each one a packet; then somebody works, a person who is waited for or the
 * command of `--auto`; then the contract is checked. It stops at a gate that fails, and goes on there when called again.
 */
import {
  completeRun,
  finishGate,
  findRun,
  refuseDamaged,
  startGate,
  type FinishedGate,
  type StartedGate,
} from '@orchestrator/app';
import { attemptFile, exits, runRecord, type ItemState } from '@orchestrator/core';
import type { Context } from '../../context.ts';
import { CommandRefused, orRefuse, usage } from '../../failure.ts';
import { actorFor } from '../../identity.ts';
import { word, type Options } from '../options.ts';
import { agentArgv } from './agent-command.ts';
import { hand } from './auto.ts';
import { finishedLines } from './gate.ts';
import { agentInput, promptText } from './inputs.ts';
import { writePacket } from './packet.ts';
import { canAsk, pause } from './pause.ts';
import { resume, startNew } from './begin-walk.ts';
import { say } from './say.ts';

interface Walk {
  readonly context: Context;
  readonly label: string;
  readonly actor: string;
  /** As somebody asked for; absent: `fallback`. */
  readonly agent?: string;
  readonly fallback: string;
  readonly auto?: { readonly command: string; readonly argv: readonly string[] };
  /** Somebody says that what was open when this began is done, and there is nobody to ask. */
  readonly isResumed: boolean;
  readonly stop: AbortController;
}

export async function walkGates(
  context: Context,
  options: Options,
  [workflow]: readonly string[],
): Promise<number> {
  const auto = word(options['auto']);
  const argv = auto === undefined ? undefined : agentArgv(context.root, auto);
  const resumed = word(options['run']);
  const label =
    resumed === undefined
      ? await startNew(context, options, workflow)
      : await resume(context, options, workflow, resumed);
  const actor = await actorFor(word(options['actor']), context.deps.repository);
  const named = word(options['agent']);
  const agent = named === undefined ? undefined : agentInput(named);
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  return walk({
    ...{ context, label, actor, stop, isResumed: resumed !== undefined },
    fallback: argv === undefined ? actor : 'agent',
    ...(agent !== undefined && { agent }),
    ...(auto !== undefined && argv && { auto: { command: auto, argv } }),
  });
}

async function walk(it: Walk): Promise<number> {
  const { context, label } = it;
  // Only what was open before this command is done by now, if anything is.
  let mayBeDone = it.isResumed;
  for (;;) {
    const { state } = orRefuse(await findRun(context.deps, label));
    const damaged = refuseDamaged(state);
    if (damaged !== undefined) throw new CommandRefused(damaged.refusal);
    if (state.ended !== undefined) return conclude(it, state);
    const next = runRecord(state).gates.find(({ status }) => status !== 'PASS');
    const waiting = approvalBefore(state, next?.gate);
    if (waiting !== undefined) return waitFor(it, waiting, approveHint(state, waiting));
    if (next === undefined) return conclude(it, state);
    const open = next.attempts.find(({ status }) => status === 'RUNNING');
    // What somebody began before goes on in the name that it was begun in.
    const { actor, agent = open?.agent ?? it.fallback } = it;
    // Where the packet can't be written, nothing is begun.
    promptText(context.root, state.registration.record.inputs['prompt_file']);
    const started = orRefuse(
      await startGate(context.deps, { run: label, gate: next.gate, agent, actor }),
    );
    const stopped =
      open !== undefined && mayBeDone && it.auto === undefined && !asks(it)
        ? undefined
        : await work(it, started);
    if (typeof stopped === 'number') return stopped;
    mayBeDone = false;
    const finished = await finish(it, started, stopped);
    if (!finished.passed) return conclude(it, finished.state);
  }
}

/** Lets somebody work on a gate. @returns an exit code to stop with, or why the attempt failed, or nothing when it is done */
async function work(it: Walk, started: StartedGate): Promise<number | string | undefined> {
  const { context, auto, actor, stop } = it;
  const agent = it.agent ?? it.fallback;
  if (auto !== undefined) {
    const at = { ...started, attempt: started.attempt.attempt };
    const result = await hand(context, at, { argv: auto.argv, agent, actor, stop: stop.signal });
    if (result.kind === 'done') return undefined;
    if (result.kind === 'failed') return result.why;
    if (stop.signal.aborted) {
      await waitFor(it, started.gate, resumeCommand(started, auto.command));
      return exits.later;
    }
    throw usage(
      result.why + '.',
      `${started.gate} stays open. Go on: ${resumeCommand(started, auto.command)}`,
    );
  }
  const packet = await writePacket(context, started);
  if (!asks(it))
    return waitFor(it, started.gate, `${packet.file}, then: ${resumeCommand(started)}`);
  context.terminal.notice(`${started.gate} (attempt ${started.attempt.attempt}): ${packet.file}`);
  const answer = await pause('  Enter: it is done · f REASON: it failed · s: stop here > ');
  if (answer.kind === 'stop')
    return waitFor(it, started.gate, `${packet.file}, then: ${resumeCommand(started)}`);
  return answer.kind === 'done' ? undefined : answer.why;
}

const asks = ({ context, auto }: Walk): boolean =>
  auto === undefined && !context.options.json && canAsk();

async function finish(
  { context, actor }: Walk,
  { label, gate, item }: StartedGate,
  failedBecause: string | undefined,
): Promise<FinishedGate> {
  const because = failedBecause === undefined ? {} : { failedBecause };
  const finished = orRefuse(
    await finishGate(context.deps, { run: label, gate, actor, ...because }),
  );
  const path = attemptFile(item, gate, finished.attempt.attempt);
  say(context, ...finishedLines(context, finished, path));
  return finished;
}

/** @param auto as it was given */
function resumeCommand(
  { label, state }: Pick<StartedGate, 'label' | 'state'>,
  auto?: string,
): string {
  const command = `orchestrator run ${state.registration.record.workflow.id} --run ${label}`;
  if (auto === undefined) return command;
  return `${command} --auto '${auto.replaceAll("'", `'\\''`)}'`;
}

/** An approval that somebody has to decide before that gate; after the last gate, any. */
function approvalBefore(state: ItemState, gate: string | undefined): string | undefined {
  if (gate === undefined)
    return [...state.gates.values()].find(({ phase }) => phase === 'pending')?.gate.key;
  const step = state.steps.find(({ planned }) => planned.step.contract === gate);
  return step?.planned.gates.find((it) => state.gates.get(it.key)?.phase === 'pending')?.key;
}

const approveHint = ({ item }: ItemState, gate: string): string =>
  `it needs an approval: orchestrator gate --work-item ${item} --gate ${gate} --decision approve`;

async function waitFor({ context, label }: Walk, gate: string, hint: string): Promise<number> {
  const { state } = orRefuse(await findRun(context.deps, label));
  context.show(documentOf(state, gate), () => `waiting: ${gate}`);
  if (!context.options.json) context.terminal.notice(`  → ${hint}`);
  return 0;
}

/** All gates have passed, or one has not. */
async function conclude({ context, label, actor, auto }: Walk, before: ItemState): Promise<number> {
  const record = runRecord(before);
  const isOver =
    record.status === 'RUNNING' && record.gates.every(({ status }) => status === 'PASS');
  const state = isOver
    ? orRefuse(await completeRun(context.deps, { run: label, actor, status: 'PASSED' })).state
    : before;
  const { status } = runRecord(state);
  context.show(documentOf(state, null), () => `Run ${label}: ${status}`);
  if (status === 'PASSED') return 0;
  if (!context.options.json && state.ended === undefined)
    context.terminal.notice(
      `  → The next attempt: ${resumeCommand({ label, state }, auto?.command)}`,
    );
  return exits.rules;
}

const documentOf = (state: ItemState, waiting: string | null) => {
  const { run_id, status, gates } = runRecord(state);
  return {
    schema: 'orchestrator.run-walked/1',
    ...{ run_id, workItemId: state.item, status, waiting },
    gates: gates.map((it) => ({ gate: it.gate, status: it.status, attempts: it.attempts.length })),
  };
};
