/** `impact`: what a change of definitions or policy would do to each item in flight. Nothing is written. */
import {
  impact as findImpact,
  type ImpactView,
  type ItemImpact,
  type Side,
} from '@orchestrator/app';
import { isSamePolicy, shortList } from '@orchestrator/core';
import { createDefinitions, gitTop, openAtRef } from '@orchestrator/stores';
import type { Context } from '../context.ts';
import { CommandRefused, usage } from '../failure.ts';
import type { Terminal } from '../terminal.ts';
import { describeDifferences, describeFirst, describePolicy } from './changelog.ts';
import { word, type Options } from './options.ts';

export async function impact(context: Context, options: Options): Promise<undefined> {
  const { deps, root, show, terminal } = context;
  if (gitTop(root) === undefined) {
    throw new CommandRefused({
      code: 'no-repository',
      message: 'impact compares commits, and there is no git repository here.',
      hint: 'Run it in the repository that holds the definitions, or run git init and commit them.',
    });
  }
  const from = await sideAt(root, '--from', word(options['from']) ?? 'HEAD');
  const to = word(options['to']);
  const view = await findImpact(
    deps,
    from,
    to === undefined ? checkoutSide(context) : await sideAt(root, '--to', to),
  );
  show(view, () => describe(view, terminal));
  return undefined;
}

const checkoutSide = ({ root, deps: { inForce } }: Context): Side => ({
  name: 'the checkout',
  definitions: createDefinitions(root),
  inForce,
});

async function sideAt(root: string, flag: string, ref: string): Promise<Side> {
  const found = await openAtRef(root, ref);
  if (found === undefined) {
    throw usage(
      `${flag}: there is no commit ${JSON.stringify(ref.slice(0, 80))} here.`,
      'Name a branch, a tag or a commit; what only the remote has must be fetched first.',
    );
  }
  const { commit, definitions, policy } = found;
  if (policy.ok) return { name: ref, commit, definitions, inForce: policy.inForce };
  const [first] = policy.problems;
  throw new CommandRefused({
    code: 'invalid-policy',
    message: `${ref}:${first?.path ?? 'orchestrator.yml'}:${first?.line ?? 1}: ${first?.detail ?? 'it is not valid.'}`,
    hint: first?.hint ?? 'Correct it.',
    details: policy.problems,
  });
}

function describe(view: ImpactView, terminal: Terminal): string {
  const { from, to, definitions, policy, items } = view;
  const { style } = terminal;
  const place = ({ name, commit }: ImpactView['from']): string =>
    commit === undefined || commit === name ? name : `${name} (${commit.slice(0, 12)})`;
  const affected = items.filter((item) => item.affected);
  const unreadable = items.filter((item) => item.error !== undefined);
  return [
    style('bold', `From ${place(from)} to ${place(to)}`),
    ...definitions.map(describeDefinition),
    ...(isSamePolicy(policy) ? [] : describePolicy(policy).map((text) => `  policy   ${text}`)),
    ...(definitions.length === 0 && isSamePolicy(policy)
      ? ['  No definition and no policy changes.']
      : []),
    ...affected.map((item) => describeItem(item, terminal)),
    ...unreadable.map(
      ({ workItemId, error }) =>
        `${style('bold', workItemId)} can't be read, before or after: ${error?.message ?? ''}\n  → ${error?.hint ?? ''}`,
    ),
    `${affected.length} of ${items.length - unreadable.length} item(s) in flight affected.`,
  ].join('\n');
}

function describeDefinition({
  id,
  version,
  change,
  differences,
  problems = [],
}: ImpactView['definitions'][number]): string {
  const isFirst =
    change === 'added' &&
    differences?.steps.removed.length === 0 &&
    differences.steps.changed.length === 0 &&
    differences.fields.length === 0;
  const phrases =
    differences === undefined
      ? problems.map(({ line, detail }) => `not valid: line ${line}: ${detail}`)
      : isFirst
        ? describeFirst(differences)
        : describeDifferences(differences);
  return `  ${change.padEnd(8)} ${id}@${version}${phrases.length > 0 ? `: ${phrases.join('; ')}` : ''}`;
}

function describeItem(item: ItemImpact, { style }: Terminal): string {
  const { workItemId, workflow, damaged, mended, leftBehind, deciders = [], migration } = item;
  return [
    `${style('bold', workItemId)} (${workflow?.id ?? ''}@${workflow?.version ?? ''})`,
    ...(damaged === undefined ? [] : describeDamage(damaged)),
    ...(mended === undefined ? [] : ['  mended: it was read-only, and may be written to again.']),
    ...(leftBehind === undefined
      ? []
      : ['  left behind: the policy names another store, and the item does not go with it.']),
    ...deciders.flatMap(describeDeciders),
    ...(migration?.isNew === true ? describeMigration(migration) : []),
  ].join('\n');
}

function describeDamage({
  path,
  change,
  asNewVersion,
}: NonNullable<ItemImpact['damaged']>): string[] {
  return [
    `  read-only: ${path} is ${change}, and the item is pinned to it as it was; every write would be refused (exit 5).`,
    ...(asNewVersion === undefined
      ? []
      : effects(asNewVersion).map((text) => `    as a new version it would: ${text}`)),
    `  → Leave the file as it was, and give the change a version of its own: orchestrator publish FILE`,
  ];
}

function describeDeciders({
  gate,
  state,
  before,
  after,
  missing,
}: NonNullable<ItemImpact['deciders']>[number]): readonly string[] {
  const people = (list: readonly string[]): string =>
    list.length === 0 ? 'nobody' : shortList(list);
  return [
    `  gate ${gate} (${state}): decided by ${people(after)} instead of ${people(before)}.`,
    ...(missing > 0
      ? [
          `  → ${missing} approval(s) could be given by nobody: keep a holder of its role in orchestrator.yml.`,
        ]
      : []),
  ];
}

type Effects = NonNullable<NonNullable<ItemImpact['damaged']>['asNewVersion']>;

function effects({
  reopens,
  lost,
  approvals,
  added,
  dropped,
  orphaned,
}: Effects): readonly string[] {
  const some = (what: string, list: readonly string[]): readonly string[] =>
    list.length === 0 ? [] : [`${what} ${shortList(list)}`];
  return [
    ...some('reopen', reopens),
    ...some('lose the result of', lost),
    ...approvals.map(
      ({ gate, approvedBy }) => `void the approval of ${gate} by ${shortList(approvedBy)}`,
    ),
    ...some('add', added),
    ...some('drop', dropped),
    ...some('leave without a step', orphaned),
  ];
}

function describeMigration(migration: NonNullable<ItemImpact['migration']>): readonly string[] {
  const { to, effectiveFrom, needsMapping, refused, command } = migration;
  const told = effects(migration);
  return [
    `  stays on its version; to go on under ${to.version}${effectiveFrom === undefined ? '' : ` (from ${effectiveFrom})`}:`,
    `    would ${told.length === 0 ? 'keep every result and approval' : told.join('; ')}`,
    ...needsMapping.map(
      ({ step, likely }) =>
        `    somebody must say where ${step} goes on${likely === undefined ? '' : ` (${likely}?)`}`,
    ),
    ...(refused === undefined
      ? [`    ${command}`]
      : [`    refused: ${refused.message} → ${refused.hint}`]),
  ];
}
