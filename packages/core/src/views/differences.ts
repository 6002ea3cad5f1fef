/** What changed between two versions of a workflow, and between two policies (FR-022). */
import { sameJson } from '../bytes/canonical-json.ts';
import { byCodeUnit } from '../bytes/json.ts';
import { samePerson } from '../model/ids.ts';
import type { Policy } from '../model/policy.ts';
import type { Workflow } from '../model/workflow.ts';

/** Things with a key, before and after: keys, sorted. */
export interface KeyedDifferences {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly changed: readonly { readonly key: string; readonly fields: readonly string[] }[];
}

export interface DefinitionDifferences {
  readonly steps: KeyedDifferences;
  readonly gates: KeyedDifferences;
  /** Fields of the workflow itself, sorted. */
  readonly fields: readonly string[];
}

export interface PolicyDifferences {
  readonly roles: readonly {
    readonly role: string;
    readonly added: readonly string[];
    readonly removed: readonly string[];
  }[];
  readonly store?: { readonly from: Policy['store']; readonly to: Policy['store'] };
  readonly base?: { readonly from: string | null; readonly to: string | null };
}

/** Orders versions by their three numbers. */
export function compareVersions(one: string, other: string): number {
  const [left, right] = [one, other].map((version) => version.split('.').map(Number));
  const place = left?.findIndex((number, index) => number !== right?.[index]) ?? -1;
  return place === -1 ? 0 : (left?.[place] ?? 0) - (right?.[place] ?? 0);
}

/** The highest of these versions that is lower than the given one. */
export const versionBefore = (version: string, versions: readonly string[]): string | undefined =>
  [...versions].sort(compareVersions).findLast((other) => compareVersions(other, version) < 0);

/** @param before absent: there was none, and everything is new */
export function definitionDifferences(
  before: Workflow | undefined,
  after: Workflow,
): DefinitionDifferences {
  return {
    steps: keyedDifferences(before?.steps ?? [], after.steps),
    gates: keyedDifferences(before?.gates ?? [], after.gates),
    fields: before === undefined ? [] : changedFields(before, after, apart),
  };
}

/** What tells versions apart anyway, or is told by itself. */
const apart: ReadonlySet<string> = new Set(['id', 'version', 'change', 'steps', 'gates']);

export const isUnchanged = ({ steps, gates, fields }: DefinitionDifferences): boolean =>
  [steps, gates].every((it) => it.added.length + it.removed.length + it.changed.length === 0) &&
  fields.length === 0;

function keyedDifferences(
  before: readonly { readonly key: string }[],
  after: readonly { readonly key: string }[],
): KeyedDifferences {
  const old = new Map(before.map((it) => [it.key, it]));
  const fresh = new Map(after.map((it) => [it.key, it]));
  const keys = [...new Set([...old.keys(), ...fresh.keys()])].sort(byCodeUnit);
  return {
    added: keys.filter((key) => !old.has(key)),
    removed: keys.filter((key) => !fresh.has(key)),
    changed: keys.flatMap((key) => {
      const [one, other] = [old.get(key), fresh.get(key)];
      const fields = one && other ? changedFields(one, other) : [];
      return fields.length > 0 ? [{ key, fields }] : [];
    }),
  };
}

function changedFields(
  before: object,
  after: object,
  left: ReadonlySet<string> = new Set(),
): readonly string[] {
  const old = new Map<string, unknown>(Object.entries(before));
  const fresh = new Map<string, unknown>(Object.entries(after));
  const names = [...new Set([...old.keys(), ...fresh.keys()])].sort(byCodeUnit);
  return names.filter((name) => {
    const [one, other] = [old.get(name), fresh.get(name)];
    if (left.has(name) || one === other) return false;
    return one === undefined || other === undefined || !sameJson(one, other);
  });
}

export function policyDifferences(before: Policy, after: Policy): PolicyDifferences {
  const roles = [...new Set([...Object.keys(before.roles), ...Object.keys(after.roles)])];
  return {
    roles: roles.sort(byCodeUnit).flatMap((role) => {
      const [old, fresh] = [holdersOf(before, role), holdersOf(after, role)];
      const added = fresh.filter((person) => !includesPerson(old, person));
      const removed = old.filter((person) => !includesPerson(fresh, person));
      return added.length + removed.length > 0 ? [{ role, added, removed }] : [];
    }),
    ...(!sameJson(before.store, after.store) && { store: { from: before.store, to: after.store } }),
    ...(before.base !== after.base && {
      base: { from: before.base ?? null, to: after.base ?? null },
    }),
  };
}

export const isSamePolicy = ({ roles, store, base }: PolicyDifferences): boolean =>
  roles.length === 0 && store === undefined && base === undefined;

/** Who holds a role; it may be called like something that every object has. */
export const holdersOf = ({ roles }: Policy, role: string): readonly string[] =>
  Object.hasOwn(roles, role) ? (roles[role] ?? []) : [];

export const includesPerson = (people: readonly string[], person: string): boolean =>
  people.some((other) => samePerson(other, person));
