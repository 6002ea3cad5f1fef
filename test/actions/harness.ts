/** Jobs of a run as the runner would start them: the released actions as processes, on a real repository and a local GitHub. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { readActionFile, type ActionName } from '../../scripts/release/action-file.ts';
import { createFixture, type Fixture } from '../kit/local-github/fixture.ts';
import { startLocalGithub, type LocalGithub } from '../kit/local-github/index.ts';
import { root, temporary } from './release-tree.ts';
import { runStep, type Ran, type Words } from './run-step.ts';

const repository = 'acme/consumer';
const token = 'ghs_0123456789abcdefghijklmnopqrstuvwxyz';

export interface World {
  readonly github: LocalGithub;
  readonly fixture: Fixture;
  /** A folder that goes with the world. */
  readonly folder: string;
  readonly tree: string;
  readonly close: () => Promise<void>;
}

export async function createWorld(tree: string): Promise<World> {
  const fixture = createFixture();
  const github = await startLocalGithub({ repository, bare: fixture.bare });
  const folder = temporary('jobs');
  return {
    ...{ github, fixture, folder, tree },
    close: async () => {
      await github.close();
      fixture.remove();
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}

export interface JobFacts {
  readonly run: number;
  readonly attempt?: number;
  readonly job?: string;
  /** The leg's entry of the matrix. */
  readonly matrix?: Readonly<Record<string, string | number>>;
  readonly index?: number;
  readonly env?: Words;
  readonly sender?: string;
  readonly triggering?: string;
  /** Default: the button, with the work item. */
  readonly event?: { readonly name: string; readonly payload: Readonly<Record<string, unknown>> };
}

export interface JobProcess {
  /** Runs a step with its defaults, and what `with:` says. */
  readonly uses: (action: ActionName, inputs?: Words) => Promise<Ran>;
  /** What runs after the job for a step that ran before. */
  readonly post: (action: ActionName, before: Ran, status: string) => Promise<Ran>;
  readonly temp: string;
  readonly workspace: string;
}

let jobs = 0;

/** A job with a temporary folder and a workspace of its own. */
export function startJob(world: World, item: string, facts: JobFacts): JobProcess {
  jobs += 1;
  const folder = path.join(world.folder, `job-${jobs}`);
  const [temp, workspace] = [path.join(folder, 'temp'), path.join(folder, 'work')];
  fs.mkdirSync(temp, { recursive: true });
  fs.mkdirSync(workspace);
  const event = path.join(folder, 'event.json');
  const payload = facts.event?.payload ?? { inputs: { 'work-item': item } };
  fs.writeFileSync(event, JSON.stringify({ ...surroundings(facts), ...payload }));
  const env = environment(world, facts, { temp, workspace, event });
  const start = (action: ActionName, inputs: Words, more: Words = {}, status = 'success') => {
    const given = { ...defaults(action, item, facts, status), ...inputs };
    const named = Object.entries(given).map(([name, value]) => [
      `INPUT_${name.toUpperCase()}`,
      value,
    ]);
    return runStep(path.join(world.tree, action, 'index.js'), folder, {
      ...env,
      ...(Object.fromEntries(named) as Words),
      ...more,
    });
  };
  return {
    uses: (action, inputs = {}) => start(action, inputs),
    post: (action, { state }, status) => {
      const kept = Object.entries(state).map(([name, value]) => [`STATE_${name}`, value]);
      return start(action, {}, Object.fromEntries(kept) as Words, status);
    },
    ...{ temp, workspace },
  };
}

/** What every payload has: who did it, and where. */
const surroundings = ({ sender = 'alice' }: JobFacts) => ({
  sender: { login: sender, type: sender.endsWith('[bot]') ? 'Bot' : 'User' },
  repository: { full_name: repository, default_branch: 'main' },
});

function environment(
  { github, fixture }: World,
  { run, attempt = 1, job = 'work', triggering = 'alice', env = {}, event: sent }: JobFacts,
  { temp, workspace, event }: Readonly<Record<'temp' | 'workspace' | 'event', string>>,
): Words {
  return {
    PATH: process.env['PATH'] ?? '',
    HOME: temp,
    ...{ CI: 'true', GITHUB_ACTIONS: 'true', RUNNER_TEMP: temp, GITHUB_WORKSPACE: workspace },
    ...{ GITHUB_REPOSITORY: repository, GITHUB_SERVER_URL: 'https://github.com' },
    ...{ GITHUB_API_URL: github.url, GITHUB_REF: 'refs/heads/main', GITHUB_REF_NAME: 'main' },
    ...{ GITHUB_RUN_ID: String(run), GITHUB_RUN_ATTEMPT: String(attempt), GITHUB_JOB: job },
    ...{ GITHUB_EVENT_NAME: sent?.name ?? 'workflow_dispatch', GITHUB_EVENT_PATH: event },
    ...{ GITHUB_ACTOR: 'alice', GITHUB_TRIGGERING_ACTOR: triggering },
    GITHUB_WORKFLOW_REF: `${repository}/.github/workflows/plan.yml@refs/heads/main`,
    ...{ ACTIONS_RESULTS_URL: github.resultsUrl },
    ACTIONS_RUNTIME_TOKEN: github.runtimeToken(String(run), job),
    ...{ GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_COUNT: '1' },
    GIT_CONFIG_KEY_0: `url.file://${fixture.bare}.insteadOf`,
    GIT_CONFIG_VALUE_0: `https://github.com/${repository}`,
    ...env,
  };
}

/** As expressions spell them, with and without dashes. */
function inputsOfButton({ event }: JobFacts): Words {
  const inputs = Object.entries((event?.payload['inputs'] ?? {}) as Words);
  return Object.fromEntries(
    inputs.flatMap(([name, value]) => [
      [`github.event.inputs.${name}`, value],
      [`github.event.inputs['${name}']`, value],
    ]),
  );
}

/** The defaults of `action.yml`, evaluated as far as they are used. */
function defaults(action: ActionName, item: string, facts: JobFacts, status: string): Words {
  const { matrix = {}, index, run } = facts;
  const contexts: Words = {
    ...inputsOfButton(facts),
    ...(facts.event === undefined && { "github.event.inputs['work-item']": item }),
    'github.token': token,
    'github.run_id': String(run),
    'job.status': status,
    'job.check_run_id': '',
    'strategy.job-index': index === undefined ? '' : String(index),
    'toJSON(matrix)': JSON.stringify(matrix),
    ...Object.fromEntries(
      Object.entries(matrix).map(([name, value]) => [`matrix.${name}`, String(value)]),
    ),
  };
  const evaluate = (text: string): string =>
    text.replace(/\$\{\{\s*(.*?)\s*\}\}/g, (_, expression: string) => contexts[expression] ?? '');
  const { inputs } = readActionFile(root, action);
  return Object.fromEntries(
    Object.entries(inputs).map(([name, input]) => [name, evaluate(input.default ?? '')]),
  );
}
