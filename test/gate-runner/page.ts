/** What stands between fences on the page of the gate runner, and how it is read. */
import * as fs from 'node:fs';
import * as path from 'node:path';

const page = fs.readFileSync(path.join(import.meta.dirname, 'page-commands.md'), 'utf8');

/** The block of a kind below a heading. @throws Error when there is none */
function block(heading: string, kind: 'bash' | 'json'): string {
  const [, rest = ''] = page.split(`\n## ${heading}\n`);
  const [section = ''] = rest.split('\n## ');
  const [, text] = new RegExp(`\`\`\`${kind}\\n([\\s\\S]*?)\`\`\``).exec(section) ?? [];
  if (text === undefined) throw new Error(`The page has no ${kind} under ${heading}`);
  return text;
}

/** The commands of a block, one a line, as they are typed; comments left out. */
export const commandsOf = (heading: string): readonly string[] =>
  block(heading, 'bash')
    .replace(/^#.*$/gm, '')
    .replace(/ *\\\n */g, ' ')
    .split('\n')
    .filter((line) => line.trim() !== '');

/** The one command of a block. @throws Error when there are more */
export function commandOf(heading: string): string {
  const [command = '', ...more] = commandsOf(heading);
  if (more.length > 0) throw new Error(`More than one command under ${heading}`);
  return command;
}

/** `{"a": [...]}` of the page is a list of whatever. */
export const documentOf = (heading: string): unknown =>
  JSON.parse(block(heading, 'json').replaceAll('[...]', '[]'));

/** Every way to type a command whose options stand in brackets: without them, and with each of the words `a|b`. */
export function waysOf(command: string): readonly string[] {
  const [whole, inner] = / \[([^\]]*)\]/.exec(command) ?? [];
  if (whole === undefined || inner === undefined) return [command];
  const [, option = '', words = ''] = /^(\S+) (.*)$/.exec(inner) ?? [];
  const given = words.split('|').map((word) => ` ${option} ${word}`);
  return ['', ...given].flatMap((text) => waysOf(command.replace(whole, text)));
}

const kindOf = (value: unknown): string => {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'list' : typeof value;
};

/**
 * What the page shows and a document does not have: names of members, or another type than the page's. What is null on
 * the page is a text once it is known.
 */
export function lacks(shown: unknown, found: unknown, at = '$'): readonly string[] {
  const kinds = [kindOf(shown), kindOf(found)];
  if (kinds[0] === 'null') return ['null', 'string'].includes(kinds[1] ?? '') ? [] : [at];
  if (kinds[0] !== kinds[1]) return [`${at}: ${kinds.join(' became ')}`];
  if (Array.isArray(shown) && Array.isArray(found)) {
    const [example] = shown as readonly unknown[];
    if (example === undefined) return [];
    if (found.length === 0) return [`${at} is empty`];
    return found.flatMap((entry, index) => lacks(example, entry, `${at}[${index}]`));
  }
  if (typeof shown !== 'object' || shown === null) return [];
  const members = new Map(Object.entries(found as object));
  return Object.entries(shown).flatMap(([name, value]) =>
    members.has(name) ? lacks(value, members.get(name), `${at}.${name}`) : [`${at}.${name}`],
  );
}
