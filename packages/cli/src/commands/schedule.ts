/** `schedule`, and `delegate`: the quickstart's spelling of it, with a prompt. */
import { schedule as scheduleItem, type ClaimAs, type Scheduled } from '@orchestrator/app';
import type { ScheduleView } from '@orchestrator/core';
import type { Context } from '../context.ts';
import { orRefuse, usage } from '../failure.ts';
import { actorFor, executorFor } from '../identity.ts';
import { countInput, executorInput, given, itemInput, optionalItem, textInput } from '../inputs.ts';
import { table } from '../terminal.ts';
import { word, type Options } from './options.ts';

export async function schedule(context: Context, options: Options): Promise<undefined> {
  const item = itemInput(word(options['workItem']));
  const executors = countInput('--executors', word(options['executors']));
  const claimAs = await claimAsFor(context, options);
  const scheduled = orRefuse(
    await scheduleItem(context.deps, { item, ...given({ executors, claimAs }) }),
  );
  for (const { step, why } of scheduled.left)
    context.terminal.notice(`${step} is not claimed: ${why}`);
  show(context, scheduled);
  return undefined;
}

/** Who claims everything, if somebody does. */
async function claimAsFor({ deps }: Context, options: Options): Promise<ClaimAs | undefined> {
  const id = executorInput('--claim-as', word(options['claimAs']));
  if (id === undefined) return undefined;
  const { id: _, ...executor } = executorFor(id);
  const actor = await actorFor(word(options['actor']), deps.repository);
  const nonces = new Map<string, string>();
  const nonceFor = (step: string, k: number): string => {
    const nonce = nonces.get(`${step}.${k}`) ?? deps.ids.nonce();
    nonces.set(`${step}.${k}`, nonce);
    return nonce;
  };
  return { id, actor, executor, nonceFor };
}

export async function delegate(context: Context, options: Options): Promise<undefined> {
  const item = optionalItem('--structured-work-item', word(options['structuredWorkItem']));
  if (item === undefined) {
    throw usage('--structured-work-item is missing.', 'Name the work item to schedule.');
  }
  const more = given({
    executors: countInput('--executors', word(options['executors'])),
    prompt: textInput('--prompt', word(options['prompt'])),
  });
  show(context, orRefuse(await scheduleItem(context.deps, { item, ...more })));
  return undefined;
}

function show(context: Context, { view, path }: Scheduled): void {
  const { options, terminal } = context;
  if (options.json) context.show(view, () => '');
  else if (options.quiet) terminal.print(path);
  else terminal.print(describe(view, path, context));
}

function describe(view: ScheduleView, path: string, { terminal }: Context): string {
  const rows = [
    ...view.readySteps.map((it) => [it.order, it.key, 'ready', it.reason] as const),
    ...view.runningSteps.map(
      (it) => [it.order, it.key, 'running', `${it.executor}, ${it.attemptId}`] as const,
    ),
    ...view.blockedSteps.map(
      (it) =>
        [it.order, it.key, 'blocked', it.reasons.map(({ detail }) => detail).join(' ')] as const,
    ),
    ...view.completedSteps.map(
      (it) => [it.order, it.key, 'completed', `attempt ${it.attempt}`] as const,
    ),
  ].sort((one, other) => one[0] - other[0] || (one[1] < other[1] ? -1 : 1));
  const cells = rows.map(([order, key, state, why]) => [String(order), key, state, why]);
  return [
    terminal.style('bold', `${view.workItemId}  ${view.workflow.id}@${view.workflow.version}`),
    table([['#', 'step', 'state', 'why'], ...cells], terminal.width),
    ...view.gates.map(
      ({ key, state, approvedBy, approvals }) =>
        `gate ${key}: ${state} (${approvedBy.length} of ${approvals})`,
    ),
    `Next: ${view.nextAction}`,
    terminal.style('dim', path),
  ].join('\n');
}
