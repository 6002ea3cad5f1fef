/**
 * docs/requirements.md: every requirement has a command and a test, and without its rule that test fails. Rules that
 * test/known-bad-rules.test.ts breaks are not broken here again.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { commands as known } from '../packages/cli/src/commands/table.ts';
import { copyPackages, runTests, whileBroken, type Selected } from './kit/known-bad/copy.ts';
import { brokenRequirements } from './kit/known-bad/requirements.ts';
import { readTable } from './kit/known-bad/requirements/table.ts';
import { brokenRules } from './kit/known-bad/rules.ts';
import { freshFolder, removeFolder } from './processes.ts';

const rows = readTable();
const numbered = (count: number, name: (n: string) => string): readonly string[] =>
  Array.from({ length: count }, (_, index) => name(String(index + 1)));
const outOfScope = ['007', '008', '018', '019', '020', '023', '024'].map((n) => `FR-${n}`);
const rules = new Map([...brokenRules, ...brokenRequirements].map((rule) => [rule.name, rule]));

describe('the table', () => {
  test('has one row for each requirement, acceptance scenario and edge case', () => {
    expect(rows.map(({ id }) => id)).toEqual([
      ...numbered(29, (n) => `FR-${n.padStart(3, '0')}`),
      ...numbered(8, (n) => `Scenario ${n}`),
      ...numbered(6, (n) => `Edge case ${n}`),
    ]);
  });

  test('has a command, a test and a broken rule in each row, but where something is out of scope', () => {
    const bare = rows.filter((row) =>
      [row.commands, row.tests, row.rules].some(({ length }) => length === 0),
    );
    expect(bare.map(({ id }) => id)).toEqual(outOfScope);
    for (const { text } of bare) expect(text).toMatch(/^Out of scope/);
    expect(bare.flatMap((row) => row.rules)).toEqual([]);
  });

  test('names broken rules that there are, each beside the test that it turns red', () => {
    for (const { id, tests, rules: names } of rows.filter((row) => row.rules.length > 0)) {
      expect(names).toHaveLength(tests.length);
      for (const [index, it] of tests.entries()) {
        const caughtBy = (names[index] ?? []).map((name) => rules.get(name)?.caughtBy ?? name);
        expect({ id, caughtBy }).toEqual({ id, caughtBy: caughtBy.map(() => [it.file, it.name]) });
      }
    }
  });

  test('leaves no broken rule out, and each has a name of its own', () => {
    const named = new Set(rows.flatMap((row) => row.rules.flat()));
    const names = brokenRequirements.map(({ name }) => name);
    expect(names.filter((name) => !named.has(name))).toEqual([]);
    expect(rules.size).toBe(brokenRules.length + brokenRequirements.length);
  });
});

describe('command lines', () => {
  const lines = rows.flatMap((row) => row.commands.map((line) => [row.id, line] as const));

  test.each(lines)('%s: %s', (_, line) => expect(problemOf(line)).toBeUndefined());

  test.each([
    ['orchestrator delete --work-item wi-42', 'There is no command delete.'],
    ['orchestrator claim --work-itm wi-42', 'claim has no option --work-itm.'],
    ['orchestrator claim --force wi-42 --step build', 'claim takes no word wi-42.'],
    ['orchestrator claim --step --force', '--step needs a value.'],
  ])('would be seen: %s', (line, problem) => expect(problemOf(line)).toBe(problem));
});

/** What is wrong with a command line, by the table of commands. */
function problemOf(line: string): string | undefined {
  const words = [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(
    ([, quoted, plain]) => quoted ?? plain ?? '',
  );
  const [program, name = '', ...more] = words;
  const command = known.find((it) => it.name === name);
  if (program !== 'orchestrator' || command === undefined) return `There is no command ${name}.`;
  const options = new Map(command.options.map(([flags]) => optionOf(flags)));
  let last: { flag: string; takes: Value } | undefined;
  for (const word of more) {
    if (word.startsWith('--')) {
      if (last?.takes === 'a value') break;
      const takes = options.get(word);
      if (takes === undefined) return `${name} has no option ${word}.`;
      last = { flag: word, takes };
    } else {
      const belongs = last !== undefined && last.takes !== 'nothing';
      if (!belongs && command.argument === undefined) return `${name} takes no word ${word}.`;
      last = undefined;
    }
  }
  return last?.takes === 'a value' ? `${last.flag} needs a value.` : undefined;
}

type Value = 'a value' | 'perhaps a value' | 'nothing';

function optionOf(flags: string): readonly [flag: string, takes: Value] {
  const [flag = '', value] = flags.split(' ');
  if (value === undefined) return [flag, 'nothing'];
  return [flag, value.startsWith('[') ? 'perhaps a value' : 'a value'];
}

describe('tests', () => {
  let folder: string;
  beforeAll(() => {
    folder = freshFolder('requirements');
    copyPackages(folder);
  });
  afterAll(() => removeFolder(folder));

  test('each one is there and passes', async () => {
    const selected = rows.flatMap((row) =>
      row.tests.map(({ file, name }): Selected => [file, name]),
    );
    const { notStarted, tests } = await runTests(folder, selected);
    expect(notStarted).toEqual([]);
    const passed = new Set(
      tests.filter((it) => it.passed).map(({ file, name }) => `${file}: ${name}`),
    );
    expect(selected.map((it) => it.join(': ')).filter((it) => !passed.has(it))).toEqual([]);
  }, 120_000);

  test.each(brokenRequirements.map((rule) => [rule.name, rule] as const))(
    'go red when %s',
    async (_, rule) => {
      const { notStarted, tests } = await whileBroken(folder, rule, () =>
        runTests(folder, [rule.caughtBy]),
      );
      expect(notStarted).toEqual([]);
      const [file, name] = rule.caughtBy;
      const messages: unknown = expect.stringContaining(rule.shows);
      expect(tests).toEqual([{ file, name, passed: false, messages }]);
    },
    60_000,
  );
});
