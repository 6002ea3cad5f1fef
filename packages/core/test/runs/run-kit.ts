/** A run, and what may happen to it, by the decisions of the core alone: no store, a clock that ticks. */
import { createHash } from 'node:crypto';
import {
  bindWorkflow,
  approveGate,
  claimAttempt,
  decideLaunches,
  endAttempt,
  endRun,
  fold,
  makePlan,
  readItem,
  readWorkflow,
  recordInvocation,
  registerItem,
  rejectGate,
  requeueStep,
  reviewItem,
  stateWith,
  type CheckResult,
  type Context,
  type Decision,
  type ItemState,
  type Outcome,
  type PinnedContracts,
  type Refused,
  type RunEnd,
  type RunOptions,
  type StoredFile,
} from '../../src/index.ts';

export const ids = {
  sha256: (text: string): string => createHash('sha256').update(text).digest('hex'),
};
export const item = 'run-20260119t143012z-the-word-robot-ab12cd';
export const label = 'run_20260119T143012Z_the-word-robot_ab12cd';
const inputs = { slug: 'the-word-robot', artifact_path: 'essays/robot' };
const begin = Date.parse('2026-01-19T14:30:12.000Z');

const threeGates = [
  { key: 'intake', order: 1, contract: 'G1' },
  { key: 'research', order: 2, contract: 'G2', title: 'Look things up' },
  { key: 'spec', order: 3, contract: 'G3' },
];

const contracts: PinnedContracts = Object.fromEntries(
  ['G1', 'G2', 'G3'].map((gate) => [
    gate,
    {
      digest: ids.sha256(gate),
      name: `The gate ${gate}`,
      required_outputs: [`{artifact_path}/${gate}.md`, '{slug}.txt'],
      validations: [
        { type: 'min_words' as const, path: `{artifact_path}/${gate}.md`, min: 2 },
        {
          type: 'not_contains' as const,
          path: '{slug}.txt',
          pattern: 'TODO',
          severity: 'warn' as const,
        },
        { type: 'command' as const, argv: ['check', '{slug}'] },
      ],
    },
  ]),
);

/** The name of a gate, by the key of its step. */
export const gateOf = (step: string): string =>
  threeGates.find(({ key }) => key === step)?.contract ?? step;

/** What the checks of an attempt say, and which outputs there are. */
interface Evidence {
  readonly checks: readonly CheckResult[];
  readonly outputs: readonly { readonly path: string; readonly sha256: string }[];
}

/** All checks of a gate, but for some outputs that are not there. */
export function evidenceOf(gate: string, missing: readonly string[] = []): Evidence {
  const paths = [`essays/robot/${gate}.md`, 'the-word-robot.txt'];
  const isThere = (path: string): boolean => !missing.includes(path);
  const names = ['output-1', 'output-2', 'validation-1', 'validation-2', 'validation-3'];
  return {
    checks: names.map((name, index) => ({
      id: `${gate.toLowerCase()}-${name}`,
      ok: isThere(paths[index] ?? ''),
      detail: `looked at ${name} of ${gate}`,
    })),
    outputs: paths.filter(isThere).map((path) => ({ path, sha256: ids.sha256(path) })),
  };
}

export type Run = ReturnType<typeof startedRun>;

/** @throws Error with the refusal */
export function granted<D extends Decision>(decision: D): Exclude<D, Refused> {
  if (decision.ok) return decision as Exclude<D, Refused>;
  throw new Error(`${decision.refusal.code}: ${decision.refusal.message}`);
}

/** A run that was just started. */
export function startedRun(mode: RunOptions['mode'], gates: readonly object[] = []) {
  const read = readWorkflow({ id: 'wf', version: '1.0.0', steps: threeGates, gates });
  if (!read.ok) throw new Error(read.problems.map(({ detail }) => detail).join(' '));
  const { workflow } = read;
  const run = { mode, depth: 'standard' as const };
  const digest = ids.sha256('wf');
  const command = {
    ...{ workItemId: item, at: new Date(begin).toISOString(), actor: 'olga', title: label },
    ...{ owner: 'olga', links: [], inputs, contracts, run },
  };
  const registered = granted(registerItem(command, workflow, digest, undefined, ids));
  const plan = makePlan(bindWorkflow(workflow, { inputs, contracts, run }), digest);
  const { answer: registration, records } = registered;
  const files: StoredFile[] = records.map(({ path, text, id }) => ({ path, text, id }));
  let state = fold(readIt(files), [plan], ids);
  if (state.registration.id !== registration.id) throw new Error('It is another registration.');
  let now = begin;
  /** Decides; what was decided is on record from then on. */
  const decide = <D extends Decision>(by: (context: Context) => D): D => {
    now += 60_000;
    const decision: Decision = by({ state, ids, now: new Date(now).toISOString() });
    if (decision.ok) {
      state = stateWith(state, decision.records, ids);
      files.push(...decision.records.map(({ path, text, id }) => ({ path, text, id })));
    }
    return decision as D;
  };
  return {
    decide,
    /** Launches everything that may start. */
    launch: (): void => {
      state = stateWith(state, decideLaunches({ state, ids }), ids);
    },
    state: (): ItemState => state,
    files: (): readonly StoredFile[] => files,
    /** The state that files make, in whatever order they come. */
    stateOf: (some: readonly StoredFile[]): ItemState => fold(readIt(some), [plan], ids),
    ...commands(decide),
  };
}

function readIt(files: readonly StoredFile[]) {
  const read = readItem(item, files);
  if (read.registration === undefined) throw new Error('It is not registered.');
  return { ...read, registration: read.registration };
}

function commands(decide: <D extends Decision>(by: (context: Context) => D) => D) {
  const who = (step: string) => ({ id: `bob-${step}`, nonce: `nonce-of-${step}` });
  return {
    start: (step: string, agent = 'Bob') => {
      const executor = { kind: 'agent' as const, ...who(step), agent };
      return decide((context) => {
        const nonce = `${executor.nonce}-${context.state.records.length}`;
        return claimAttempt(context, { step, actor: 'olga', executor: { ...executor, nonce } });
      });
    },
    end: (step: string, status: Outcome, more: Partial<Evidence> & { outcome?: string } = {}) =>
      decide((context) => {
        const open = context.state.steps.find(({ planned }) => planned.step.key === step)?.open;
        const nonces = open?.claim === undefined ? [] : [open.claim.record.executor.nonce];
        const executor = who(step).id;
        return endAttempt(context, { step, actor: 'olga', executor, nonces, status, ...more });
      }),
    retry: (step: string) =>
      decide((context) => requeueStep(context, { step, actor: 'olga', reason: 'again' })),
    finish: (status?: RunEnd, actor = 'olga', reason = '') =>
      decide((context) => endRun(context, { actor, reason, ...(status && { status }) })),
    invoke: (step: string, id: string, more: object = {}) =>
      decide((context) =>
        recordInvocation(context, {
          ...{ step, actor: 'olga', agent: 'bob', status: 'SUCCESS', invocation: id },
          ...more,
        }),
      ),
    approve: (gate: string, actor = 'rita') =>
      decide((context) => approveGate(context, { ...said, gate, actor }, inForce)),
    review: (gate: string, decision: 'proceed' | 'close') =>
      decide((context) => reviewItem(context, { ...said, gate, actor: 'rita', decision }, inForce)),
    reject: (gate: string, returnTo: string) =>
      decide((context) => rejectGate(context, { ...said, gate, actor: 'rita', returnTo }, inForce)),
  };
}

const said = { reason: 'not good enough', followUps: [] };
const inForce = { policy: { store: { kind: 'worktree' as const, commit: false }, roles: {} } };
