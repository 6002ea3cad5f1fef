/** A repository on GitHub that uses the actions: its runs, and those that its runs start. */
import * as path from 'node:path';

import {
  startLocalGithub,
  type Dispatch,
  type LocalGithub,
  type RunFacts,
} from '../local-github/index.ts';
import type { ActRun } from './act-run.ts';
import type { BareRepository } from './bare-repository.ts';
import { dispatchEvent } from './event.ts';
import { keepLog } from './keep-log.ts';
import type { RunActOptions } from './options.ts';
import { rerunFailedJobs } from './rerun.ts';
import { runAct } from './run-act.ts';

/** Which run it is, and who started it. */
interface Order {
  readonly id: number;
  /** From 1. */
  readonly attempt: number;
  readonly actor: string;
  readonly triggeringActor?: string;
  readonly options: StartOptions;
}

export type ConsumerRun = ActRun & Order;

export interface StartOptions extends Partial<Pick<RunActOptions, 'env' | 'kill' | 'onLine'>> {
  /** File name of the workflow; default `plan.yml`. */
  readonly workflow?: string;
  /** What the button is given. */
  readonly inputs?: Readonly<Record<string, string>>;
  /** Something else that happened than the button. */
  readonly event?: RunActOptions['event'];
  /** Default `alice`. */
  readonly actor?: string;
}

export interface Consumer {
  readonly repository: BareRepository;
  readonly github: LocalGithub;
  /** Presses the button, and waits until the run has ended. A run that was killed is in progress for GitHub. */
  start(options: StartOptions): Promise<ConsumerRun>;
  /** GitHub notices that a run's machine is dead. */
  notice(run: ConsumerRun): void;
  /** "Re-run failed jobs", by somebody. */
  rerunFailed(run: ConsumerRun, by: string, env?: RunActOptions['env']): Promise<ConsumerRun>;
  /** The runs that were dispatched and have not been run, one after the other, and those that they dispatch. */
  dispatched(env?: RunActOptions['env']): Promise<readonly ConsumerRun[]>;
  close(): Promise<void>;
}

const name = 'acme/consumer';
/** Many more than any scenario needs: a chain of runs that never ends shall fail. */
const maxRuns = 20;

/**
 * @param repository is removed when the consumer is closed
 * @param release the folder behind `org/orchestrator@v1`
 */
export async function openConsumer(repository: BareRepository, release: string): Promise<Consumer> {
  const github = await startLocalGithub({ repository: name, bare: repository.path });
  const run = runner({ repository, github, release });
  let started = 0;
  let taken = 0;

  const next = async (env: RunActOptions['env']): Promise<ConsumerRun | undefined> => {
    const dispatch = github.dispatches[taken];
    if (dispatch === undefined) return undefined;
    taken += 1;
    return run(orderOf(dispatch, env));
  };
  return {
    repository,
    github,
    start: (options) =>
      run({ id: firstRun + started++, attempt: 1, actor: options.actor ?? 'alice', options }),
    notice: (dead) => github.setRun(ended(dead, dead)),
    rerunFailed: (before, by, env) => run(again(before, by, env), before),
    dispatched: async (env) => {
      const ran: ConsumerRun[] = [];
      for (let one = await next(env); one !== undefined; one = await next(env)) ran.push(one);
      return ran;
    },
    close: async () => {
      await github.close();
      repository.remove();
    },
  };
}

type Place = Pick<Consumer, 'repository' | 'github'> & { readonly release: string };

/** Runs one order after the other, or several at once, and tells GitHub how each is getting on. */
function runner(place: Place): (order: Order, before?: ActRun) => Promise<ConsumerRun> {
  const { repository, github } = place;
  let runs = 0;
  return async (order, before) => {
    if (++runs > maxRuns) throw new Error(`More than ${maxRuns} runs`);
    github.setRun(runFacts(order));
    const act = actOptions(place, order);
    const ran = await (before === undefined ? runAct(act) : rerunFailedJobs(act, before));
    keepLog(`${path.basename(path.dirname(repository.path))}-${order.id}-${order.attempt}`, ran);
    if (!ran.killed) github.setRun(ended(order, ran));
    return { ...ran, ...order };
  };
}

function again(
  { id, attempt, actor, options }: Order,
  by: string,
  env: RunActOptions['env'],
): Order {
  // What killed the first attempt is no business of the second.
  const { kill: _kill, onLine: _onLine, ...same } = options;
  const changed = { ...same, ...(env && { env }) };
  return { id, attempt: attempt + 1, actor, triggeringActor: by, options: changed };
}

/** Far above the numbers that the local GitHub gives by itself. */
const firstRun = 7_000_000_001;

const pathOf = ({ workflow = 'plan.yml' }: StartOptions): string => `.github/workflows/${workflow}`;

function orderOf(dispatch: Dispatch, env: RunActOptions['env']): Order {
  if (dispatch.kind !== 'workflow_dispatch') throw new Error(`Dispatched: ${dispatch.eventType}`);
  const { runId: id, actor, workflow, allInputs } = dispatch;
  const inputs = texts(allInputs);
  const options = { workflow: workflow.replace(/^.*\//, ''), inputs, ...(env && { env }) };
  return { id, attempt: 1, actor, options };
}

const runFacts = ({ id, attempt, actor, triggeringActor = actor, options }: Order): RunFacts => ({
  ...{ id, attempt, actor, triggeringActor, path: pathOf(options) },
  ...{
    status: 'in_progress',
    headBranch: 'main',
    event: options.event?.name ?? 'workflow_dispatch',
  },
});

const ended = (order: Order, { exitCode, jobs }: ActRun): RunFacts => ({
  ...runFacts(order),
  status: 'completed',
  conclusion: exitCode === 0 ? 'success' : 'failure',
  jobs: jobs.map(({ id, result }) => ({
    name: id,
    conclusion: result === 'unfinished' ? 'failure' : result,
  })),
});

function actOptions(
  { repository, github, release }: Place,
  { id, attempt, actor, triggeringActor = actor, options }: Order,
): RunActOptions & { readonly workflowText: string } {
  const { env, event, inputs = {}, kill, onLine } = options;
  const workflow = pathOf(options);
  return {
    ...{ github, release, repository: name, workflow, actor, triggeringActor },
    bare: repository.path,
    workflowText: repository.read('main', workflow),
    event: event ?? dispatchEvent(workflow, inputs),
    runId: String(id),
    runAttempt: attempt,
    ...(env && { env }),
    ...(kill && { kill }),
    ...(onLine && { onLine }),
  };
}

const texts = (inputs: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(inputs).map(([key, value]) => [key, String(value)]));
