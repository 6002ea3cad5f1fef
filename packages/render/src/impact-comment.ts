/** The one comment on a pull request that edits workflows or the policy: what that would do to each item in flight. */
import {
  isSamePolicy,
  type DefinitionDifferences,
  type Ids,
  type PolicyDifferences,
} from '@orchestrator/core';
import { commentBudget, fits, moreOf, tableWithin, without, type Budget } from './budget.ts';
import type { ImpactItem, ImpactModel } from './impact-model.ts';
import { impactCells, impactColumns, migrationCommands } from './impact-rows.ts';
import { code, fenced, short, span } from './markdown.ts';
import { withMarker, type Comment } from './marker.ts';
import { names } from './words.ts';

export interface ImpactOptions {
  /** The head commit of the pull request. */
  readonly head?: string | undefined;
}

/** @param ids for the digest in its marker */
export function impactComment(
  view: ImpactModel,
  { head = '-' }: ImpactOptions,
  ids: Pick<Ids, 'sha256'>,
): Comment {
  const body = impactBody(view, without(commentBudget, ' '.repeat(300)));
  return withMarker(body, { kind: 'impact', item: '-', head, asOf: '-' }, ids);
}

function impactBody(view: ImpactModel, budget: Budget): string {
  const { items } = view;
  const affected = items.filter((item) => item.affected);
  const inFlight = items.filter(({ error }) => error === undefined);
  const where = span(`orchestrator impact --from ${view.from.commit?.slice(0, 12) ?? 'BASE'}`);
  const top = [headline(affected.length, inFlight.length), placesOf(view)];
  const end = `Nothing was written. Items stay on their version until somebody migrates them.`;
  const open = '<details><summary>Everything that changes</summary>';
  let left = without(budget, ...top, open, '</details>', end);
  const part = (title: string, head: readonly string[], rows: readonly (readonly string[])[]) => {
    const text = rows.length === 0 ? '' : tableWithin({ head, rows }, without(left, title), where);
    if (text === '') return [];
    left = without(left, title, text);
    return title === '' ? [text] : [title, text];
  };
  const commands = commandParts(affected);
  left = without(left, ...commands);
  const table = part('', impactColumns, affected.flatMap(impactCells));
  const rest = [
    ...part('**Definitions**', ['Workflow', 'Change', 'What changes'], definitionRows(view)),
    ...part('**Policy**', ['Policy', 'What changes'], policyRows(view.policy)),
    ...part('**Items that are not affected**', ['Item', 'Workflow'], otherRows(items)),
    ...part('**Items that can’t be read**', ['Item', 'Why', 'What to do'], errorRows(items)),
  ];
  const folded = rest.length === 0 ? [] : [open, ...rest, '</details>'];
  return [...top, ...table, ...commands, ...folded, end]
    .filter((text) => fits(text, budget))
    .join('\n\n');
}

const mostCommands = 20;

function commandParts(items: readonly ImpactItem[]): readonly string[] {
  const commands = migrationCommands(items);
  if (commands.length === 0) return [];
  const more = commands.length - mostCommands;
  return [
    '**To migrate**',
    fenced(commands.slice(0, mostCommands).map((command) => command.slice(0, 500))),
    ...(more > 0 ? [moreOf(more, 'item', '')] : []),
  ];
}

const headline = (affected: number, all: number): string =>
  `### ${affected > 0 ? '⚠' : '✔'} Impact: ${affected} of ${all} item${all === 1 ? '' : 's'} in flight affected`;

function placesOf({ from, to, definitions, policy }: ImpactModel): string {
  const place = ({ name, commit }: ImpactModel['from']): string =>
    commit === undefined || commit === name
      ? span(short(name, 80))
      : `${span(short(name, 80))} (${span(commit.slice(0, 12))})`;
  const none = definitions.length === 0 && isSamePolicy(policy);
  return `From ${place(from)} to ${place(to)}${none ? ': no definition and no policy changes' : ''}.`;
}

const definitionRows = ({ definitions }: ImpactModel): readonly (readonly string[])[] =>
  definitions.map(({ id, version, change, differences, problems = [] }) => [
    code(`${id}@${version}`),
    change,
    problems.length > 0
      ? `⛔ not valid: ${problems
          .slice(0, 5)
          .map(({ line, detail }) => `line ${line}: ${code(short(detail, 160))}`)
          .join('; ')}`
      : (differences && differencesIn(differences)) || '–',
  ]);

function differencesIn({ steps, gates, fields }: DefinitionDifferences): string {
  const some = (what: string, list: readonly string[]): readonly string[] =>
    list.length === 0 ? [] : [`${what} ${names(list, code)}`];
  return [steps, gates]
    .flatMap(({ added, removed, changed }, index) => {
      const what = index === 0 ? 'step' : 'gate';
      return [
        ...some(`adds ${what}`, added),
        ...some(`removes ${what}`, removed),
        ...some(
          `changes ${what}`,
          changed.map(({ key }) => key),
        ),
      ];
    })
    .concat(some('changes', fields))
    .join('; ');
}

function policyRows(policy: PolicyDifferences): readonly (readonly string[])[] {
  const { roles, store, base } = policy;
  const some = (sign: string, people: readonly string[]): readonly string[] =>
    people.length === 0 ? [] : [`${sign} ${names(people, code)}`];
  return [
    ...roles.map(({ role, added, removed }) => [
      `role ${code(role)}`,
      [...some('gets', added), ...some('loses', removed)].join('; '),
    ]),
    ...(store === undefined
      ? []
      : [['store', `${code(store.from.kind)} → ${code(store.to.kind)}`]]),
    ...(base === undefined
      ? []
      : [
          [
            'base branch',
            `${code(base.from ?? 'the default')} → ${code(base.to ?? 'the default')}`,
          ],
        ]),
  ];
}

const otherRows = (items: readonly ImpactItem[]): readonly (readonly string[])[] =>
  items
    .filter(({ affected, error }) => !affected && error === undefined)
    .map(({ workItemId, workflow }) => [
      code(workItemId),
      workflow === undefined ? '–' : code(`${workflow.id}@${workflow.version}`),
    ]);

const errorRows = (items: readonly ImpactItem[]): readonly (readonly string[])[] =>
  items.flatMap(({ workItemId, error }) =>
    error === undefined
      ? []
      : [[code(workItemId), code(short(error.message, 200)), code(short(error.hint, 200))]],
  );
