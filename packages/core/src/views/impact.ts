/** What a change of definitions or policy does to one item: the same fold, run twice. Nothing is decided here. */
import type { Context } from '../decide/decision.ts';
import { mapSteps, type Renames } from '../decide/map-steps.ts';
import { migrateItem } from '../decide/migrate.ts';
import { previewMigration } from '../decide/preview-migration.ts';
import type { Refusal } from '../decide/refusal.ts';
import { sameJson } from '../bytes/canonical-json.ts';
import { samePerson } from '../model/ids.ts';
import type { Policy } from '../model/policy.ts';
import type { Step } from '../model/workflow.ts';
import type { Plan } from '../schedule/plan.ts';
import { isDone, type GateState, type ItemState } from '../state/state.ts';
import { holdersOf, includesPerson } from './differences.ts';

/** A decision that would have to be made again. */
export interface FallenApproval {
  readonly gate: string;
  /** Whose votes would count no more. */
  readonly approvedBy: readonly string[];
  /** `gone`: the other version has no such gate; `definition`: it says something else; `work`: what it covers. */
  readonly because: 'gone' | 'definition' | 'work';
}

/** A gate that other people may decide. */
export interface DeciderChange {
  readonly gate: string;
  readonly state: GateState['phase'];
  readonly before: readonly string[];
  readonly after: readonly string[];
  /** How many approvals nobody could give; 0 when there are enough people. */
  readonly missing: number;
}

/** What going on under another version would do to an item, with each step under its own key. */
export interface MigrationImpact {
  readonly to: { readonly id: string; readonly version: string; readonly digest: string };
  /** From when on it is possible, where that is not yet. */
  readonly effectiveFrom?: string;
  /** Open steps that the version does not have: somebody must say where each goes on. Looked at as `likely`, or dropped. */
  readonly needsMapping: readonly { readonly step: string; readonly likely?: string }[];
  /** Completed steps that go on and would have to be done again. */
  readonly reopens: readonly string[];
  /** Completed steps that do not go on: their result would count no more. */
  readonly lost: readonly string[];
  readonly approvals: readonly FallenApproval[];
  /** Steps that the version adds. */
  readonly added: readonly string[];
  /** Steps that do not go on. */
  readonly dropped: readonly string[];
  /** Attempts that somebody works on, and whose step does not go on. */
  readonly orphaned: readonly string[];
  /** Why it is refused whatever is mapped. */
  readonly refused?: Pick<Refusal, 'code' | 'message' | 'hint'>;
  /** The command that does it. */
  readonly command: string;
}

export const isInFlight = (state: ItemState): boolean =>
  state.ended === undefined && !isDone(state);

/** The gates that are not approved yet and that others may decide under another policy. */
export function deciderChanges(
  state: ItemState,
  before: Policy,
  after: Policy,
): readonly DeciderChange[] {
  return [...state.gates.values()].flatMap((it) => {
    if (it.phase === 'approved' || it.gate.roles.length === 0) return [];
    const [old, fresh] = [decidersOf(it, before), decidersOf(it, after)];
    const same =
      old.length === fresh.length && old.every((person) => includesPerson(fresh, person));
    return same
      ? []
      : [
          {
            gate: it.gate.key,
            state: it.phase,
            before: old,
            after: fresh,
            missing: missingApprovals(it, fresh),
          },
        ];
  });
}

const decidersOf = ({ gate }: GateState, policy: Policy): readonly string[] => {
  const named = [...gate.users, ...gate.roles.flatMap((role) => holdersOf(policy, role))];
  return named.filter((person, index) => !includesPerson(named.slice(0, index), person));
};

function missingApprovals(
  { gate, covered, votes }: GateState,
  deciders: readonly string[],
): number {
  const given = votes.map(({ record }) => record.actor);
  const own = covered.flatMap(({ claim, handoff }) => [claim?.record.actor, handoff?.record.actor]);
  const able = deciders.filter(
    (person) =>
      !includesPerson(given, person) &&
      !(gate.preventSelfApproval && own.some((it) => it !== undefined && samePerson(it, person))),
  );
  const people = given.filter((person, index) => !includesPerson(given.slice(0, index), person));
  return Math.max(0, gate.approvals - people.length - able.length);
}

