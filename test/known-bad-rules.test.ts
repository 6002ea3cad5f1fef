/** The tests of the packages catch every broken rule: one of them goes red, for the reason it was made for. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { copyPackages, runTests, whileBroken } from './kit/known-bad/copy.ts';
import { brokenRules } from './kit/known-bad/rules.ts';
import { freshFolder, removeFolder } from './processes.ts';

let folder: string;
beforeAll(() => {
  folder = freshFolder('known-bad-rules');
  copyPackages(folder);
});
afterAll(() => removeFolder(folder));

test('unbroken, every one of these tests is run and passes', async () => {
  const selected = brokenRules.map(({ caughtBy }) => caughtBy);
  const { notStarted, tests } = await runTests(folder, selected);
  expect(notStarted).toEqual([]);
  expect(tests.filter(({ passed }) => !passed)).toEqual([]);
  for (const [file, name] of selected)
    expect(tests).toContainEqual(expect.objectContaining({ file, name }));
}, 120_000);

test.each(brokenRules.map((rule) => [rule.name, rule] as const))(
  '%s',
  async (_, rule) => {
    const { notStarted, tests } = await whileBroken(folder, rule, () =>
      runTests(folder, [rule.caughtBy]),
    );
    expect(notStarted).toEqual([]);
    const [file, name] = rule.caughtBy;
    const messages: unknown = expect.stringContaining(rule.shows);
    expect(tests).toEqual([{ file, name, passed: false, messages }]);
  },
  120_000,
);
