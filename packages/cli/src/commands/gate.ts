/** `gate`: record a decision at a gate. */
import { decideAtGate } from '@orchestrator/app';
import {
  attemptName,
  reviewDecisions,
  shortList,
  type Decided,
  type ItemState,
} from '@orchestrator/core';
import type { Context } from '../context.ts';
import { orRefuse, usage } from '../failure.ts';
import { actorFor } from '../identity.ts';
import {
  choice,
  gateInput,
  given,
  itemInput,
  optionalItem,
  optionalStep,
  textInput,
} from '../inputs.ts';
import { showDecision } from './decision.ts';
import { list, word, type Options } from './options.ts';
import { stateAfter, whatNext } from './what-next.ts';

const decisions = ['approve', 'reject', ...reviewDecisions] as const;

export async function gate(context: Context, options: Options): Promise<undefined> {
  const { deps } = context;
  const decision = choice('--decision', word(options['decision']), decisions);
  if (decision === undefined)
    throw usage(
      '--decision is missing.',
      'Add --decision approve or reject; at a handoff gate also proceed, merge, link or close.',
    );
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
  const target = given({ target: optionalItem('--target', word(options['target'])) });
  checkFits(decision, returnTo, target);
  const amended = orRefuse(
    await decideAtGate(deps, {
      ...command,
      ...(decision === 'approve'
        ? { decision }
        : decision === 'reject'
          ? { decision, ...returnTo }
          : { decision, ...target }),
    }),
  );
  const { decision: decided, state } = amended;
  const { answer } = decided;
  const voids = 'voids' in answer.record ? { voids: answer.record.voids } : {};
  showDecision(context, decided, sentenceOf(decided, command.gate, state), {
    next: whatNext(stateAfter(context, amended)),
    more: { gate: command.gate, decision, ...target, ...voids },
  });
  return undefined;
}

/** An option that says nothing here was meant for another decision. */
function checkFits(
  decision: (typeof decisions)[number],
  { returnTo }: { readonly returnTo?: string },
  { target }: { readonly target?: string },
): void {
  if (returnTo !== undefined && decision !== 'reject')
    throw usage('--return-to goes with --decision reject.', 'Leave --return-to out.');
  if (target !== undefined && (decision === 'approve' || decision === 'reject'))
    throw usage('--target goes with --decision merge or link.', 'Leave --target out.');
}

function sentenceOf({ answer }: Decided, gate: string, state: ItemState): string {
  const { record } = answer;
  if (answer.kind === 'rework' && 'rejected' in record)
    return `${gate} is rejected: back to ${record.rejected[0]}; void: ${shortList(record.voids.map((ref) => attemptName(...ref)))}. Everything else keeps its result.`;
  if (answer.kind !== 'review' || !('decision' in record))
    return approvalSentence(gate, record.actor, state);
  const { workItemId, decision } = record;
  const target = 'target' in record ? record.target : '';
  switch (decision) {
    case 'merge':
      return `${workItemId} is merged into ${target}: nothing more is done on it.`;
    case 'close':
      return `${workItemId} is closed: nothing more is done on it.`;
    case 'link':
      return `${workItemId} is linked to ${target}; ${approvalSentence(gate, record.actor, state)}`;
    default:
      return approvalSentence(gate, record.actor, state);
  }
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
