/** What the comment of an item says, in every phase. */
import { describe, expect, test } from '@jest/globals';
import { ids } from '../../core/test/forge.ts';
import {
  commentBudget,
  readMarker,
  statusComment,
  type StatusModel,
  type StatusOptions,
} from '../src/index.ts';
import * as items from './items.ts';
import { duration } from '../src/time.ts';
import { read } from './reader.ts';

const head = '3f2c9a1b'.padEnd(40, '0');
const written = (model: StatusModel, options: StatusOptions = { head }): string =>
  statusComment(model, options, ids).markdown;
const lines = (text: string): readonly string[] => text.split('\n');

describe('an item at work', () => {
  const text = written(items.atWork(), { head, history: 'c0ffee' });
  const { tables, headings } = read(text);

  test('has a marker, a headline, the next action and how it came here', () => {
    expect(lines(text).slice(1, 7)).toEqual([
      '### ▶ `wi-42` “`Ship audit log`” — 3 of 7 done · 2 running · 1 blocked · 1 waiting',
      '',
      '**Next:** Complete `build`, `docs`; Resolve `b-7` (`dana`)',
      '',
      'Workflow `wf@1.0.0` · as of 2026-01-20 04:00 UTC · age 1d 4h · reworked 1× (`design` → `api`) · blocked 3h',
      '',
    ]);
    expect(headings).toHaveLength(1);
  });

  test('lists what is near, the most urgent first, and nothing else', () => {
    expect(tables[0]).toEqual([
      ['#', 'Step', 'State', 'Waiting for', 'Try', 'Owner', 'Time'],
      ['3', '`build`', '▶ running', '–', '1', '`runner-3`', '1h'],
      ['3', '`docs`', '▶ running', '–', '1', '`runner-1`', '30m'],
      ['3', '`migrate`', '⛔ blocked', '`b-7` environment: `b-7`', '1', '`dana`', '3h'],
      [
        '4',
        'gate `release`',
        '· waiting',
        '`build`, `docs`, `migrate` (ALL)',
        '–',
        '`dana`, `olga`, `judge`',
        '–',
      ],
    ]);
  });

  test('folds away every step, what is to be met, who decided what, and where the records lie', () => {
    expect(tables.slice(1).map(([titles]) => titles?.join())).toEqual([
      '#,Step,State,Try,Owner,Time',
      'Step,Criterion,Shown by',
      'When (UTC),Gate,Decision,By,Reason',
      'Step,Outcome,Record',
    ]);
    expect(tables[1]).toHaveLength(1 + 9);
    expect(tables[3]?.[2]).toEqual([
      '2026-01-19 07:00',
      '`design`',
      'rejected `api.1`',
      '`judge`',
      '`The endpoint leaks ids of other tenants`',
    ]);
    expect(text).toContain(
      '<details><summary>Schedule graph and all 7 steps</summary>\n\n```mermaid\n',
    );
    expect(text).toMatch(
      /<\/details>\n\nWhy\? `orchestrator explain --work-item wi-42` · history `c0ffee`$/,
    );
  });

  test('draws every step and gate, and no edge that another way implies', () => {
    const [, graph] = read(text).fences[0] ?? [];
    expect(lines(graph ?? '').slice(1, 4)).toEqual([
      'flowchart TD',
      'accTitle: Schedule of wi-42',
      'accDescr: 3 of 7 steps done, 2 running, 1 blocked, 1 waiting. Same data as the table.',
    ]);
    expect(graph).toContain('n1["✔ 2 api #40;try 2#41;"]:::done');
    expect(graph).toContain('n2{{"✔ gate design"}}:::done');
    expect(graph?.match(/-->/g)).toHaveLength(13);
    expect(graph).not.toContain('n0 --> n4');
  });

  test('is the same whenever it is made again, but for nothing', () => {
    expect(written(items.atWork(), { head, history: 'c0ffee' })).toBe(text);
  });
});

