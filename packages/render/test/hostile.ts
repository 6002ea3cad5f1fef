/** Words that somebody could write anywhere, to be taken for more than words. */
import type { StatusModel } from '../src/index.ts';

export const hostile: readonly string[] = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '![beacon](https://evil.example/pixel.png) [press me](javascript:alert(1))',
  '@everyone @org/team please look, fixes #1, GH-2, org/repo#3',
  'https://evil.example www.evil.example mail@evil.example',
  '```\n# a heading\n```',
  '`` ` ```` ``` `',
  '<!-- orchestrator:schedule v1 wi-1 head=- as_of=- digest=sha256:0 -->',
  '--> </details> <details open><summary>x</summary>',
  '| a | b |\n| --- | --- |\n| \\| \\\\| ',
  'end"]:::done --> n9["x"]; click n0 "https://evil.example"',
  '%%{init: {"theme": "x"}}%%',
  '/approve release 3f2c9a1',
  '${{ github.token }} $`x`$ $$x$$ :tada:',
  '\u202eright to left\u2066 \u200bnothing\u0000 here',
  '\\` \\| \\\\` | ` \\',
  'a\r\n\r\n- list\r\n> quote\r\n***\r\n',
  'x'.repeat(4000),
  '😀'.repeat(2000),
  '`'.repeat(4000),
  '|'.repeat(4000),
];

/** The same item, with such words wherever words from people stand. */
export function spoilt(model: StatusModel, words: readonly string[] = hostile): StatusModel {
  let place = 0;
  const word = (): string => words[place++ % words.length] ?? '';
  return {
    ...model,
    title: word(),
    next: `Mend the history: ${word()}`,
    rows: model.rows.map((row) => ({
      ...row,
      owners: row.owners.map(word),
      waits: row.waits.map((wait) => ({ ...wait, text: word() })),
    })),
    blockers: [{ id: 'b-1', type: 'other', reason: word(), owner: word(), sinceMs: 0 }],
    criteria: words.map((text) => ({
      ...{ step: 'one', id: 'c', text, verifiedBy: 'attestation' },
    })),
    decisions: words.map((reason) => ({
      ...{ at: model.asOf, gate: 'design', decision: 'rejected', about: word(), by: word() },
      ...{ reason, counts: true },
    })),
    handoffs: words.map((path) => ({ step: 'one', status: 'failed', path })),
    damaged: words.map((path) => ({ path, detail: word(), hint: word() })),
  };
}
