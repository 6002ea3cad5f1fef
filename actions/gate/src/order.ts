/** What a person wants decided, wherever they said it, with what is known of what they looked at. */
import { refuse, type Refused } from '@orchestrator/core';
import type { Kit } from '@orchestrator/action-kit';
import { orderInComment } from './comment.ts';
import type { Inputs } from './inputs.ts';
import { refuseStranger } from './stranger.ts';
import type { Order } from './wanted.ts';

export async function orderOf(inputs: Inputs, kit: Kit): Promise<Order> {
  const { job } = kit;
  const isComment = job.eventName === 'issue_comment';
  if (!isComment && job.eventName !== 'workflow_dispatch') {
    return refuse(
      'invalid-input',
      `A decision comes from a person; this run was started by ${JSON.stringify(job.eventName)}.`,
      'Use this action in a workflow with on: workflow_dispatch (the button), or issue_comment.',
    );
  }
  if (isComment) return orderInComment(kit);
  return refuseStranger(kit) ?? refuseOtherBranch(kit) ?? fromButton(inputs, kit);
}

/** The button can be pressed for any branch, and then that branch's workflow runs, which anybody may have changed. */
function refuseOtherBranch({ env, event: { defaultBranch } }: Kit): Refused | undefined {
  const ref = env['GITHUB_REF'] ?? '';
  if (defaultBranch !== undefined && ref === `refs/heads/${defaultBranch}`) return undefined;
  return refuse(
    'invalid-input',
    `The button was pressed for ${ref === '' ? 'an unknown branch' : ref}; decisions count on the default branch alone.`,
    `Press it again with the branch ${defaultBranch ?? 'that is the default one'}.`,
  );
}

function fromButton(inputs: Inputs, { actor }: Kit): Order {
  const { 'work-item': item, gate, decision, reason = '', state, target } = inputs;
  const { 'return-to': returnTo, 'follow-up': followUps } = inputs;
  const missing = Object.entries({ 'work-item': item, gate, decision }).find(([, it]) => !it);
  if (item === undefined || gate === undefined || decision === undefined) {
    return refuse(
      'invalid-input',
      `The input ${missing?.[0] ?? ''} is missing.`,
      'Fill in work-item, gate and decision.',
    );
  }
  const shared = { item, gate, actor, reason, followUps, ...(state && { shown: state }) };
  if (returnTo !== undefined && decision !== 'reject') {
    return refuse(
      'invalid-input',
      `return-to goes with reject, not with ${decision}.`,
      'Leave it empty.',
    );
  }
  if (target !== undefined && decision !== 'merge' && decision !== 'link') {
    return refuse(
      'invalid-input',
      `target goes with merge and link, not with ${decision}.`,
      'Leave it empty.',
    );
  }
  switch (decision) {
    case 'approve':
      return { ok: true, command: { ...shared, decision } };
    case 'reject':
      return { ok: true, command: { ...shared, decision, ...(returnTo && { returnTo }) } };
    default:
      return { ok: true, command: { ...shared, decision, ...(target && { target }) } };
  }
}
