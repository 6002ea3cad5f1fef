/** Records what a person decided at a gate, tells them, and lets the plan go on. */
import { decideAtGate, loadItem, type Amended } from '@orchestrator/app';
import { gateView, scheduleView, type ItemState, type Refused } from '@orchestrator/core';
import { showStatus, type Done, type Kit } from '@orchestrator/action-kit';
import { createApi, dispatchWorkflow, react, reply } from '@orchestrator/github';
import { span } from '@orchestrator/render';
import type { Inputs } from './inputs.ts';
import { orderOf } from './order.ts';

export const outputs = [
  'decision',
  'state',
  'approvals',
  'missing',
  'returned-to',
  'record',
] as const;
type Output = (typeof outputs)[number];

export async function run(inputs: Inputs, kit: Kit): Promise<Done<Output> | Refused> {
  const order = await orderOf(inputs, kit);
  if (order.ok && order.command === undefined) {
    kit.log.info('This comment is no decision.');
    return { ok: true, outputs: noDecision };
  }
  const amended = order.ok ? await decideAtGate(kit.deps, order.command) : order;
  if (order.ok || order.tell === true) await tell(kit, amended);
  if (!order.ok) return order;
  if (!amended.ok) return amended;
  const { item, gate, decision } = order.command;
  const loaded = await loadItem(kit.deps, item);
  if (!loaded.ok) return loaded;
  const { state } = loaded;
  const { nextAction } = scheduleView(state);
  kit.log.info(`${item}: ${decision} at ${gate} by ${kit.actor}. Next: ${nextAction}`);
  const history = await kit.history();
  const went = inputs.continue ? await goOn(inputs, kit, state) : 'nowhere';
  // The run that is started shows where it stands then.
  if (went !== 'on') await showStatus(kit, { api: apiOf(kit), comment: 'auto', state, history });
  return {
    ok: true,
    outputs: { decision, ...standingOf(state, gate), ...resultOf(amended) },
    summary: [
      `### ${span(item)}: ${span(decision)} at ${span(gate)} by ${span(kit.actor)}`,
      '',
      `**Next:** ${span(nextAction)}`,
      ...(history === '' ? [] : ['', `history ${span(history)}`]),
    ].join('\n'),
    ...(typeof went === 'object' && { failure: went }),
  };
}

const noDecision: Readonly<Record<Output, string>> = {
  ...{ decision: '', state: '', approvals: '', missing: '' },
  ...{ 'returned-to': '', record: '' },
};

function standingOf(
  state: ItemState,
  key: string,
): Pick<Record<Output, string>, 'state' | 'approvals' | 'missing'> {
  const gate = state.gates.get(key);
  const view = gate === undefined ? undefined : gateView(gate);
  const given = view?.approvedBy.length ?? 0;
  const missing = view?.state === 'approved' ? 0 : Math.max(0, (view?.approvals ?? 0) - given);
  return {
    state: state.ended === undefined ? (view?.state ?? '') : 'ended',
    approvals: String(given),
    missing: String(missing),
  };
}

function resultOf({
  decision: { answer },
}: Amended): Pick<Record<Output, string>, 'returned-to' | 'record'> {
  const { record } = answer;
  return { 'returned-to': 'rejected' in record ? record.rejected[0] : '', record: answer.id };
}

/** Nobody has to press twice, and nothing waits meanwhile: what may start now is started by the plan workflow. */
async function goOn(
  { workflow }: Inputs,
  kit: Kit,
  state: ItemState,
): Promise<'on' | 'nowhere' | NonNullable<Done<Output>['failure']>> {
  if (scheduleView(state).readySteps.length === 0) return 'nowhere';
  const { job, event, log } = kit;
  const ref = event.defaultBranch ?? 'main';
  const dispatched = await dispatchWorkflow({ api: apiOf(kit), job }, workflow, ref, {
    'work-item': state.item,
  });
  if (dispatched.ok) {
    log.info(`${state.item} goes on: ${workflow} is started on ${ref}.`);
    return 'on';
  }
  return {
    code: 'not-continued',
    message: `The decision is recorded. ${state.item} does not go on by itself: ${dispatched.message}`,
    hint: `${dispatched.hint} The input workflow names the file.`,
  };
}

const apiOf = ({ job, token }: Kit) => createApi({ ...job, token });

/** Whoever commented looks at the comment, not at a log. Without an answer nothing is lost. */
async function tell(kit: Kit, amended: Amended | Refused): Promise<void> {
  const { job, log } = kit;
  const { comment, issue } = kit.event;
  if (comment === undefined || issue === undefined) return;
  const place = { ...job, api: apiOf(kit) };
  const answers = [
    await react(place, comment.id, amended.ok ? '+1' : 'confused'),
    ...(amended.ok ? [] : [await reply(place, issue.number, wordsOf(amended, comment.author))]),
  ];
  for (const answer of answers) {
    if (!answer.ok)
      log.warning(
        `The comment could not be answered: ${answer.message}\nGive the job permissions: pull-requests: write.`,
      );
  }
}

const wordsOf = (
  { refusal: { code: title, message, hint } }: Refused,
  author: { readonly login: string } | undefined,
): string =>
  `${span(author?.login ?? '')}, nothing was recorded (${title}): ${span(message)}\n\n→ ${span(hint)}`;
