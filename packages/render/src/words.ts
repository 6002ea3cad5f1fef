/** The words and signs for where things stand: a sign never stands without its word. */
import { span } from './markdown.ts';
import type { Place, Row, WaitModel } from './status-model.ts';

const words: Readonly<Record<Place, readonly [sign: string, word: string]>> = {
  running: ['▶', 'running'],
  failed: ['✖', 'failed'],
  blocked: ['⛔', 'blocked'],
  ready: ['○', 'ready'],
  pending: ['◆', 'to decide'],
  waiting: ['·', 'waiting'],
  done: ['✔', 'done'],
};

export const signOf = (place: Place): string => words[place][0];
export const wordOf = (place: Place): string => words[place][1];

/** Sign and word of a row. */
export function stateOf(row: Row): string {
  if (row.kind === 'gate' && row.state === 'done') return `${signOf('done')} approved`;
  const base = `${signOf(row.state)} ${wordOf(row.state)}`;
  if (row.kind === 'gate' || row.uncounted === undefined) return base;
  return row.uncounted === 'void' ? `${base} (sent back)` : `${base} (dropped step)`;
}

/** Names in a list, at most a few of them. */
export function names(
  list: readonly string[],
  written: (name: string) => string,
  most = 5,
): string {
  const more = list.length > most ? ` and ${list.length - most} more` : '';
  return `${list.slice(0, most).map(written).join(', ')}${more}`;
}

/** What a step or a gate waits for. @param written puts a text from outside into Markdown */
export function waitText(
  { code, names: list, text = '' }: WaitModel,
  written: (text: string) => string,
): string {
  const all = (): string => names(list, written);
  const said = text.trim() === '' ? '' : `: ${written(text)}`;
  switch (code) {
    case 'predecessor':
      return `${names(list, written, 3)}${list.length > 1 ? ' (ALL)' : ''}`;
    case 'gate':
      return `gate ${all()}`;
    case 'blocker':
      return `${written(list[0] ?? '')} ${list[1] ?? ''}${said}`;
    case 'requeue':
      return `a retry (${list[0] ?? ''}${said})`;
    case 'resource':
      return `a resource that ${all()} holds`;
    case 'order':
      return `its turn after ${all()}`;
    case 'executors':
      return 'a free executor';
  }
}

/** What sentences about the next action are made of; every other word in them is a name. */
const vocabulary = new Set(
  `a again and at by can Claim closed Complete Decide done every explain Finish first gate go history integrate into is it
  Mend merged more not nothing Nothing on open or Reject registered Requeue Resolve retry reverted See start step the
  Then there unblock was without being yet`.split(/\s+/),
);

/** A sentence of the program's own with names in it: the names become code, so that nothing in them is obeyed. */
export function sentence(text: string): string {
  const [, mending] = /^Mend the history: ([^]*)$/.exec(text) ?? [];
  if (mending !== undefined) return `Mend the history: ${span(mending)}`;
  return text
    .split(/\s+/)
    .map((word) => {
      const [, before = '', core = '', after = ''] = /^(\(?)(.*?)([),;:.]*)$/.exec(word) ?? [];
      const isPlain = core === '' || vocabulary.has(core) || /^\d{1,6}$/.test(core);
      return `${before}${isPlain ? core : span(core)}${after}`;
    })
    .join(' ');
}
