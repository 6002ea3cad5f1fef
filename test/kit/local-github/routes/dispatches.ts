import type { WorkflowDispatch } from '../facts.ts';
import {
  invalid,
  json,
  noContent,
  notFound,
  type Asked,
  type Reply,
  type Routes,
} from '../reply.ts';
import { putRun } from '../runs.ts';
import { defaultBranch, apiUrl, htmlUrl } from '../world.ts';
import { dispatchTrigger, workflowPath, type Trigger } from '../workflow-files.ts';

type Inputs = Readonly<Record<string, unknown>>;

const inputLimit = 65_535;

/** What GitHub says against the inputs; undefined when they are fine. */
function refusal({ inputs }: Trigger, sent: Inputs): string | undefined {
  const unexpected = Object.keys(sent).filter((name) => !inputs.has(name));
  if (unexpected.length > 0) return `Unexpected inputs provided: ${JSON.stringify(unexpected)}`;
  for (const [name, { required, default: preset, options }] of inputs) {
    const value = sent[name] ?? preset;
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    if (required && (value === undefined || value === ''))
      return `Required input '${name}' not provided`;
    if (options !== undefined && value !== undefined && !options.includes(text))
      return `Provided value '${text}' for input '${name}' not in the list of allowed values`;
  }
  return JSON.stringify(sent).length > inputLimit ? 'inputs are too large.' : undefined;
}

function withDefaults({ inputs }: Trigger, sent: Inputs): Inputs {
  const presets = [...inputs].filter(([, input]) => input.default !== undefined);
  return { ...Object.fromEntries(presets.map(([name, input]) => [name, input.default])), ...sent };
}

function branchOrTag(asked: Asked, ref: string): { name: string; sha: string } | undefined {
  const { refs } = asked.world.versions.now();
  const name = [ref, `refs/heads/${ref}`, `refs/tags/${ref}`].find((it) => refs.has(it));
  const sha = name === undefined ? undefined : refs.get(name)?.sha;
  return name === undefined || sha === undefined ? undefined : { name, sha };
}

function started(asked: Asked, dispatch: Omit<WorkflowDispatch, 'runId'>, name: string): number {
  const { world, account } = asked;
  const { id } = putRun(world, {
    id: world.nextId(),
    status: 'queued',
    event: 'workflow_dispatch',
    name,
    headBranch: dispatch.ref.replace(/^refs\/(heads|tags)\//, ''),
    headSha: dispatch.sha,
    path: dispatch.workflow,
    actor: account.login,
  });
  world.dispatches.push({ ...dispatch, runId: id });
  return id;
}

async function dispatchWorkflow(asked: Asked): Promise<Reply> {
  const { world, body, parameters, account } = asked;
  const state = world.versions.now();
  const workflow = await workflowPath(world, state, parameters['workflow_id'] ?? '');
  if (workflow === undefined) return notFound();
  const ref = String(body['ref']);
  const target = branchOrTag(asked, ref);
  if (target === undefined) return invalid(`No ref found for: ${ref}`);
  const trigger = await dispatchTrigger(world, target.sha, workflow);
  if (trigger === undefined) return invalid("Workflow does not have 'workflow_dispatch' trigger");
  const inputs = (body['inputs'] ?? {}) as Inputs;
  const refused = refusal(trigger, inputs);
  if (refused !== undefined) return invalid(refused);
  const facts = { workflow, ref, sha: target.sha, inputs, actor: account.login };
  const allInputs = withDefaults(trigger, inputs);
  const dispatch = { kind: 'workflow_dispatch', ...facts, allInputs } as const;
  const id = started(asked, dispatch, trigger.name ?? workflow);
  if (body['return_run_details'] !== true) return noContent;
  return json(200, {
    workflow_run_id: id,
    run_url: apiUrl(world, `/actions/runs/${id}`),
    html_url: htmlUrl(world, `/actions/runs/${id}`),
  });
}

function dispatchRepository({ world, body, account }: Asked): Reply {
  const payload = (body['client_payload'] ?? {}) as Inputs;
  world.dispatches.push({
    kind: 'repository_dispatch',
    eventType: String(body['event_type']),
    payload,
    ref: defaultBranch(world),
    sha: world.versions.now().refs.get(world.head)?.sha ?? '',
    actor: account.login,
  });
  return noContent;
}

export const dispatchRoutes: Routes = {
  'actions/create-workflow-dispatch': dispatchWorkflow,
  'repos/create-dispatch-event': dispatchRepository,
};
