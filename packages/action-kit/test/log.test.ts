import { expect, test } from '@jest/globals';
import { harmless } from '../src/log.ts';

/** What the runner takes for a command: `::` first in a line, blanks aside, or `##[` anywhere. */
const isCommand = (text: string): boolean =>
  text
    .split(/\r\n|\n|\r|\u2028|\u2029/)
    .some((line) => /^\s*::/.test(line) || line.includes('##['));

const attacks = [
  '::set-output name=matrix::[]',
  'fine\n::error::no',
  'fine\r::stop-commands::x',
  'fine\r\n \t ::add-mask::e',
  'a\u2028::warning::b',
  '\u00a0::error::no-break space',
  'x ##[group]y',
  '##[##[error]',
  '\u001b[2J\u001b]0;title\u0007',
  'right\u202eto left',
  '::'.repeat(1000),
];

test.each(attacks)('row 49: %j is printed and not obeyed', (text) => {
  const printed = harmless(text);
  expect(isCommand(printed)).toBe(false);
  // eslint-disable-next-line no-control-regex -- just these must be gone
  expect(printed).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
});

test('what people write stays as it is', () => {
  for (const text of ['a: b', 'C::method', 'tab\there\nsecond line', '# [x] done', 'Größe 🙂']) {
    expect(harmless(text)).toBe(text);
  }
});

test('no mixture of the parts of a command gets through', () => {
  const parts = [
    '::',
    ':',
    '##[',
    '#',
    '[',
    ' ',
    '\t',
    '\n',
    '\r',
    '\u2028',
    '\u0000',
    '\u200b',
    'x',
    '\\',
  ];
  for (let seed = 0; seed < 20_000; seed += 1) {
    let text = '';
    for (let rest = seed * 7919 + 13; rest > 0; rest = Math.floor(rest / parts.length)) {
      text += parts[rest % parts.length] ?? '';
    }
    expect([text, isCommand(harmless(text))]).toEqual([text, false]);
  }
});
