/** A definition as the model reads it: who comes before whom, which gates stand where. From semantics §3 and definition.md alone. */

/** What people write, as far as random lives need it. */
export interface WrittenStep {
  readonly key: string;
  readonly order: number;
  readonly parallelizable: boolean;
  readonly dependsOn?: readonly string[];
  readonly resources: readonly string[];
  readonly retry: { readonly maxAttempts: number };
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly entryCriteria: readonly Criterion[];
  readonly exitCriteria: readonly Criterion[];
}

/** A check by the machine, which the world outside lets pass or fail. */
export interface Criterion {
  readonly id: string;
  readonly type: 'file_exists';
  readonly path: string;
}

export interface WrittenGate {
  readonly key: string;
  readonly kind: 'handoff' | 'review' | 'release';
  readonly before?: string;
  readonly after?: string;
  readonly returnTo?: string;
  readonly approvals: number;
  readonly users: readonly string[];
  readonly roles: readonly string[];
  readonly preventSelfApproval: boolean;
}

export interface Written {
  readonly version: string;
  readonly steps: readonly WrittenStep[];
  readonly gates: readonly WrittenGate[];
  /** Per key, which piece of work it is: the same number in two versions is the same work. */
  readonly origins: Readonly<Record<string, number>>;
}

/** A step, with its direct predecessors. */
export interface Row extends WrittenStep {
  readonly needs: readonly string[];
}

export interface Blueprint {
  readonly version: string;
  /** In `(order, key)` order. */
  readonly rows: readonly Row[];
  readonly gates: readonly WrittenGate[];
}

const byOrderAndKey = (one: WrittenStep, other: WrittenStep): number =>
  one.order - other.order || (one.key < other.key ? -1 : 1);

/** Neighbours that may run beside each other are one group; every other step is a group of its own. */
function groupsOf(steps: readonly WrittenStep[]): readonly (readonly string[])[] {
  const groups: string[][] = [];
  let isOpen = false;
  for (const { key, parallelizable } of steps) {
    const last = groups.at(-1);
    if (parallelizable && isOpen && last !== undefined) last.push(key);
    else groups.push([key]);
    isOpen = parallelizable;
  }
  return groups;
}

export function blueprintOf({ version, steps, gates }: Written): Blueprint {
  const sorted = [...steps].sort(byOrderAndKey);
  const groups = groupsOf(sorted);
  const earlier = (key: string): readonly string[] =>
    groups
      .slice(
        0,
        groups.findIndex((group) => group.includes(key)),
      )
      .flat();
  const rows = sorted.map((step) => ({ ...step, needs: step.dependsOn ?? earlier(step.key) }));
  return { version, rows, gates };
}

export const rowOf = ({ rows }: Blueprint, key: string): Row | undefined =>
  rows.find((row) => row.key === key);

/** The steps that depend on a step, directly or not; without itself. */
export function dependentsOf({ rows }: Blueprint, key: string): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (on: string): void => {
    for (const row of rows) {
      if (!row.needs.includes(on) || found.has(row.key)) continue;
      found.add(row.key);
      visit(row.key);
    }
  };
  visit(key);
  return found;
}

/** The steps whose outcomes a gate judges. */
export function coveredBy(blueprint: Blueprint, { before, after }: WrittenGate): readonly string[] {
  if (after !== undefined) return [after];
  return before === undefined ? [] : (rowOf(blueprint, before)?.needs ?? []);
}

/** The gates that must be open before a step may start. */
export const gatesBefore = ({ gates }: Blueprint, { key, needs }: Row): readonly WrittenGate[] =>
  gates.filter(({ before, after }) =>
    before === undefined ? after === undefined || needs.includes(after) : before === key,
  );

/** A definition in one line, without what it leaves to the defaults. */
export function describe({ version, steps, gates }: Written): string {
  const shorten = (part: object): string =>
    JSON.stringify(part, (key, value: unknown) => {
      if (key === 'parallelizable' && value === false) return undefined;
      if (key === 'retry' && (value as WrittenStep['retry']).maxAttempts === 1) return undefined;
      return Array.isArray(value) && value.length === 0 && key !== 'dependsOn' ? undefined : value;
    });
  return `${version}: ${[...steps, ...gates].map(shorten).join(' ')}`;
}
