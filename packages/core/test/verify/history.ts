/** Histories made by the commands of the core alone, and the same histories with records changed, added or gone. */
import {
  approveGate,
  claimAttempt,
  correctRecord,
  damageAsViolation,
  damagesOf,
  decideLaunches,
  declareBlocker,
  endAttempt,
  fold,
  inputDigestOf,
  integrateBaseline,
  makePlan,
  migrateItem,
  readItem,
  readWorkflow,
  recordText,
  registerItem,
  rejectGate,
  requeueStep,
  resolveBlocker,
  revertBaseline,
  reviewItem,
  reusableOutcome,
  rollBack,
  sortedBy,
  stepOf,
  transferOwnership,
  verifyItem,
  type AnyStored,
  type Context,
  type Decision,
  type Draft,
  type ItemState,
  type JsonValue,
  type Outcome,
  type Plan,
  type Renames,
  type ReviewDecision,
  type StoredFile,
  type Violation,
} from '../../src/index.ts';
import { ids } from '../forge.ts';

export const item = 'item-1';
const begin = Date.parse('2026-01-19T14:30:00.000Z');
const inForce = { policy: { store: { kind: 'worktree' as const, commit: false }, roles: {} } };

/** Definitions by their version; the first one is 1.0.0. */
export type Versions = Readonly<Record<string, object>>;
export type History = ReturnType<typeof createHistory>;

export const fileOf = (path: string, record: JsonValue): StoredFile => {
  const text = recordText(record);
  return { path, text, id: ids.sha256(text) };
};
export const fieldsOf = ({ text }: StoredFile): Readonly<Record<string, JsonValue>> =>
  JSON.parse(text) as Readonly<Record<string, JsonValue>>;

/** An item that is registered under version 1.0.0, and all that can be done to it. */
export function createHistory(versions: Versions, links: readonly string[] = []) {
  const plans = new Map(Object.entries(versions).map((entry) => [entry[0], planOf(...entry)]));
  const files: StoredFile[] = [];
  let time = begin;
  const now = (): string => new Date((time += 1000)).toISOString();
  const read = (list: readonly StoredFile[]) => readState(list, plans, links);
  const state = (): ItemState => {
    const found = read(files);
    if (found === undefined) throw new Error('not registered');
    return found;
  };
  const store = (drafts: readonly Draft[]): void => {
    for (const { path, text, id } of drafts) files.push({ path, text, id });
  };
  const decide = (make: (context: Context) => Decision): AnyStored => {
    const decision = make({ state: state(), ids, now: now() });
    if (!decision.ok) throw new Error(`${decision.refusal.code}: ${decision.refusal.message}`);
    store(decision.records);
    return decision.answer as unknown as AnyStored;
  };
  const first = plans.get('1.0.0');
  if (first === undefined) throw new Error('The first version is 1.0.0.');
  const registered = registerItem(
    {
      ...{ workItemId: item, at: now(), actor: 'olga', title: item },
      owner: 'olga',
      links: [...links],
      inputs: {},
    },
    ...([first.workflow, first.digest, undefined, ids] as const),
  );
  if (registered.ok) store(registered.records);
  return {
    files: (): readonly StoredFile[] => [...files],
    state,
    violations: (list: readonly StoredFile[] = files) => violationsOf(list, plans, links),
    now,
    ...commands(decide, state, store, plans),
  };
}

function planOf(version: string, written: object): Plan {
  const found = readWorkflow({ id: 'wf', version, ...written });
  if (!found.ok) throw new Error(JSON.stringify(found.problems));
  return makePlan(found.workflow, ids.sha256(JSON.stringify(found.workflow)));
}

function readState(
  list: readonly StoredFile[],
  plans: ReadonlyMap<string, Plan>,
  links: readonly string[],
): ItemState | undefined {
  const read = readItem(item, list);
  const { registration } = read;
  if (registration === undefined) return undefined;
  const to = sortedBy(read.records, 'migration').map(({ record }) => record.to.version);
  const bound = ['1.0.0', ...to].flatMap((version) => plans.get(version) ?? []);
  const waitsFor = links.map((link) => link.replace('blocked-by:', ''));
  const dependencies = waitsFor.map((other) => ({ item: other, standing: 'open' as const }));
  return fold({ ...read, registration }, bound, ids, dependencies);
}

