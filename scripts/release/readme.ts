/** The tables of an action's README: what `action.yml` says, and nothing that could differ from it. */
import type { ActionFile } from './action-file.ts';

const begin = '<!-- from action.yml: npm run actions:readme -->';
const end = '<!-- end -->';

/** The README with its tables made anew. @throws when it has no place for them */
export function withTables(readme: string, action: ActionFile): string {
  const from = readme.indexOf(begin);
  const to = readme.indexOf(end);
  if (from < 0 || to < from) throw new Error(`The README lacks ${begin} … ${end}.`);
  return `${readme.slice(0, from)}${begin}\n${tables(action)}${readme.slice(to)}`;
}

/** What an action takes and gives, as two tables. */
export function tables({ inputs, outputs }: ActionFile): string {
  const inputRows = Object.entries(inputs).map(([name, input]) => [
    code(name),
    defaultOf(input),
    input.description,
  ]);
  const outputRows = Object.entries(outputs).map(([name, { description }]) => [
    code(name),
    description,
  ]);
  return [
    ...table(['Input', 'Default', 'What it is'], inputRows),
    '',
    ...table(['Output', 'What it is'], outputRows),
    '',
  ].join('\n');
}

function defaultOf({ default: value, required }: ActionFile['inputs'][string]): string {
  if (value !== undefined) return code(value);
  return required ? 'needed' : '';
}

const table = (head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.map(cell).join(' | ')} |`);

const code = (text: string): string => `\`${text}\``;
const cell = (text: string): string => text.replaceAll('|', '\\|');
