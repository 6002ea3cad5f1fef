/** Handing a packet to the command of `--auto`, and recording that it was called and how that went. */
import * as fs from 'node:fs';
import { invocationId, recordInvocation, type StartedGate } from '@orchestrator/app';
import { secretIn } from '@orchestrator/core';
import type { Context } from '../../context.ts';
import { orRefuse } from '../../failure.ts';
import { callAgent, type AgentEnd } from './agent-command.ts';
import { logsFolder, writeLog } from './logs.ts';
import { writePacket } from './packet.ts';

export interface Auto {
  readonly argv: readonly string[];
  readonly agent: string;
  readonly actor: string;
  readonly stop: AbortSignal;
}

export type AutoResult =
  | { readonly kind: 'done' }
  /** The agent says that it failed: in words. */
  | { readonly kind: 'failed'; readonly why: string }
  /** It never began, or was stopped: the attempt stays open. */
  | { readonly kind: 'stopped'; readonly why: string };

type Gate = Pick<StartedGate, 'item' | 'label' | 'gate' | 'step'> & { readonly attempt: number };

export async function hand(
  context: Context,
  at: Gate,
  { argv, agent, actor, stop }: Auto,
): Promise<AutoResult> {
  const { deps, root, terminal } = context;
  const packet = await writePacket(context, at);
  const id = invocationId(deps);
  const log = `${logsFolder(at.label)}/invocations/${id}.log`;
  const startedAt = deps.clock.now();
  terminal.notice(`${at.gate}: ${agent} works on attempt ${at.attempt} (${log})`);
  const ended = await callAgent({
    ...{ argv, root, stop, packet: packet.absolute, text: packet.text },
    log: writeLog(root, log, ''),
    env: environment(at, packet.absolute),
  });
  const failure = inWords(argv, ended);
  orRefuse(
    await recordInvocation(deps, {
      ...{ run: at.label, gate: at.gate, agent, actor, id, startedAt, detail: log },
      status: failure === undefined ? 'SUCCESS' : 'FAIL',
      ...(ended.kind === 'exit' && { exitCode: ended.code }),
    }),
  );
  if (failure === undefined) return { kind: 'done' };
  if (ended.kind !== 'not-started' && !stop.aborted)
    return { kind: 'failed', why: `${failure}${lastLines(root, log)}` };
  return { kind: 'stopped', why: failure };
}

const environment = ({ item, label, gate, step, attempt }: Gate, packet: string) => ({
  ORCHESTRATOR_RUN: label,
  ORCHESTRATOR_GATE: gate,
  ORCHESTRATOR_ATTEMPT: String(attempt),
  ORCHESTRATOR_PACKET: packet.replace(/prompt\.txt$/, 'packet.json'),
  ORCHESTRATOR_WORK_ITEM: item,
  ORCHESTRATOR_STEP: step,
});

function inWords(argv: readonly string[], ended: AgentEnd): string | undefined {
  const program = argv[0] ?? '';
  switch (ended.kind) {
    case 'exit':
      return ended.code === 0 ? undefined : `${program} exits with ${ended.code}`;
    case 'signal':
      return `${program} was ended by ${ended.signal}`;
    case 'not-started':
      return `${program} can't be started: ${ended.why}`;
  }
}

/** The end of what an agent printed says why it failed, more often than not. */
function lastLines(root: string, log: string): string {
  const text = fs.readFileSync(`${root}/${log}`, 'utf8').trim();
  const lines = text.replace(unfit, '').split('\n').slice(-5);
  // The failure has to be on record, and a credential may not be.
  if (secretIn(lines.join('\n')) !== undefined) return ' (what it printed looks like a credential)';
  return lines.join('') === '' ? '' : `: ${lines.join('\n').slice(-1000).toWellFormed()}`;
}

// eslint-disable-next-line no-control-regex -- what a program prints may hold them, a record may not
const unfit = /[\u0000-\u0008\u000b-\u001f\u007f]/g;
