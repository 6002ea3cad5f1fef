/** Random definitions in three versions: small enough to collide, edited as people edit. */
import fc from 'fast-check';
import { readWorkflow } from '@orchestrator/core';
import type { Criterion, Written, WrittenGate, WrittenStep } from './blueprint.ts';

/** Who takes part. The last one never executes anything. */
export const people = ['p0', 'p1', 'p2', 'p3'] as const;
export const roles: Readonly<Record<string, string[]>> = { quality: ['p3', 'p1'] };

/** Sort against the order in which they are drawn. */
const keys = ['c', 'a', 'b-1', 'b', 'd'];

const anyStep = fc.record({
  order: fc.integer({ min: 1, max: 3 }),
  parallelizable: fc.boolean(),
  resources: fc.constantFrom<readonly string[]>(...[[], [], ['db'], ['db', 'gpu'], ['gpu']]),
  maxAttempts: fc.constantFrom(1, 1, 2, 3),
  /** Absent, or bits that choose among the other steps. */
  dependsOn: fc.option(fc.nat({ max: 31 }), { nil: undefined, freq: 2 }),
  /** Bits: declares inputs, declares outputs, checks on entry, checks on exit. */
  extras: fc.nat({ max: 15 }),
});

const anyGate = fc.record({
  place: fc.constantFrom('before', 'after', 'after', 'front'),
  kind: fc.constantFrom('review', 'release', 'handoff'),
  step: fc.nat({ max: 4 }),
  approvals: fc.constantFrom(1, 1, 2),
  returns: fc.boolean(),
  deciders: fc.constantFrom('anybody', 'anybody', 'users', 'role'),
  ban: fc.boolean(),
});
type GateDraft = typeof anyGate extends fc.Arbitrary<infer T> ? T : never;

const anyEdit = fc.record({
  what: fc.constantFrom('rename', 'rename', 'drop', 'add', 'gate', 'reorder', 'nothing'),
  step: fc.nat({ max: 4 }),
  gate: anyGate,
  key: fc.constantFrom('x', 'y', 'a', 'c'),
  row: anyStep,
});
type Edit = typeof anyEdit extends fc.Arbitrary<infer T> ? T : never;

/** Versions 1.0.0, 2.0.0 and 3.0.0, each made from the one before by a few edits. */
export const anyVersions: fc.Arbitrary<readonly Written[]> = fc
  .record({
    names: fc.shuffledSubarray(keys, { minLength: 1, maxLength: 5 }),
    rows: fc.array(anyStep, { minLength: 5, maxLength: 5 }),
    gates: fc.array(anyGate, { maxLength: 3, size: 'max' }),
    edits: fc.tuple(
      fc.array(anyEdit, { maxLength: 3, size: 'max' }),
      fc.array(anyEdit, { maxLength: 3, size: 'max' }),
    ),
  })
  .map(({ names, rows, gates, edits }) => {
    let first: Written = { version: '1.0.0', steps: [], gates: [], origins: {} };
    for (const [index, key] of names.entries()) {
      const row = rows[index];
      if (row !== undefined) first = kept(first, addStep(first, key, row, index));
    }
    for (const [index, gate] of gates.entries())
      first = kept(first, addGate(first, gate, `gate-${index}`));
    const second = edited({ ...first, version: '2.0.0' }, edits[0], 10);
    return [first, second, edited({ ...second, version: '3.0.0' }, edits[1], 20)];
  });

const isValid = ({ version, steps, gates }: Written): boolean =>
  readWorkflow({ id: 'wf', version, steps, gates }).ok;

/** The edit, where the definition is valid with it. */
const kept = (before: Written, after: Written): Written => (isValid(after) ? after : before);

const check = (id: string): Criterion => ({ id, type: 'file_exists', path: 'here' });

