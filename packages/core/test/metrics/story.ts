/**
 * Small histories, told one command after the other with the clock given for each: real decisions, real records. Times are
 * milliseconds after the registration, so that the numbers in the tests can be added up by hand.
 */
import {
  approveGate,
  claimAttempt,
  correctRecord,
  decideLaunches,
  declareBlocker,
  draft,
  endAttempt,
  findRollback,
  fold,
  integrateBaseline,
  lifeOf,
  makePlan,
  migrateItem,
  readItem,
  readWorkflow,
  registerItem,
  rejectGate,
  requeueStep,
  resolveBlocker,
  revertBaseline,
  reviewItem,
  reviewSlot,
  rollBack,
  transferOwnership,
  type Decision,
  type Draft,
  type ItemState,
  type Life,
  type Outcome,
  type Plan,
  type RecordKind,
  type StoredFile,
} from '../../src/index.ts';
import { ids } from '../forge.ts';

export const begin = Date.parse('2026-01-19T00:00:00.000Z');
/** A moment as the records write it. */
export const clock = (ms: number): string => new Date(begin + ms).toISOString();
const commit = 'c'.repeat(40);
const inForce = { policy: { store: { kind: 'worktree' as const, commit: false }, roles: {} } };

export interface WrittenVersion {
  readonly version?: string;
  readonly steps: readonly object[];
  readonly gates?: readonly object[];
}

function planOf(written: WrittenVersion): Plan {
  const read = readWorkflow({ id: 'wf', version: '1.0.0', ...written });
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  return makePlan(read.workflow, ids.sha256(JSON.stringify(read.workflow)));
}

/** A command that was refused. */
export class NotGranted extends Error {}

export type Story = ReturnType<typeof newStory>;

