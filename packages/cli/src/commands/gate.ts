/** `gate`: record a decision at a gate. */
import { decideAtGate } from '@orchestrator/app';
import type { ItemState } from '@orchestrator/core';
import type { Context } from '../context.ts';
import { orRefuse, usage } from '../failure.ts';
import { actorFor } from '../identity.ts';
import { choice, gateInput, given, itemInput, optionalStep, textInput } from '../inputs.ts';
import { showDecision } from './decision.ts';
import { list, word, type Options } from './options.ts';

export async function gate(context: Context, options: Options): Promise<undefined> {
  const { deps } = context;
  const decision = choice('--decision', word(options['decision']), ['approve', 'reject'] as const);
  if (decision === undefined)
    throw usage('--decision is missing.', 'Add --decision approve or --decision reject.');
  const command = {
    item: itemInput(word(options['workItem'])),
    gate: gateInput(word(options['gate'])),
    actor: await actorFor(word(options['actor']), deps.repository),
    reason: textInput('--reason', word(options['reason'])) ?? '',
    followUps: list(options['followUp']).flatMap((text) => textInput('--follow-up', text) ?? []),
    ...given({
      shown: stateInput(word(options['state'])),
      nextAction: textInput('--next-action', word(options['nextAction'])),
    }),
  };
  const returnTo = given({ returnTo: optionalStep('--return-to', word(options['returnTo'])) });
  const { decision: decided, state } = orRefuse(
    await decideAtGate(
      deps,
      decision === 'approve' ? { decision, ...command } : { decision, ...command, ...returnTo },
    ),
  );
  const { answer } = decided;
  const sentence =
    answer.kind === 'rework' && 'rejected' in answer.record
      ? `${command.gate} is rejected: back to ${answer.record.rejected[0]}; ${answer.record.voids.length} attempt(s) are void.`
      : approvalSentence(command.gate, answer.record.actor, state);
  const voids = 'voids' in answer.record ? { voids: answer.record.voids } : {};
  showDecision(context, decided, sentence, {
    next: `orchestrator status --work-item ${command.item}`,
    more: { gate: command.gate, decision, ...voids },
  });
  return undefined;
}

/** @param state before the vote */
function approvalSentence(gate: string, actor: string, state: ItemState): string {
  const found = state.gates.get(gate);
  const needed = found?.gate.approvals ?? 1;
  const people = new Set([
    ...(found?.votes ?? []).map(({ record }) => record.actor.toLowerCase()),
    actor.toLowerCase(),
  ]);
  return people.size >= needed
    ? `${gate} is approved${needed > 1 ? ` by ${people.size} people` : ` by ${actor}`}.`
    : `${actor} approves ${gate}: ${people.size} of ${needed}.`;
}

/** The digest of a gate's state, or its first digits. */
function stateInput(value: string | undefined): string | undefined {
  if (value === undefined || /^[0-9a-f]{8,64}$/.test(value)) return value;
  throw usage(
    `--state ${JSON.stringify(value.slice(0, 80))} is not the digest of a state.`,
    'Copy the 8 digits that status shows.',
  );
}
