/** Words from people stay words, wherever they stand (integrity.md row 50). */
import { expect, test } from '@jest/globals';
import { ids } from '../../core/test/forge.ts';
import { impactComment, jobSummary, statusComment, type StatusModel } from '../src/index.ts';
import { encoded } from '../src/mermaid.ts';
import { hostile, spoilt } from './hostile.ts';
import { spoiltImpact } from './impacts.ts';
import * as items from './items.ts';
import { read, references } from './reader.ts';

/** Nothing but what we wrote: the marker, the folded part. */
const ours =
  /^(<!-- orchestrator:(schedule|impact) v1 [-a-z0-9]+ head=\S+ as_of=\S+ digest=sha256:[0-9a-f]{64} -->|<details><summary>[A-Za-z0-9: ]+<\/summary>|<\/details>)$/;

function expectOnlyWords(markdown: string): void {
  const { html, links, loose, fences, headings } = read(markdown);
  expect(html.filter((text) => !ours.test(text))).toEqual([]);
  expect(links).toEqual([]);
  expect(references.exec(loose)).toBeNull();
  expect(headings).toHaveLength(1);
  expect(fences.every(([language]) => ['mermaid', 'text'].includes(language))).toBe(true);
  expect(markdown).not.toMatch(/[\u202a-\u202e\u2066-\u2069\u200b]/);
  expect(markdown).not.toContain('\0');
}

const one = (word: string): StatusModel => spoilt(items.atWork(), [word]);

test.each(hostile.map((word) => [word.slice(0, 60), word] as const))(
  '%j in a comment',
  (_, word) => {
    expectOnlyWords(statusComment(one(word), { head: 'a'.repeat(40) }, ids).markdown);
    expectOnlyWords(statusComment(one(word), { mermaid: false }, ids).markdown);
  },
);

test.each(hostile.map((word) => [word.slice(0, 60), word] as const))(
  '%j in a summary',
  (_, word) => {
    const cycle = { launched: [], left: [{ step: 'build', why: word }] };
    expectOnlyWords(jobSummary(one(word), { cycle }));
  },
);

test.each(hostile.map((word) => [word.slice(0, 60), word] as const))(
  '%j in an impact',
  (_, word) => {
    expectOnlyWords(impactComment(spoiltImpact([word, word]), {}, ids).markdown);
  },
);

test.each(hostile.map((word) => [word.slice(0, 60), word] as const))(
  '%j in the next action',
  (_, word) => {
    const model = { ...items.atWork(), next: `Claim ${word}, build; Decide design (${word})` };
    expectOnlyWords(statusComment(model, {}, ids).markdown);
  },
);

test('row 50: all of them at once, in an item and in a gate with its commands', () => {
  expectOnlyWords(statusComment(spoilt(items.deciding()), { head: 'a'.repeat(40) }, ids).markdown);
  expectOnlyWords(impactComment(spoiltImpact(hostile), {}, ids).markdown);
});

test.each(hostile.map((word) => [word.slice(0, 60), word] as const))('%j in a label', (_, word) => {
  expect(encoded(word)).toMatch(/^([A-Za-z0-9 _./✔▶✖⛔○◆·-]|#\d+;)*$/u);
});

test('the reader of these tests sees what is to be seen', () => {
  const { html, links, loose } = read('<b>x</b> [a](http://b.example) @who #1 http://www.evil.com');
  expect(html).toEqual(['<b>', '</b>']);
  expect(links).toEqual(['http://b.example', 'http://www.evil.com']);
  expect(references.exec(loose)?.[0]).toBe('@w');
});