/** @param item its id; registered at 0 by olga */
export function newStory(written: WrittenVersion, item = 'item-1') {
  const plans = [planOf(written)];
  const files: StoredFile[] = [];
  const first = plans[0];
  if (first === undefined) throw new Error('no plan');
  const keep = (drafts: readonly Draft[]): void => {
    for (const { path, text, id } of drafts) files.push({ path, text, id });
  };
  const granted = <Kind extends RecordKind>(decision: Decision<Kind>): Decision<Kind> => {
    if (!decision.ok) throw new NotGranted(`${decision.refusal.code}: ${decision.refusal.message}`);
    keep(decision.records);
    return decision;
  };
  const state = (): ItemState => {
    const read = readItem(item, files);
    if (read.registration === undefined) throw new Error('not registered');
    return fold({ ...read, registration: read.registration }, plans, ids);
  };
  const at = (ms: number) => ({ state: state(), ids, now: clock(ms) });
  const words = { reason: 'because', followUps: [] };
  granted(
    registerItem(
      {
        ...{ workItemId: item, title: item, at: clock(0), actor: 'olga', owner: 'olga' },
        ...{ links: [], inputs: {} },
      },
      first.workflow,
      first.digest,
      undefined,
      ids,
    ),
  );
  const story = {
    files,
    state,
    /** Its life, or what it was until then. */
    life: (until?: number): Life => {
      const life = lifeOf(state(), until === undefined ? undefined : begin + until);
      if (life === undefined) throw new Error('not registered until then');
      return life;
    },
    launch: () => {
      keep(decideLaunches({ state: state(), ids }));
      return story;
    },
    claim: (step: string, ms: number, executor = `for-${step}`) => {
      const who = { kind: 'local' as const, id: executor, nonce: `n-${ms}` };
      granted(claimAttempt(at(ms), { step, actor: 'worker', executor: who }));
      return story;
    },
    end: (step: string, ms: number, status: Outcome = 'completed', more: object = {}) => {
      const running = [...state().steps.flatMap((it) => it.attempts), ...state().dropped].find(
        (it) => it.step === step && it.claim !== undefined && it.handoff === undefined,
      );
      const { id, nonce } = running?.claim?.record.executor ?? { id: 'nobody', nonce: '' };
      const command = { step, status, actor: 'worker', executor: id, nonces: [nonce], ...more };
      granted(endAttempt(at(ms), command));
      return story;
    },
    /** Claims and completes. */
    does: (step: string, from: number, to: number) => story.claim(step, from).end(step, to),
    retry: (step: string, ms: number) => {
      granted(requeueStep(at(ms), { step, actor: 'olga', reason: 'again' }));
      return story;
    },
    approve: (gate: string, ms: number, actor = 'judge') => {
      granted(approveGate(at(ms), { gate, actor, ...words }, inForce));
      return story;
    },
    reject: (gate: string, ms: number, returnTo?: string, reason = 'not good enough') => {
      const target = returnTo === undefined ? {} : { returnTo };
      granted(rejectGate(at(ms), { gate, actor: 'judge', ...words, reason, ...target }, inForce));
      return story;
    },
    review: (
      gate: string,
      decision: 'proceed' | 'merge' | 'close',
      ms: number,
      target = 'other-item',
    ) => {
      const about = decision === 'merge' ? { target } : {};
      granted(reviewItem(at(ms), { gate, actor: 'judge', ...words, decision, ...about }, inForce));
      return story;
    },
    block: (blocker: string, ms: number, step?: string, owner = 'dana') => {
      const about = step === undefined ? {} : { step };
      const command = { blocker, classification: 'environment' as const, owner, ...about };
      granted(declareBlocker(at(ms), { ...command, actor: 'worker', reason: blocker }));
      return story;
    },
    unblock: (blocker: string, ms: number) => {
      granted(resolveBlocker(at(ms), { blocker, actor: 'dana', reason: 'gone' }));
      return story;
    },
    transfer: (to: string, ms: number) => {
      granted(transferOwnership(at(ms), { to, actor: 'olga', reason: 'leave' }));
      return story;
    },
    integrate: (ms: number) => {
      granted(integrateBaseline(at(ms), { actor: 'olga', commit }));
      return story;
    },
    revert: (step: string, ms: number) => {
      granted(revertBaseline(at(ms), { step, actor: 'olga', reason: 'broke the build' }));
      return story;
    },
    migrate: (target: WrittenVersion, ms: number, renames: Record<string, string | null> = {}) => {
      const plan = planOf(target);
      granted(migrateItem(at(ms), { actor: 'olga', reason: `to ${ms}`, renames }, plan));
      plans.push(plan);
      return story;
    },
    rollBack: (ms: number) => {
      const target = findRollback(state());
      granted(rollBack(at(ms), { actor: 'olga', reason: `back ${ms}` }));
      if (target.ok) plans.push(target.target);
      return story;
    },
    /** Corrects the only record whose path holds a text. */
    correct: (path: string, set: Readonly<Record<string, string>>, ms: number) => {
      const record = files.find((file) => file.path.includes(path))?.path ?? path;
      granted(correctRecord(at(ms), { record, set, actor: 'olga', reason: 'a slip' }));
      return story;
    },
    /** Ends the item by a review at a gate that is open: no command does that, but a clock that is late may make it so. */
    closeLate: (ms: number) => {
      const last = state().reviews.at(-1)?.record;
      if (last === undefined) throw new Error('no review');
      const n = last.n + 1;
      const { target: _, ...words } = { target: '', ...last };
      const record = {
        ...{ ...words, eventType: 'gate-rejected' as const, decision: 'close' as const },
        ...{ n, timestamp: clock(ms), causes: [state().reviews.at(-1)?.id ?? ''], reason: 'no' },
      };
      keep([draft('review', reviewSlot(item, n), record, ids)]);
      return story;
    },
  };
  return story;
}

/** Steps that follow each other, with these keys. */
export const line = (...keys: readonly string[]): readonly object[] =>
  keys.map((key, place) => ({ key, order: place + 1 }));