function violationsOf(
  list: readonly StoredFile[],
  plans: ReadonlyMap<string, Plan>,
  links: readonly string[],
): readonly Violation[] {
  const state = readState(list, plans, links);
  if (state === undefined) return damagesOf(readItem(item, list)).map(damageAsViolation);
  return [...state.damages.map(damageAsViolation), ...verifyItem(state, ids)];
}

function commands(
  decide: (make: (context: Context) => Decision) => AnyStored,
  state: () => ItemState,
  store: (drafts: readonly Draft[]) => void,
  plans: ReadonlyMap<string, Plan>,
) {
  const why = { actor: 'olga', reason: 'for a reason' };
  const nonces = (executor: string) => [`nonce-${executor}`];
  const claim = (step: string, executor = 'local') =>
    decide((context) => {
      const found = stepOf(context.state, step);
      const inputDigest =
        found !== undefined && found.planned.step.inputs.length > 0
          ? inputDigestOf(context.state, found, { outputs: [], missing: [] }, ids)
          : undefined;
      return claimAttempt(context, {
        ...{ step, actor: 'worker' },
        executor: { kind: 'local', id: executor, nonce: `nonce-${executor}` },
        ...(inputDigest !== undefined && { inputDigest }),
      });
    });
  const end = (step: string, status: Outcome = 'completed', executor = 'local', more = {}) =>
    decide((context) =>
      endAttempt(context, {
        step,
        status,
        actor: 'worker',
        executor,
        nonces: nonces(executor),
        ...more,
      }),
    );
  const gate = (key: string, actor: string) => ({
    gate: key,
    actor,
    reason: 'looked',
    followUps: [],
  });
  return {
    claim,
    end,
    does: (...steps: readonly string[]) => {
      for (const step of steps) {
        claim(step);
        end(step);
      }
    },
    /** Takes over the earlier outcome of a step whose inputs are as they were. */
    reuses: (step: string) => {
      const before = state();
      claim(step);
      const found = stepOf(before, step);
      const digest = stepOf(state(), step)?.open?.claim?.record.inputDigest;
      const earlier = found && digest && reusableOutcome(before, found, digest)?.handoff;
      if (!earlier) throw new Error(`nothing to take over for ${step}`);
      const { outcome, nextAction, outputs, checks } = earlier.record;
      return end(step, 'completed', 'local', {
        reusedFrom: earlier.id,
        outcome,
        nextAction,
        outputs,
        checks,
      });
    },
    schedule: () => store(decideLaunches({ state: state(), ids })),
    requeue: (step: string) => decide((context) => requeueStep(context, { step, ...why })),
    approve: (key: string, actor = 'rita') =>
      decide((context) => approveGate(context, gate(key, actor), inForce)),
    reject: (key: string, returnTo?: string) =>
      decide((context) =>
        rejectGate(
          context,
          { ...gate(key, 'sam'), ...(returnTo !== undefined && { returnTo }) },
          inForce,
        ),
      ),
    review: (key: string, decision: ReviewDecision, actor = 'rita') =>
      decide((context) => reviewItem(context, { ...gate(key, actor), decision }, inForce)),
    integrate: () =>
      decide((context) => integrateBaseline(context, { actor: 'olga', commit: 'c'.repeat(40) })),
    revert: (step: string) => decide((context) => revertBaseline(context, { step, ...why })),
    block: (blocker: string, step?: string) =>
      decide((context) =>
        declareBlocker(context, {
          ...{ blocker, classification: 'other', ...why },
          ...(step !== undefined && { step }),
        }),
      ),
    unblock: (blocker: string) => decide((context) => resolveBlocker(context, { blocker, ...why })),
    transfer: (to: string, step?: string) =>
      decide((context) =>
        transferOwnership(context, { to, ...why, ...(step !== undefined && { step }) }),
      ),
    correct: (record: string, set: Readonly<Record<string, string>>) =>
      decide((context) => correctRecord(context, { record, set, ...why })),
    migrate: (version: string, renames: Renames = {}) => {
      const target = plans.get(version);
      if (target === undefined) throw new Error(`no version ${version}`);
      return decide((context) => migrateItem(context, { ...why, renames }, target));
    },
    rollBack: () =>
      decide((context) =>
        rollBack(context, { ...why, reason: `back ${state().migrations.length}` }),
      ),
  };
}
