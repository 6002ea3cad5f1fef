/** What a person wants decided, wherever they said it, with what is known of what they looked at. */
import { loadItem, type GateCommand } from '@orchestrator/app';
import { refuse, type Refused } from '@orchestrator/core';
import { branchOf, type Kit } from '@orchestrator/action-kit';
import { createApi, openPullOfBranch, pullOf } from '@orchestrator/github';
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
  const barred = refuseStranger(kit) ?? refuseOtherBranch(kit);
  if (barred !== undefined) return barred;
  const order = fromButton(inputs, kit);
  return order.ok && order.command !== undefined ? withPull(order.command, kit) : order;
}

/** The button can be pressed for any branch, and then that branch's workflow runs, which anybody may have changed. */
function refuseOtherBranch({ env, event }: Kit): Refused | undefined {
  const { defaultBranch } = event;
  const ref = env['GITHUB_REF'] ?? event.ref ?? '';
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

/** Where the item has a pull request, its author did the work, and its head is what the work is. */
async function withPull(command: GateCommand, kit: Kit): Promise<Order> {
  const loaded = await loadItem(kit.deps, command.item);
  // What is wrong with the item is told by the decision itself.
  if (!loaded.ok) return { ok: true, command };
  const { pr, inputs } = loaded.state.registration.record;
  const branch = branchOf(inputs);
  if (pr === undefined && branch === undefined) return { ok: true, command };
  const api = createApi({ ...kit.job, token: kit.token });
  const asked =
    pr === undefined
      ? await openPullOfBranch(api, kit.job, branch ?? '')
      : await pullOf(api, kit.job, pr);
  if (!asked.ok) {
    return refuse(
      'storage-failed',
      `Nothing was recorded: ${asked.message}`,
      `${asked.hint} Then press the button again.`,
    );
  }
  const pull = asked.found;
  if (pull === undefined) return { ok: true, command };
  const seen = {
    commit: pull.headSha,
    ...(pull.author !== undefined && { authors: [pull.author] }),
  };
  return { ok: true, command: { ...command, ...seen } };
}