function addStep(to: Written, key: string, row: Edit['row'], origin: number): Written {
  const { order, parallelizable, resources, maxAttempts, dependsOn, extras } = row;
  if (to.steps.some((step) => step.key === key)) return to;
  const has = (bit: number): boolean => ((extras >> bit) & 1) === 1;
  const others = to.steps.map((step) => step.key);
  const step: WrittenStep = {
    ...{ key, order, parallelizable, resources, retry: { maxAttempts } },
    ...(dependsOn === undefined
      ? {}
      : { dependsOn: others.filter((_, place) => ((dependsOn >> place) & 1) === 1) }),
    inputs: has(0) ? ['in.txt'] : [],
    outputs: has(1) ? [`out/${key}.txt`] : [],
    entryCriteria: has(2) ? [check(`in-${key}`)] : [],
    exitCriteria: has(3) ? [check(`out-${key}`)] : [],
  };
  return {
    ...to,
    steps: [...to.steps, step],
    origins: { ...to.origins, [key]: origin },
  };
}

function addGate(to: Written, draft: GateDraft, key: string): Written {
  const { place, kind, approvals, returns, deciders, ban } = draft;
  const step = to.steps[draft.step % Math.max(1, to.steps.length)]?.key ?? '';
  const gate: WrittenGate = {
    ...{ key, approvals, kind: place === 'front' ? 'handoff' : kind, preventSelfApproval: ban },
    users: deciders === 'users' ? ['p0', 'p2', 'p3'] : [],
    roles: deciders === 'role' ? ['quality'] : [],
    ...(place === 'before' && { before: step }),
    ...(place === 'after' && { after: step }),
    ...(place === 'after' && returns && { returnTo: step }),
  };
  return { ...to, gates: [...to.gates, gate] };
}

function edited(from: Written, edits: readonly Edit[], origin: number): Written {
  let made = from;
  for (const [index, edit] of edits.entries())
    made = kept(made, applyEdit(made, edit, origin + index));
  return made;
}

function applyEdit(to: Written, edit: Edit, origin: number): Written {
  const key = to.steps[edit.step % to.steps.length]?.key ?? '';
  switch (edit.what) {
    case 'rename':
      return renamed(to, key, edit.key);
    case 'drop':
      return to.steps.length === 1 ? to : dropped(to, key);
    case 'add':
      return addStep(to, edit.key, edit.row, origin);
    case 'gate':
      return to.gates.length > 1
        ? { ...to, gates: to.gates.slice(1) }
        : addGate(to, edit.gate, 'gate-0');
    case 'reorder':
      return {
        ...to,
        steps: to.steps.map((step) =>
          step.key === key
            ? { ...step, order: edit.row.order, parallelizable: edit.row.parallelizable }
            : step,
        ),
      };
    default:
      return to;
  }
}

function renamed(to: Written, from: string, key: string): Written {
  if (to.steps.some((step) => step.key === key)) return to;
  const swap = (name: string): string => (name === from ? key : name);
  return {
    ...to,
    steps: to.steps.map((step) => ({
      ...step,
      key: swap(step.key),
      ...(step.dependsOn && { dependsOn: step.dependsOn.map(swap) }),
    })),
    gates: to.gates.map(({ before, after, returnTo, ...gate }) => ({
      ...gate,
      ...(before !== undefined && { before: swap(before) }),
      ...(after !== undefined && { after: swap(after) }),
      ...(returnTo !== undefined && { returnTo: swap(returnTo) }),
    })),
    origins: Object.fromEntries(
      Object.entries(to.origins).map(([name, origin]) => [swap(name), origin]),
    ),
  };
}

function dropped(to: Written, key: string): Written {
  return {
    ...to,
    steps: to.steps
      .filter((step) => step.key !== key)
      .map((step) => ({
        ...step,
        ...(step.dependsOn && { dependsOn: step.dependsOn.filter((on) => on !== key) }),
      })),
    gates: to.gates.filter((gate) => gate.before !== key && gate.after !== key),
    origins: Object.fromEntries(Object.entries(to.origins).filter(([name]) => name !== key)),
  };
}
