/** `complete`: check the exit criteria and write the handoff artifact; or record the baseline integration. */
import * as path from 'node:path';
import { complete as completeAttempt, integrate, type Completed } from '@orchestrator/app';
import type { Handoff, ItemState } from '@orchestrator/core';
import { createOutboxStore } from '@orchestrator/stores';
import type { Context } from '../context.ts';
import { orRefuse, usage } from '../failure.ts';
import { actorFor, executorFor } from '../identity.ts';
import {
  attemptInput,
  choice,
  given,
  itemInput,
  nonceInput,
  pathInput,
  stepInput,
  textInput,
} from '../inputs.ts';
import { showDecision } from './decision.ts';
import { list, word, type Options } from './options.ts';
import { retryOf, stateAfter, whatNext } from './what-next.ts';

const eventTypes = ['attempt-completed', 'attempt-failed', 'baseline-integration'] as const;

export async function complete(context: Context, options: Options): Promise<undefined> {
  const event = choice('--event-type', word(options['eventType']), eventTypes);
  const baseline = choice('--baseline', word(options['baseline']), ['pre', 'post'] as const);
  if (event === 'baseline-integration') {
    if (baseline === 'pre')
      throw usage('A baseline integration is post, not pre.', 'Write --baseline post.');
    return integrateBaseline(context, options);
  }
  const status = statusOf(word(options['status']), event);
  return endAttempt(context, options, status, baseline);
}

function statusOf(
  given: string | undefined,
  event: (typeof eventTypes)[number] | undefined,
): 'completed' | 'failed' {
  const status = choice('--status', given, ['completed', 'failed'] as const);
  const said =
    event === undefined ? undefined : event === 'attempt-failed' ? 'failed' : 'completed';
  if (status !== undefined && said !== undefined && status !== said) {
    throw usage(
      `--status ${status} and --event-type ${event ?? ''} contradict each other.`,
      'Give one of them.',
    );
  }
  return status ?? said ?? 'completed';
}

async function endAttempt(
  context: Context,
  options: Options,
  status: 'completed' | 'failed',
  baseline: 'pre' | 'post' | undefined,
): Promise<undefined> {
  const { terminal } = context;
  const item = itemInput(word(options['workItem']));
  const out = word(options['out']);
  const deps = outbox(context, out);
  const evidence = list(options['evidence']).flatMap((path) => pathInput('--evidence', path) ?? []);
  const ended = orRefuse(
    await completeAttempt(deps, {
      item,
      step: stepInput(word(options['step']), item),
      status,
      actor: await actorFor(word(options['actor']), deps.repository),
      executor: executorFor(word(options['executor'])).id,
      evidence,
      ...given({
        attempt: attemptInput('--attempt', word(options['attempt'])),
        nonce: nonceInput('--nonce', word(options['nonce'])),
        outcome: textInput('--outcome', word(options['outcome'])),
        nextAction: textInput('--next-action', word(options['nextAction'])),
        commit: await commitOf(context, word(options['commit'])),
        baseline,
      }),
    }),
  );
  const { decision, state } = ended;
  const { answer, repeated } = decision;
  const { record } = answer;
  const { workItemId, step, attemptId, checks } = record;
  const attempts = state.steps.flatMap((it) => it.attempts);
  const attempt = attempts.find(
    ({ claim }) => claim !== undefined && record.causes.includes(claim.id),
  )?.k;
  // What is on record already waits for nobody.
  const file =
    out === undefined || repeated ? undefined : path.join(out, path.basename(answer.path));
  const document = {
    schema: 'orchestrator.complete/1',
    workItemId,
    step: step.key,
    attempt,
    attemptId,
    status: record.status,
    handoff: answer.path,
    // Where it waits for a collector.
    ...(file !== undefined && { file }),
    record: answer.id,
    checks,
    ...(repeated && { repeated }),
  };
  context.show(document, () =>
    [
      `${step.key} ${record.status}: ${record.outcome}${repeated ? ' (It was on record already.)' : ''}`,
      ...checks.map(
        ({ id, ok, detail }) =>
          `  ${ok ? terminal.style('green', 'pass') : terminal.style('red', 'fail')} ${id}: ${detail}`,
      ),
      ...attestedTexts(record, state).map((text) => `  you vouch for: ${text}`),
      terminal.style('dim', `  ${file ?? answer.path}`),
      file === undefined
        ? `  Next: ${nextAfter(context, ended)}`
        : `  Written, not recorded yet. Whoever may write: orchestrator collect --from ${path.dirname(file)}`,
    ].join('\n'),
  );
  return undefined;
}

function nextAfter(context: Context, ended: Completed): string {
  const after = stateAfter(context, ended);
  return whatNext(after, retryOf(after, ended.decision.answer.record.step.key));
}

/** With `--out`, records become files in that folder. */
function outbox({ deps, root }: Context, out: string | undefined): Context['deps'] {
  if (out === undefined) return deps;
  return { ...deps, store: createOutboxStore(deps.store, path.resolve(root, out)) };
}

/** What the actor vouched for by completing, in words. */
function attestedTexts({ step: { key }, attested }: Handoff, state: ItemState): readonly string[] {
  const step = state.plan.byKey.get(key)?.step;
  const texts = new Map((step?.exitCriteria ?? []).map(({ id, text }) => [id, text]));
  if (step !== undefined) texts.set('definition-of-done', step.definitionOfDone);
  return attested.flatMap((id) => texts.get(id) ?? []);
}

/** The full id of the commit that is named. */
async function commitOf({ deps }: Context, name: string | undefined): Promise<string | undefined> {
  if (name === undefined) return undefined;
  const found = await deps.repository.resolve(name);
  if (found !== undefined) return found;
  throw usage(`There is no commit ${name}.`, 'Name a commit of this repository.');
}

async function integrateBaseline(context: Context, options: Options): Promise<undefined> {
  const { deps } = context;
  const amended = orRefuse(
    await integrate(deps, {
      item: itemInput(word(options['workItem'])),
      actor: await actorFor(word(options['actor']), deps.repository),
      ...given({
        commit: word(options['commit']),
        outcome: textInput('--outcome', word(options['outcome'])),
        nextAction: textInput('--next-action', word(options['nextAction'])),
      }),
    }),
  );
  const { decision } = amended;
  const { record } = decision.answer;
  showDecision(context, decision, 'outcome' in record ? record.outcome : 'Integrated.', {
    next: whatNext(stateAfter(context, amended)),
  });
  return undefined;
}
