/** `changelog`: who edited workflows and policy, when, why, and what that changed. Nothing is written. */
import { changelog as readChangelog, type ChangelogView } from '@orchestrator/app';
import {
  isSamePolicy,
  isUnchanged,
  workflowIdSchema,
  type ChangelogEntry,
  type DefinitionDifferences,
  type KeyedDifferences,
  type PolicyDifferences,
} from '@orchestrator/core';
import { readEditLog } from '@orchestrator/stores';
import type { Context } from '../context.ts';
import { orRefuse, usage } from '../failure.ts';
import type { Terminal } from '../terminal.ts';
import { word, type Options } from './options.ts';

export async function changelog(
  { deps, root, show, terminal }: Context,
  options: Options,
): Promise<undefined> {
  const workflow = workflowOf(word(options['workflow']));
  const log = await readEditLog(root);
  const { view } = orRefuse(await readChangelog(deps, log, workflow));
  show(view, () => describe(view, terminal));
  return undefined;
}

function workflowOf(value: string | undefined): string | undefined {
  if (value === undefined || workflowIdSchema.safeParse(value).success) return value;
  throw usage(
    `--workflow ${JSON.stringify(value.slice(0, 80))} is not the id of a workflow.`,
    'Name it like release-train, without a version.',
  );
}

function describe({ repository, complete, entries }: ChangelogView, terminal: Terminal): string {
  const blocks = entries.map((entry) => describeEntry(entry, terminal));
  const note = !repository
    ? 'This is no git repository: versions are listed alone, without commits and edits of the policy.'
    : complete
      ? undefined
      : 'This clone is shallow: edits before its oldest commit are missing. Fetch them: git fetch --unshallow';
  return [
    ...(blocks.length > 0 ? blocks : ['No edits.']),
    ...(note === undefined ? [] : [note]),
  ].join('\n\n');
}

function describeEntry(entry: ChangelogEntry, { style }: Terminal): string {
  const line = (name: string, value: string): string =>
    `  ${style('dim', name.padEnd(9))} ${value.replace(/\s*\n\s*/g, ' ')}`;
  const optional = (name: string, value: string | undefined): readonly string[] =>
    value === undefined || value === '' ? [] : [line(name, value)];
  return [
    `${style('bold', nameOf(entry))}  ${whenOf(entry)}`,
    ...optional('author', entry.author),
    ...optional('reason', entry.reason),
    ...optional('impact', entry.impact),
    ...changesOf(entry).map((text) => line('changed', text)),
    ...(entry.kind === 'version' ? factsOf(entry, line) : []),
  ].join('\n');
}

const nameOf = (entry: ChangelogEntry): string =>
  entry.kind === 'policy'
    ? `${entry.path} ${entry.change}`
    : `${entry.workflow.id}@${entry.workflow.version}${entry.kind === 'removal' ? ' removed' : ''}`;

const whenOf = ({ at, commit }: ChangelogEntry): string =>
  at === undefined || commit === undefined ? 'no commit known' : `${at} ${commit.slice(0, 12)}`;

function changesOf(entry: ChangelogEntry): readonly string[] {
  if (entry.kind === 'removal' || entry.differences === undefined) return [];
  return entry.kind === 'policy'
    ? describePolicy(entry.differences)
    : entry.previous === undefined
      ? describeFirst(entry.differences)
      : describeDifferences(entry.differences).map(
          (text) => `${text} (since ${entry.previous ?? ''})`,
        );
}

function factsOf(
  {
    workflow,
    path,
    effectiveFrom,
    effectiveUntil,
    edits,
    problems = [],
  }: Extract<ChangelogEntry, { kind: 'version' }>,
  line: (name: string, value: string) => string,
): readonly string[] {
  const { digest } = workflow;
  return [
    ...(effectiveFrom === undefined ? [] : [line('from', effectiveFrom)]),
    ...(effectiveUntil === undefined ? [] : [line('until', effectiveUntil)]),
    line('file', `${path}${digest === undefined ? '' : ` sha256 ${digest.slice(0, 12)}…`}`),
    ...edits.map(({ at, author, reason, commit }) =>
      line('edited', `${at} ${commit.slice(0, 12)} ${author}: ${reason}`),
    ),
    ...problems.map(({ line: at, detail }) => line('invalid', `line ${at}: ${detail}`)),
  ];
}

/** What changed, in words; one phrase each. */
export function describeDifferences(differences: DefinitionDifferences): readonly string[] {
  if (isUnchanged(differences)) return ['nothing that a step or a gate would notice'];
  const { steps, gates, fields } = differences;
  return [
    ...describeKeyed('step', steps),
    ...describeKeyed('gate', gates),
    ...(fields.length > 0 ? [`the workflow's ${fields.join(', ')}`] : []),
  ];
}

function describeKeyed(what: string, { added, removed, changed }: KeyedDifferences): string[] {
  const named = (keys: readonly string[], how: string): readonly string[] =>
    keys.length === 0 ? [] : [`${what}${keys.length === 1 ? '' : 's'} ${how}: ${keys.join(', ')}`];
  return [
    ...named(added, 'added'),
    ...named(removed, 'removed'),
    ...changed.map(({ key, fields }) => `${what} ${key}: ${fields.join(', ')}`),
  ];
}

/** A version that follows none. */
export const describeFirst = ({ steps, gates }: DefinitionDifferences): readonly string[] => [
  `the first version: ${steps.added.length} step(s), ${gates.added.length} gate(s)`,
];

export function describePolicy(differences: PolicyDifferences): readonly string[] {
  if (isSamePolicy(differences)) return ['nothing but its text'];
  const { roles, store, base } = differences;
  return [
    ...roles.map(
      ({ role, added, removed }) =>
        `role ${role}: ${[...added.map((it) => `+ ${it}`), ...removed.map((it) => `- ${it}`)].join(', ')}`,
    ),
    ...(store === undefined ? [] : [`store: ${storeName(store.from)} → ${storeName(store.to)}`]),
    ...(base === undefined
      ? []
      : [`base: ${base.from ?? 'the default branch'} → ${base.to ?? 'the default branch'}`]),
  ];
}

const storeName = (store: NonNullable<PolicyDifferences['store']>['to']): string =>
  store.kind === 'git'
    ? `git, branch ${store.branch}${store.remote === undefined ? '' : ` of ${store.remote}`}`
    : `worktree${store.commit ? ', commits' : ''}`;
