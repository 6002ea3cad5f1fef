/** How the story is told: headlines, commands as typed, what they print, all within 80 columns. */
import { styleText } from 'node:util';

const width = 80;
const colored =
  process.stdout.isTTY === true && !process.env['NO_COLOR'] && process.env['TERM'] !== 'dumb';
const paint = (style, text) => (colored ? styleText(style, text) : text);
const print = (text = '') => void process.stdout.write(`${text}\n`);

let chapters = 0;
/** Was the last thing a command that printed nothing? Then the next one follows without a blank line. */
let silent = false;

/** A numbered headline, and what it is about. */
export function chapter(title, about) {
  chapters += 1;
  const head = `── ${chapters}. ${title} `;
  print();
  print(paint('bold', head.padEnd(width, '─')));
  tell(about);
}

/** A paragraph of the story. */
export function tell(text) {
  silent = false;
  print();
  for (const line of wrap(text, width)) print(line);
}

/** A command as one would type it; a long one goes on in the next line, as a shell has it. */
export function typed(command) {
  if (!silent) print();
  silent = true;
  const lines = wrap(`$ ${command}`, width - 2, '    ', optionsOf);
  print(paint('cyan', lines.join(' \\\n')));
}

/** What a command has printed, indented; `exit` is shown where it is not 0. */
export function printed(output, exit) {
  silent = false;
  for (const line of output.trimEnd().split('\n')) {
    const indent = `  ${/^ */.exec(line)[0]}`;
    const rows = wrap(line.trim(), width - indent.length, '  ');
    print(rows.map((row) => `${indent}${row}`.trimEnd()).join('\n'));
  }
  if (exit !== 0) print(paint('yellow', `  (exit ${exit})`));
}

/** The words of a command; one in double quotes stays whole. */
export const wordsOf = (text) => text.match(/[^\s"]*"[^"]*"|\S+/g) ?? [];

/** The same with each option and its value as one, unless that would be too long for a line. */
const optionsOf = (text) => text.match(/(?:-\S+ (?!-|\S{60}))?(?:"[^"]*"|[^\s"])+/g) ?? [];

/** Words with the blanks before them, but for the one that joins them again: columns stay where they are. */
const columnsOf = (text) =>
  text.match(/\s*\S+/g)?.map((word, n) => (n > 0 ? word.slice(1) : word)) ?? [''];

/** Lines of at most `most` columns, cut between words; a word that is longer keeps a line of its own. */
function wrap(text, most, hanging = '', split = columnsOf) {
  const lines = [];
  let line = '';
  for (const word of split(text)) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && longer.length > most) {
      lines.push(line);
      line = `${hanging}${word.trimStart()}`;
    } else line = longer;
  }
  return [...lines, line];
}
