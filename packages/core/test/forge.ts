/** Forged histories: records that say that attempts are in any state, without the commands that would bring them there. */
import { createHash } from 'node:crypto';
import {
  fold,
  handoffSlot,
  approvalSlot,
  makePlan,
  readItem,
  recordText,
  registrationSlot,
  launchSlot,
  claimSlot,
  requeueSlot,
  reworkSlot,
  type ItemState,
  type JsonValue,
  type StoredFile,
  type Workflow,
} from '../src/index.ts';

const item = 'item-1';
export const ids = {
  sha256: (text: string): string => createHash('sha256').update(text).digest('hex'),
};
const at = '2026-01-19T14:30:12.000Z';
const digest = 'd'.repeat(64);

/** How an attempt stands; `void-…`: a rework lists it. */
export type Life =
  | 'launched'
  | 'running'
  | 'completed'
  | 'failed'
  | 'void-launched'
  | 'void-running'
  | 'void-completed'
  | 'void-failed';

export interface ForgedStep {
  readonly key: string;
  readonly lives: readonly Life[];
  /** Somebody requeued it after its last attempt. */
  readonly requeued: boolean;
}

const file = (path: string, record: JsonValue): StoredFile => {
  const text = recordText(record);
  return { path, text, id: ids.sha256(text) };
};

const registration = file(registrationSlot(item), {
  schemaVersion: '1.0',
  type: 'item.registered',
  workItemId: item,
  at,
  actor: 'olga',
  causes: [],
  title: item,
  workflow: { id: 'wf', version: '1.0.0', digest },
  owner: 'olga',
  links: [],
  inputs: {},
});

const common = { schemaVersion: '1.0', workItemId: item };
const executor = { kind: 'local', id: 'local', nonce: 'n' };
const artifact = (key: string, attemptId: string) => ({
  ...common,
  workflow: { name: 'wf', version: '1.0.0' },
  step: { key, order: 1 },
  attemptId,
  timestamp: at,
  actor: 'worker',
  outcome: '',
  nextAction: '',
  baselineIntegration: 'pre',
  links: [],
});

/** The files of steps in these states. */
export function forge(steps: readonly ForgedStep[]): readonly StoredFile[] {
  return [registration, ...steps.flatMap(forgeStep)];
}

function forgeStep({ key, lives, requeued }: ForgedStep): readonly StoredFile[] {
  const files = lives.flatMap((life, index) => forgeAttempt(key, index + 1, life));
  if (!requeued) return files;
  const k = lives.length + 1;
  const requeue = {
    ...common,
    type: 'attempt.requeued',
    at,
    actor: 'olga',
    causes: [files.findLast(({ path }) => path.includes('/handoff/'))?.id ?? registration.id],
    step: key,
    k,
    reason: '',
  };
  return [...files, file(requeueSlot(item, key, k), requeue)];
}

function forgeAttempt(key: string, k: number, life: Life): readonly StoredFile[] {
  const attemptId = `${key}-${k}`;
  const launch = file(launchSlot(item, key, k), {
    ...common,
    type: 'attempt.launched',
    at,
    actor: 'scheduler',
    causes: [registration.id],
    step: key,
    k,
    predecessors: [],
    rank: 1,
    tiedWith: [],
    sharesWith: [],
  });
  const claim = file(claimSlot(item, key, k), {
    ...common,
    type: 'attempt.claimed',
    at,
    actor: 'worker',
    causes: [launch.id],
    step: key,
    k,
    attemptId,
    executor,
    checks: [],
    attested: [],
  });
  const completed = life.endsWith('completed');
  const handoff = file(handoffSlot(item, key, attemptId, at), {
    ...artifact(key, attemptId),
    eventType: completed ? 'attempt-completed' : 'attempt-failed',
    causes: [claim.id],
    status: completed ? 'completed' : 'failed',
    executor,
    outputs: [],
    checks: [],
    attested: [],
  });
  const rework = file(reworkSlot(item, key, k), {
    ...artifact(key, attemptId),
    eventType: 'attempt-rejected',
    causes: [launch.id],
    gate: 'some-gate',
    state: digest,
    followUps: [],
    reason: 'no',
    rejected: [key, k],
    voids: [[key, k]],
  });
  return [
    launch,
    ...(life.endsWith('launched') ? [] : [claim]),
    ...(/completed|failed/.test(life) ? [handoff] : []),
    ...(life.startsWith('void') ? [rework] : []),
  ];
}

/** The state that files make. */
export function stateOf(workflow: Workflow, files: readonly StoredFile[]): ItemState {
  const read = readItem(item, files);
  if (read.registration === undefined) throw new Error('not registered');
  return fold({ ...read, registration: read.registration }, [makePlan(workflow, digest)], ids);
}

/** The files and as many approvals as each of these gates asks for, where it has been reached. */
export function approve(
  workflow: Workflow,
  files: readonly StoredFile[],
  gates: readonly string[],
): readonly StoredFile[] {
  const state = stateOf(workflow, files);
  const votes = gates.flatMap((key) => {
    const gate = state.gates.get(key);
    if (gate?.state === undefined) return [];
    const { state: shown } = gate;
    return Array.from({ length: gate.gate.approvals }, (_, index) => {
      const actor = `person-${index}`;
      return file(approvalSlot(item, key, shown, actor), {
        ...artifact(workflow.steps[0]?.key ?? '', 'a'),
        eventType: 'gate-approved',
        actor,
        causes: [registration.id],
        gate: key,
        state: shown,
        followUps: [],
        reason: '',
      });
    });
  });
  return [...files, ...votes];
}
