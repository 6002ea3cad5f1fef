/** The page of refusals is whole: no code without a row, a meaning, a test and an example. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { refusalCodes } from '@orchestrator/core';
import { commandsIn } from './advice.ts';
import { allCases } from './all-cases.ts';
import { readExamples } from './examples.ts';
import { meanings } from './meanings.ts';

const codes = Object.keys(refusalCodes) as (keyof typeof refusalCodes)[];
const page = readFileSync('docs/refusals.md', 'utf8');

describe.each(codes)('%s', (code) => {
  const own = allCases.flatMap((cases) => cases.filter((it) => it.code === code));

  test('has a test that provokes it', () => {
    expect(own).not.toEqual([]);
    expect((readExamples()[code] ?? []).map(({ when }) => when)).toEqual(
      own.map(({ when }) => when),
    );
  });

  test('has a row in docs/refusals.md, with what the test provoked', () => {
    const { means, remedy } = meanings[code];
    expect(page).toContain(
      `| [\`${code}\`](#${code}) | ${refusalCodes[code]} | ${means} | ${remedy} |`,
    );
    for (const { command, message, hint } of readExamples()[code] ?? []) {
      expect(page).toContain(`$ ${command}\n${code}: ${message}\n  → ${hint}\n`);
    }
  });
});

test('no row, meaning or test is left of a code that is gone', () => {
  const rows = [...page.matchAll(/^\| \[`([a-z-]+)`\]/gm)].map(([, code]) => code);
  expect(rows).toEqual(codes);
  expect(Object.keys(meanings).sort()).toEqual([...codes].sort());
  expect(Object.keys(readExamples()).sort()).toEqual([...codes].sort());
});

describe('command lines in a hint', () => {
  test.each([
    [
      'Claim it: orchestrator claim --work-item wi --step a',
      [['claim', '--work-item', 'wi', '--step', 'a']],
    ],
    [
      'Say so: orchestrator retry --work-item wi --reason "…"',
      [['retry', '--work-item', 'wi', '--reason', '…']],
    ],
    [
      'See why: orchestrator history --work-item wi; then run orchestrator next --work-item wi.',
      [
        ['history', '--work-item', 'wi'],
        ['next', '--work-item', 'wi'],
      ],
    ],
    ['Look (orchestrator status --work-item wi), then decide.', [['status', '--work-item', 'wi']]],
    ['Run orchestrator verify --since HEAD to see more', [['verify', '--since', 'HEAD']]],
    ['Run orchestrator validate a/b.yaml to see more', [['validate', 'a/b.yaml']]],
    [
      'Finish it: orchestrator gate finish --run r --gate G1. Or: orchestrator run complete --run r --status FAILED (or CANCELED)',
      [
        ['gate', 'finish', '--run', 'r', '--gate', 'G1'],
        ['run', 'complete', '--run', 'r', '--status', 'FAILED'],
      ],
    ],
    ['See the runs: orchestrator run list. The last one is r.', [['run', 'list']]],
    ['Go on with it: orchestrator run essay --run r', [['run', 'essay', '--run', 'r']]],
    ['Name it in orchestrator.yml, as the orchestrator does.', []],
  ])('%s', (hint, expected) => {
    expect(commandsIn(hint)).toEqual(expected);
  });
});