/** @param context with the present time: a version that is not effective yet is looked at as of when it is */
export function migrationImpact(context: Context, target: Plan): MigrationImpact {
  const { state, now } = context;
  const { id, version, effectiveFrom } = target.workflow;
  const isEarly = effectiveFrom !== undefined && Date.parse(effectiveFrom) > Date.parse(now);
  const homeless = stepsWithoutHome(state, target);
  const needsMapping = withLikelyHomes(state, homeless, target);
  const renames: Renames = Object.fromEntries(
    needsMapping.map(({ step, likely }) => [step, likely ?? null]),
  );
  const common = {
    to: { id, version, digest: target.digest },
    ...(isEarly && { effectiveFrom }),
    needsMapping,
    command: commandFor(state, version, needsMapping),
  };
  const decision = migrateItem(
    { ...context, now: isEarly ? effectiveFrom : now },
    { actor: 'preview', reason: 'preview', renames },
    target,
  );
  if (!decision.ok) {
    const { code, message, hint } = decision.refusal;
    return { ...common, ...nothing, refused: { code, message, hint } };
  }
  const preview = previewMigration(context, decision.answer, target);
  return {
    ...common,
    reopens: preview.reopens,
    lost: preview.lost,
    approvals: fallen(state, preview.after),
    added: preview.added,
    dropped: decision.answer.record.dropped,
    orphaned: preview.orphaned,
  };
}

const nothing = { reopens: [], lost: [], approvals: [], added: [], dropped: [], orphaned: [] };

/** Open steps that the target lacks, as `migrate` would name them. */
function stepsWithoutHome(state: ItemState, target: Plan): readonly string[] {
  const mapped = mapSteps(state, target, {});
  if (mapped.ok || mapped.refusal.code !== 'mapping-missing') return [];
  return (mapped.refusal.details ?? []).flatMap((it) =>
    'step' in it && typeof it.step === 'string' ? [it.step] : [],
  );
}

/** With the one new step that says the same under another key, where there is just one, for just one. */
function withLikelyHomes(
  state: ItemState,
  homeless: readonly string[],
  target: Plan,
): MigrationImpact['needsMapping'] {
  const found = homeless.map((key) => {
    const old = state.plan.byKey.get(key)?.step;
    const [one, other] = target.steps.filter(
      ({ step }) => !state.plan.byKey.has(step.key) && old !== undefined && saySame(step, old),
    );
    return { step: key, likely: other === undefined ? one?.step.key : undefined };
  });
  return found.map(({ step, likely }) =>
    likely === undefined || found.some((it) => it.step !== step && it.likely === likely)
      ? { step }
      : { step, likely },
  );
}

const saySame = (one: Step, other: Step): boolean => sameJson(content(one), content(other));

/** What a step is about, whatever it is called and wherever it stands. */
function content(step: Step): object {
  const place: ReadonlySet<string> = new Set(['key', 'title', 'order', 'dependsOn']);
  return Object.fromEntries(Object.entries(step).filter(([name]) => !place.has(name)));
}

const commandFor = (
  { item }: ItemState,
  version: string,
  needs: MigrationImpact['needsMapping'],
): string =>
  [
    `orchestrator migrate --work-item ${item} --to ${version}`,
    ...needs.map(({ step, likely }) => `--map ${step}=${likely ?? 'NEW'}`),
    '--reason "…"',
  ].join(' ');

/** Votes that count now and would not any more. */
function fallen(before: ItemState, after: ItemState): readonly FallenApproval[] {
  return [...before.gates.values()].flatMap(({ gate, votes, state }) => {
    const later = after.gates.get(gate.key);
    if (votes.length === 0 || later?.state === state) return [];
    const because =
      later === undefined ? 'gone' : sameJson(later.gate, gate) ? 'work' : 'definition';
    return [{ gate: gate.key, approvedBy: votes.map(({ record }) => record.actor), because }];
  });
}
