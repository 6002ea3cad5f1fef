/** What a change would do to one item, in the cells of a table. */
import { code, short, shortPath } from './markdown.ts';
import type { Effects, ImpactItem } from './impact-model.ts';
import { names } from './words.ts';

export const impactColumns = [
  'Item',
  'What happens',
  'Would reopen',
  'Approvals that fall',
  'What to do',
] as const;

const cell = (text: string): string => code(short(text, 160));
const list = (texts: readonly string[]): string => names(texts, code);

/** One row for the item itself, one for a version that it could go on under. */
export function impactCells(item: ImpactItem): readonly (readonly string[])[] {
  const { workItemId, damaged, migration } = item;
  const own = ownRows(item);
  return [
    ...own,
    ...(damaged?.asNewVersion === undefined
      ? []
      : [
          [
            code(workItemId),
            'were the edit a version of its own, going on under it',
            ...effectCells(damaged.asNewVersion),
            '–',
          ],
        ]),
    ...(migration?.isNew === true ? [migrationCells(workItemId, migration)] : []),
  ];
}

/** What happens to it without anybody doing anything. */
function ownRows(item: ImpactItem): readonly (readonly string[])[] {
  const { workItemId, damaged, mended, leftBehind, deciders = [] } = item;
  const row = (what: string, todo: string): readonly string[] => [
    code(workItemId),
    what,
    '–',
    '–',
    todo,
  ];
  return [
    ...(damaged === undefined
      ? []
      : [
          row(
            `⛔ **becomes read-only**: ${code(shortPath(damaged.path))} is ${damaged.change}, and the item is pinned to it as it was`,
            `leave the file as it was, and give the change a version of its own: ${code('orchestrator publish FILE')}`,
          ),
        ]),
    ...(mended === undefined
      ? []
      : [row('✔ **is mended**: it was read-only, and may be written to again', '–')]),
    ...(leftBehind === undefined
      ? []
      : [
          row(
            '⛔ **is left behind**: the policy names another store, and the item does not go with it',
            'finish it first, or keep the store',
          ),
        ]),
    ...deciders.map(({ gate, state, before, after, missing }) =>
      row(
        `${missing > 0 ? '⛔ ' : ''}gate ${code(gate)} (${state}) is decided by ${people(after)} instead of ${people(before)}`,
        missing > 0
          ? `**${missing} approval${missing === 1 ? '' : 's'} could be given by nobody**: keep a holder of the role in ${code('orchestrator.yml')}`
          : '–',
      ),
    ),
  ];
}

const people = (who: readonly string[]): string => (who.length === 0 ? 'nobody' : list(who));

type Migration = NonNullable<ImpactItem['migration']>;

function migrationCells(item: string, migration: Migration): readonly string[] {
  const { to, effectiveFrom, refused, needsMapping } = migration;
  const from = effectiveFrom === undefined ? '' : `, possible from ${code(effectiveFrom)}`;
  const mapping = needsMapping.map(
    ({ step, likely }) =>
      ` (say where ${code(step)} goes on${likely === undefined ? '' : `: ${code(likely)}?`})`,
  );
  return [
    code(item),
    `stays on its version; going on under ${code(to.version)}${from}${otherEffects(migration)}`,
    ...effectCells(migration),
    refused === undefined
      ? `migrate it when that is wanted${mapping.join('')}`
      : `refused: ${cell(refused.message)} ${cell(refused.hint)}`,
  ];
}

/** The commands that let items go on under what the change brings, to be copied. */
export const migrationCommands = (items: readonly ImpactItem[]): readonly string[] =>
  items.flatMap(({ migration }) =>
    migration?.isNew === true && migration.refused === undefined ? [migration.command] : [],
  );

const effectCells = ({ reopens, approvals }: Effects): readonly [string, string] => [
  reopens.length === 0 ? '–' : list(reopens),
  approvals.length === 0
    ? '–'
    : approvals.map(({ gate, approvedBy }) => `${code(gate)} by ${list(approvedBy)}`).join('; '),
];

/** What a migration does beside reopening steps and voiding votes. */
function otherEffects({ lost, added, dropped, orphaned }: Effects): string {
  const some = (what: string, steps: readonly string[]): readonly string[] =>
    steps.length === 0 ? [] : [`${what} ${list(steps)}`];
  const all = [
    ...some('loses the result of', lost),
    ...some('adds', added),
    ...some('drops', dropped),
    ...some('leaves without a step', orphaned),
  ];
  return all.length === 0 ? '' : ` ${all.join('; ')}`;
}