describe('a gate that waits for a decision', () => {
  test('is decided by a line to be copied, where the commit is known', () => {
    const text = written(items.deciding());
    expect(read(text).fences).toContainEqual(['text', `/approve design ${head}\n`]);
    expect(text).toContain('`/reject design REASON`');
    expect(text).toContain('| 2 | gate `design` | ◆ to decide | – | – | `dana`, `judge` | 1h |');
    expect(written(items.deciding(), {})).not.toContain('/approve');
  });

  test('is named with its item, where there are several', () => {
    const text = written(items.deciding(), { head, qualified: true });
    expect(text).toContain(`\n/approve wi-42/design ${head}\n`);
    expect(text).toContain('`/reject wi-42/design REASON`');
  });

  test('is told how to end the item, where it is a duplicate review', () => {
    expect(written(items.reviewed())).toContain('--gate intake --decision close');
  });
});

test.each([
  ['○', '0 of 7 done · 1 ready · 6 waiting', items.fresh],
  ['◆', '3 of 7 done · 1 gate to decide · 4 waiting', items.deciding],
  ['▶', '3 of 7 done · 1 running · 1 failed · 1 ready · 1 waiting', items.failing],
  ['⛔', '3 of 7 done · 3 blocked · 1 waiting', items.blocked],
  ['✔', '7 of 7 done', items.done],
  ['■', 'merged · 0 of 1 done', () => items.ended('merge')],
  ['■', 'closed · 0 of 1 done', () => items.ended('close')],
  ['▶', '0 of 1 done · 1 running · 1 ready', items.orphaned],
])('%s %s', (sign, counts, model) => {
  const heading = read(written(model())).headings[0] ?? '';
  expect(heading.startsWith(`${sign} \``)).toBe(true);
  expect(heading.endsWith(`— ${counts}`)).toBe(true);
});

test('what failed says how, and who is to ask for another try', () => {
  expect(written(items.failing())).toContain(
    '| 3 | `build` | ✖ failed | a retry (failed: `Exit code 2: 3 of 812 tests fail`) | 1 | `olga` | 0m |',
  );
});

test('what is far is folded away, gates too', () => {
  const { tables } = read(written(items.fresh()));
  expect(tables[0]?.map(([, step]) => step)).toEqual(['Step', '`plan`', '`api`', '`ui`']);
});

test('what blocks the whole item is told once', () => {
  const text = written(items.blocked());
  expect(text).toContain(
    '| – | all of it | ⛔ blocked | `audit` environment: `audit` | – | `dana` | 3h |',
  );
  expect(text).toContain('| 3 | `build` | ⛔ blocked | `audit` environment | 1 | `dana` | 3h |');
});

test('work that counts for nothing is said to be so', () => {
  expect(written(items.running())).toContain('▶ running (sent back)');
  expect(written(items.running())).toContain('approved (of an earlier state)');
  expect(written(items.orphaned())).toContain('▶ running (dropped step)');
});

test('a damaged history is told before everything else', () => {
  const damage = { path: 'artifacts/claims/x.json', detail: 'Not canonical.', hint: 'git restore' };
  const text = written({
    ...items.atWork(),
    damaged: [damage],
    next: `Mend the history: ${damage.hint}`,
  });
  expect(text).toContain('### ⚠ `wi-42`');
  expect(text).toContain('**Next:** Mend the history: `git restore`');
  expect(text).toContain('- `artifacts/claims/x.json`: `Not canonical.`');
});

