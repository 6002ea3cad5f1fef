/** What a change would do, told to whoever looks at the pull request. */
import { expect, test } from '@jest/globals';
import type { ImpactView } from '../../app/src/index.ts';
import { ids } from '../../core/test/forge.ts';
import { commentBudget, impactComment, readMarker, type ImpactModel } from '../src/index.ts';
import { noImpact, someImpact } from './impacts.ts';
import { read } from './reader.ts';

const head = '3f2c9a1b'.padEnd(40, '0');
const written = (view: ImpactModel): string => impactComment(view, { head }, ids).markdown;
const { tables, fences, headings } = read(written(someImpact));

test('the view of the impact is what it reads', () => {
  const isRead = (view: ImpactView): ImpactModel => view;
  expect(isRead).toBeDefined();
});

test('the headline says how much of what is in flight is affected', () => {
  expect(headings).toEqual(['⚠ Impact: 4 of 5 items in flight affected']);
  expect(read(written(noImpact)).headings).toEqual(['✔ Impact: 0 of 1 item in flight affected']);
  expect(written(noImpact)).toContain('no definition and no policy changes');
});

test('a row for each thing that happens to an item, with what to do', () => {
  expect(tables[0]?.map((row) => [row[0], row[2], row[3]])).toEqual([
    ['Item', 'Would reopen', 'Approvals that fall'],
    ['`wi-42`', '–', '–'],
    ['`wi-42`', '–', '–'],
    ['`wi-42`', '`build`', '`release` by `dana`'],
    ['`wi-42`', '`build`, `integrate`', '`design` by `dana`, `judge`'],
    ['`wi-43`', '–', '–'],
    ['`wi-44`', '–', '–'],
    ['`wi-45`', '–', '–'],
  ]);
  const words = tables[0]?.map((row) => `${row[1] ?? ''} → ${row[4] ?? ''}`).join('\n');
  expect(words).toContain(
    '**becomes read-only**: `artifacts/workflows/feature@1.3.0.yaml` is edited',
  );
  expect(words).toContain('`orchestrator publish FILE`');
  expect(words).toContain('**1 approval could be given by nobody**');
  expect(words).toContain('(say where `docs` goes on: `audit`?)');
  expect(words).toContain('refused: `docs is integrated.` `Revert it first.`');
});

test('the commands of migrations can be copied', () => {
  expect(fences).toEqual([
    ['text', 'orchestrator migrate --work-item wi-42 --to 1.4.0 --map docs=audit --reason "…"\n'],
  ]);
});

test('the rest is folded away: definitions, policy, other items', () => {
  expect(tables.slice(1)).toEqual([
    [
      ['Workflow', 'Change', 'What changes'],
      ['`feature@1.3.0`', 'edited', 'changes `description`'],
      [
        '`feature@1.4.0`',
        'added',
        'adds step `audit`; removes step `docs`; changes step `build`; removes gate `design`',
      ],
      [
        '`hotfix@2.0.0`',
        'added',
        '⛔ not valid: line 12: `Step a depends on b, which there is not.`',
      ],
    ],
    [
      ['Policy', 'What changes'],
      ['role `leads`', 'gets `dana`; loses `olga`'],
    ],
    [
      ['Item', 'Workflow'],
      ['`wi-46`', '`feature@1.3.0`'],
    ],
    [
      ['Item', 'Why', 'What to do'],
      ['`wi-47`', '`It is damaged.`', '`Restore it.`'],
    ],
  ]);
});

test('its marker is its own', () => {
  const { markdown, digest } = impactComment(someImpact, { head }, ids);
  expect(readMarker(markdown)).toEqual({ kind: 'impact', item: '-', head, asOf: '-', digest });
});

test('ten thousand items are cut between rows', () => {
  const [first] = someImpact.items;
  const items = Array.from({ length: 10_000 }, (_, index) => ({
    ...first,
    ...{ workItemId: `wi-${index}`, affected: true },
  }));
  const text = written({ ...someImpact, items });
  expect(text.length).toBeLessThan(commentBudget.characters);
  expect(text).toContain('⚠ Impact: 10000 of 10000 items in flight affected');
  expect(text).toMatch(/\n… \d+ more rows: `orchestrator impact --from a{12}`\n/);
  expect(text.match(/orchestrator migrate/g)).toHaveLength(20);
});
