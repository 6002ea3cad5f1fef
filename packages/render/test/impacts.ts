/** What changes of definitions and policy do to items. */
import type { ImpactModel } from '../src/index.ts';

const none = {
  steps: { added: [], removed: [], changed: [] },
  gates: { added: [], removed: [], changed: [] },
  fields: [],
};
const noEffects = {
  reopens: [],
  lost: [],
  approvals: [],
  added: [],
  dropped: [],
  orphaned: [],
  needsMapping: [],
};
const workflow = { id: 'feature', version: '1.3.0' };

export const noImpact: ImpactModel = {
  from: { name: 'main', commit: 'a'.repeat(40) },
  to: { name: 'refs/pull/7/merge', commit: 'b'.repeat(40) },
  definitions: [],
  policy: { roles: [] },
  items: [{ workItemId: 'wi-1', workflow, affected: false }],
};

export const someImpact: ImpactModel = {
  ...noImpact,
  definitions: [
    {
      id: 'feature',
      version: '1.3.0',
      change: 'edited',
      differences: { ...none, fields: ['description'] },
    },
    {
      id: 'feature',
      version: '1.4.0',
      change: 'added',
      differences: {
        steps: {
          added: ['audit'],
          removed: ['docs'],
          changed: [{ key: 'build', fields: ['exitCriteria'] }],
        },
        gates: { added: [], removed: ['design'], changed: [] },
        fields: [],
      },
    },
    {
      id: 'hotfix',
      version: '2.0.0',
      change: 'added',
      problems: [{ line: 12, detail: 'Step a depends on b, which there is not.' }],
    },
  ],
  policy: { roles: [{ role: 'leads', added: ['dana'], removed: ['olga'] }] },
  items: [
    {
      workItemId: 'wi-42',
      workflow,
      affected: true,
      damaged: {
        path: 'artifacts/workflows/feature@1.3.0.yaml',
        change: 'edited',
        asNewVersion: {
          ...noEffects,
          reopens: ['build'],
          approvals: [{ gate: 'release', approvedBy: ['dana'], because: 'work' }],
        },
      },
      deciders: [
        { gate: 'release', state: 'pending', before: ['olga'], after: ['dana'], missing: 1 },
      ],
      migration: {
        ...noEffects,
        isNew: true,
        to: { version: '1.4.0' },
        reopens: ['build', 'integrate'],
        approvals: [{ gate: 'design', approvedBy: ['dana', 'judge'], because: 'gone' }],
        added: ['audit'],
        dropped: ['docs'],
        needsMapping: [{ step: 'docs', likely: 'audit' }],
        command: 'orchestrator migrate --work-item wi-42 --to 1.4.0 --map docs=audit --reason "…"',
      },
    },
    { workItemId: 'wi-43', workflow, affected: true, mended: true },
    { workItemId: 'wi-44', workflow, affected: true, leftBehind: true },
    {
      workItemId: 'wi-45',
      workflow,
      affected: true,
      migration: {
        ...noEffects,
        isNew: true,
        to: { version: '1.4.0' },
        effectiveFrom: '2026-02-01T00:00:00Z',
        refused: { message: 'docs is integrated.', hint: 'Revert it first.' },
        command: '',
      },
    },
    { workItemId: 'wi-46', workflow, affected: false },
    {
      workItemId: 'wi-47',
      affected: false,
      error: { message: 'It is damaged.', hint: 'Restore it.' },
    },
  ],
};

/** With words that are to be taken for more than words. */
export const spoiltImpact = (words: readonly string[]): ImpactModel => ({
  ...someImpact,
  from: { name: words[0] ?? '' },
  items: words.map((text, index) => ({
    workItemId: `wi-${index}`,
    affected: index % 2 === 0,
    ...(index % 2 === 0
      ? {
          damaged: { path: text, change: 'edited' as const },
          deciders: [
            { gate: 'g', state: 'pending' as const, before: [text], after: [], missing: 1 },
          ],
          migration: {
            ...noEffects,
            isNew: true,
            to: { version: '1.0.0' },
            command: text,
            refused: { message: text, hint: text },
          },
        }
      : { error: { message: text, hint: text } }),
  })),
});
