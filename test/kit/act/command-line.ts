/** What act is started with: its arguments, its environment, and what a real run would find in its own. */
import * as path from 'node:path';

import type { RunActOptions } from './options.ts';

const checkout = path.resolve(import.meta.dirname, '../../fixtures/checkout');
/** Each spelling by which a workflow names the checkout in the fixtures. */
const checkoutRefs = ['v7', 'v7.0.1', '3d3c42e5aac5ba805825da76410c181273ba90b1'];
/** A port that nobody listens on: without a local GitHub every request fails at once. */
const nowhere = 'http://127.0.0.1:1';

/** Folders and files that belong to one run. */
export interface RunFolder {
  readonly folder: string;
  readonly home: string;
  readonly clone: string;
  readonly eventFile: string;
  /** `NAME=value` in the environment of everything that the run starts. */
  readonly mark: string;
}

/** The arguments of act, without its own name. */
export function actArguments(options: RunActOptions, run: RunFolder): readonly string[] {
  const empty = ['env', 'secret', 'var', 'input'].flatMap((kind) => [
    `--${kind}-file`,
    '/dev/null',
  ]);
  return [
    options.event.name,
    ...['-W', options.workflow, '-e', run.eventFile, '--actor', options.actor],
    ...['--json', '--rm', '--concurrent-jobs', '8', '--defaultbranch', 'main'],
    ...['--no-cache-server', '--action-cache-path', path.join(run.folder, 'cache'), ...empty],
    ...['-s', `GITHUB_TOKEN=${options.token ?? 'ghs_of_a_local_run'}`, '--no-skip-checkout'],
    ...(options.labels ?? ['ubuntu-latest']).flatMap((label) => ['-P', `${label}=-self-hosted`]),
    ...Object.entries(actions(options)).flatMap(([ref, folder]) => [
      '--local-repository',
      `${ref}=${folder}`,
    ]),
    ...Object.entries(runnerEnvironment(options)).flatMap(([name, value]) => [
      '--env',
      `${name}=${value}`,
    ]),
  ];
}

/** act's own environment; every job inherits it, so there is nothing of this process in it. */
export function actEnvironment(options: RunActOptions, run: RunFolder): NodeJS.ProcessEnv {
  const node = options.nodeBin ?? path.dirname(process.execPath);
  const [name = '', value = ''] = run.mark.split('=');
  return {
    PATH: [node, '/usr/local/bin', '/usr/bin', '/bin'].join(':'),
    HOME: run.home,
    XDG_CONFIG_HOME: run.home,
    XDG_CACHE_HOME: run.home,
    ACT_DISABLE_VERSION_CHECK: '1',
    [name]: value,
  };
}

/** Which folder stands for each action that a workflow may use. */
function actions(options: RunActOptions): Readonly<Record<string, string>> {
  return {
    ...Object.fromEntries(checkoutRefs.map((ref) => [`actions/checkout@${ref}`, checkout])),
    'org/orchestrator@v1': options.release,
    ...options.actions,
  };
}

/** Variables that GitHub's runner sets and act does not, or not to what the scenario says. */
function runnerEnvironment(options: RunActOptions): Readonly<Record<string, string>> {
  const { github, runId, repository = 'acme/consumer' } = options;
  return {
    GITHUB_REPOSITORY: repository,
    GITHUB_RUN_ID: runId,
    GITHUB_RUN_ATTEMPT: String(options.runAttempt ?? 1),
    GITHUB_TRIGGERING_ACTOR: options.triggeringActor ?? options.actor,
    GITHUB_WORKFLOW_REF: `${repository}/${options.workflow}@refs/heads/${options.branch ?? 'main'}`,
    GITHUB_API_URL: github?.url ?? nowhere,
    GITHUB_GRAPHQL_URL: `${github?.url ?? nowhere}/graphql`,
    ...(github === undefined
      ? {}
      : {
          ACTIONS_RESULTS_URL: github.resultsUrl,
          ACTIONS_RUNTIME_TOKEN: github.runtimeToken(runId, `${runId}-job`),
        }),
    ...gitConfiguration(
      `https://github.com/${repository}`,
      options.remote ?? `file://${options.bare}`,
    ),
    NO_COLOR: '1',
    ...options.env,
  };
}

/** Sends git to the bare repository whenever it is told to go to GitHub; with and without `.git` at the end. */
function gitConfiguration(from: string, to: string): Readonly<Record<string, string>> {
  return {
    GIT_TERMINAL_PROMPT: '0',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_COUNT: '2',
    GIT_CONFIG_KEY_0: `url.${to}.insteadOf`,
    GIT_CONFIG_VALUE_0: from,
    GIT_CONFIG_KEY_1: `url.${to}.insteadOf`,
    GIT_CONFIG_VALUE_1: `${from}.git`,
  };
}
