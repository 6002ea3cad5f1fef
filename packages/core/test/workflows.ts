/** Random workflows that are valid, small enough to collide: few orders, few resources, keys that sort against them. */
import fc from 'fast-check';
import { readWorkflow, type Workflow } from '../src/index.ts';

export interface WrittenStep {
  readonly key: string;
  readonly order: number;
  readonly parallelizable: boolean;
  readonly dependsOn?: readonly string[];
  readonly resources: readonly string[];
  readonly retry: { readonly maxAttempts: number };
}

export interface WrittenGate {
  readonly key: string;
  readonly kind: 'handoff' | 'review';
  readonly before?: string;
  readonly after?: string;
  readonly returnTo?: string;
  readonly approvals: number;
}

export interface WrittenWorkflow {
  readonly steps: readonly WrittenStep[];
  readonly gates: readonly WrittenGate[];
}

const keys = ['a', 'a-1', 'a0', 'b', 'b10', 'b2', 'c', 'z'];

const anyStep = fc.record({
  order: fc.integer({ min: 1, max: 4 }),
  parallelizable: fc.boolean(),
  resources: fc.subarray(['db', 'gpu'], { maxLength: 2 }),
  retry: fc.record({ maxAttempts: fc.integer({ min: 1, max: 3 }) }),
  /** Absent, or bits that choose among the other steps. */
  dependsOn: fc.option(fc.nat({ max: 255 }), { nil: undefined, freq: 2 }),
});

const anyGate = fc.record({
  place: fc.constantFrom('before', 'after', 'nowhere'),
  step: fc.nat({ max: 7 }),
  approvals: fc.integer({ min: 1, max: 2 }),
  returns: fc.boolean(),
});

/** Dependencies may point anywhere, to later steps too; those that would close a circle are left out. */
export const anyWorkflow: fc.Arbitrary<WrittenWorkflow> = fc
  .record({
    names: fc.shuffledSubarray(keys, { minLength: 1, maxLength: 7 }),
    rows: fc.array(anyStep, { minLength: 7, maxLength: 7 }),
    gates: fc.array(anyGate, { maxLength: 2, size: 'max' }),
  })
  .map(({ names, rows, gates }) => {
    let steps: readonly WrittenStep[] = names.map((key, index): WrittenStep => {
      const { order = 1, parallelizable = false, resources = [], retry } = rows[index] ?? {};
      return { key, order, parallelizable, resources, retry: retry ?? { maxAttempts: 1 } };
    });
    for (const [index, key] of names.entries()) {
      const bits = rows[index]?.dependsOn;
      if (bits === undefined) continue;
      let dependsOn: readonly string[] = [];
      const set = (list: readonly string[]) =>
        steps.map((step) => (step.key === key ? { ...step, dependsOn: list } : step));
      if (!isValid(set(dependsOn))) continue;
      for (const [place, other] of names.entries()) {
        const more = [...dependsOn, other];
        if (((bits >> place) & 1) === 1 && other !== key && isValid(set(more))) dependsOn = more;
      }
      steps = set(dependsOn);
    }
    return { steps, gates: gates.map((row, index) => toGate(row, index, steps)) };
  })
  .filter(({ steps, gates }) => isValid(steps, gates));

function toGate(
  { place, step, approvals, returns }: typeof anyGate extends fc.Arbitrary<infer T> ? T : never,
  index: number,
  steps: readonly WrittenStep[],
): WrittenGate {
  const key = `gate-${index}`;
  const target = steps[step % steps.length]?.key ?? '';
  if (place === 'nowhere') return { key, kind: 'handoff', approvals };
  if (place === 'before') return { key, kind: 'review', before: target, approvals };
  return { key, kind: 'review', after: target, approvals, ...(returns && { returnTo: target }) };
}

const isValid = (steps: readonly WrittenStep[], gates: readonly WrittenGate[] = []): boolean =>
  readWorkflow({ id: 'wf', version: '1.0.0', steps, gates }).ok;

export function toWorkflow(
  written: Pick<WrittenWorkflow, 'steps'> & Partial<WrittenWorkflow>,
): Workflow {
  const read = readWorkflow({ id: 'wf', version: '1.0.0', ...written });
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  return read.workflow;
}