describe('the fallback ladder', () => {
  const graphOf = (model: StatusModel): string | undefined => read(written(model)).fences[0]?.[1];

  test('30 steps of 3 are drawn as they are', () => {
    const graph = graphOf(items.large({ steps: 30, width: 3, done: 12 }));
    expect(graph?.match(/step-/g)).toHaveLength(30);
    // Three that wait for three are nine edges, or six and a join.
    expect(graph?.match(/"ALL"/g)).toHaveLength(9);
    expect(graph?.match(/-->/g)).toHaveLength(9 * 6);
    expect(graph).not.toContain('~~~');
  });

  test.each([
    ['41 steps', { steps: 41, width: 1, done: 12 }],
    ['5 at once', { steps: 20, width: 5, done: 5 }],
    ['300 steps', { steps: 300, width: 6, done: 120 }],
  ])('%s: what matters now, and two numbers', (_, shape) => {
    const graph = graphOf(items.large(shape)) ?? '';
    expect(graph).toContain(`✔ ${shape.done} steps done`);
    expect(graph).toMatch(/· \d+ steps waiting/);
    expect(graph.match(/:::/g)?.length).toBe(shape.width + 2);
  });

  test('more than 34 at once: the first of them', () => {
    const graph = graphOf(items.large({ steps: 300, width: 45, done: 90 })) ?? '';
    expect(graph.match(/:::/g)).toHaveLength(34 + 2);
    expect(graph).toContain('#8230; 12 more');
  });

  test('more than 50 at once: how many of each kind, and the 20 longest waiting', () => {
    const model = items.large({ steps: 500, width: 100, done: 100 });
    const { fences, tables } = read(written(model));
    expect(fences).toEqual([]);
    expect(tables[0]).toEqual([
      ['#', '▶ running', '✖ failed', '○ ready', '· waiting', '✔ done'],
      ['2', '50', '25', '25', '–', '–'],
    ]);
    expect(tables[1]).toHaveLength(1 + 20);
    const longest = Math.max(...model.rows.map(({ sinceMs }) => sinceMs ?? 0));
    expect(tables[1]?.[1]?.[6]).toBe(duration(longest));
  });

  test('without pictures: lines and nothing else', () => {
    const { fences, tables, lists, html } = read(written(items.atWork(), { mermaid: false }));
    expect([fences, tables, lists]).toEqual([[], [], 1]);
    expect(html).toHaveLength(1);
  });

  test('2,000 steps do not fit: those that are next do', () => {
    const text = written(items.large({ steps: 2000, width: 8, done: 504 }));
    expect(text).toContain('**Steps that are next**');
    expect(text.length).toBeLessThan(commentBudget.characters);
    expect(written(items.large({ steps: 300, width: 6, done: 120 }))).toContain('**All steps**');
  });
});

describe('the marker', () => {
  test('says whose the comment is, and what it was made of', () => {
    const { markdown, digest } = statusComment(items.atWork(), { head }, ids);
    expect(readMarker(markdown)).toEqual({
      kind: 'schedule',
      item: 'wi-42',
      head,
      asOf: '2026-01-20T04:00:00.000Z',
      digest,
    });
    expect(ids.sha256(markdown.slice(markdown.indexOf('\n') + 1))).toBe(digest);
  });

  test('another head alone changes nothing, as long as nobody is to decide about it', () => {
    const other = { head: 'a'.repeat(40) };
    const digest = (model: StatusModel, options: StatusOptions): string =>
      statusComment(model, options, ids).digest;
    expect(digest(items.atWork(), other)).toBe(digest(items.atWork(), { head }));
    expect(digest(items.deciding(), other)).not.toBe(digest(items.deciding(), { head }));
  });

  test.each([
    '',
    'no marker',
    '\n<!-- orchestrator:schedule v1 x -->',
    ' <!-- orchestrator: wi-1 -->',
  ])('is not found in %j', (text) => expect(readMarker(text)).toBeUndefined());

  test('holds nothing but what it may', () => {
    const model = { ...items.three(), item: 'x --> <b>' };
    expect(() => statusComment(model, {}, ids)).toThrow('No marker can say this');
  });
});

test('records are links, where it is known where they are to be seen', () => {
  const filesAt = 'https://github.example/acme/shop/blob/c0ffee/';
  const { links } = read(written(items.atWork(), { filesAt }));
  expect(links[0]).toBe(
    `${filesAt}artifacts/handoff/wi-42/20260119T080000Z-wi-42-api-api-for-api-2.json`,
  );
  expect(links).toHaveLength(4);
});
