/** Where each step of a version goes on in another one: kept, renamed or dropped, one to one. */
import { nearest } from '../model/suggest.ts';
import type { Plan } from '../schedule/plan.ts';
import type { ItemState } from '../state/state.ts';
import { refuse, type Refused } from './refusal.ts';

/** What somebody said about single steps: old key to new key, or to `null` to drop it. */
export type Renames = Readonly<Record<string, string | null>>;

export interface StepMapping {
  /** Old key to new key. */
  readonly mapping: Readonly<Record<string, string>>;
  /** Old keys of the steps that do not go on, sorted. */
  readonly dropped: readonly string[];
}

type Mapped = ({ readonly ok: true } & StepMapping) | Refused;

/** A step that nobody named goes on under its own key, where the target has that; else it is dropped, if nothing is open. */
export function mapSteps(state: ItemState, target: Plan, renames: Renames): Mapped {
  const problem = checkRenames(state, target, renames);
  if (problem !== undefined) return problem;
  const mapping: Record<string, string> = {};
  const dropped: string[] = [];
  const homeless: string[] = [];
  const goesTo = new Map<string, string>();
  for (const { planned, open } of state.steps) {
    const { key } = planned.step;
    const to = Object.hasOwn(renames, key)
      ? (renames[key] ?? undefined)
      : target.byKey.has(key)
        ? key
        : undefined;
    if (to === undefined) {
      dropped.push(key);
      if (open !== undefined && !Object.hasOwn(renames, key)) homeless.push(key);
      continue;
    }
    const other = goesTo.get(to);
    if (other !== undefined) return twoToOne(other, key, to);
    goesTo.set(to, key);
    mapping[key] = to;
  }
  if (homeless.length > 0) return mappingMissing(state, target, homeless);
  return { ok: true, mapping, dropped: dropped.sort() };
}

function checkRenames(state: ItemState, target: Plan, renames: Renames): Refused | undefined {
  for (const [from, to] of Object.entries(renames)) {
    if (!state.plan.byKey.has(from)) return unknownKey(from, state.plan);
    if (to !== null && !target.byKey.has(to)) return unknownKey(to, target);
  }
  return undefined;
}

function unknownKey(key: string, { workflow, byKey }: Plan): Refused {
  const guess = nearest(key, [...byKey.keys()]);
  return refuse(
    'mapping-invalid',
    `${workflow.id}@${workflow.version} has no step ${key}.`,
    guess === undefined
      ? `Its steps are: ${[...byKey.keys()].slice(0, 20).join(', ')}.`
      : `Did you mean ${guess}?`,
  );
}

const twoToOne = (one: string, other: string, to: string): Refused =>
  refuse(
    'mapping-invalid',
    `${one} and ${other} would both go on as ${to}; a mapping is one to one.`,
    `Drop one of them (--map ${other}=), or name another step for it.`,
  );

const mappingMissing = (state: ItemState, target: Plan, steps: readonly string[]): Refused =>
  refuse(
    'mapping-missing',
    `${steps.join(', ')} ${steps.length === 1 ? 'is' : 'are'} open, and ${target.workflow.id}@${target.workflow.version} has no such step.`,
    `Say where ${steps[0] ?? ''} goes on: --map ${steps[0] ?? ''}=NEW, or --map ${steps[0] ?? ''}= to drop it (work item ${state.item}).`,
    { details: steps.map((step) => ({ step })) },
  );
