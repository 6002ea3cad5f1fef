/** What no runner on this machine obeys: permissions, filters of triggers, groups, pins. Read off the files, rule by rule. */
import { describe, expect, test } from '@jest/globals';

import { rules } from './all-rules.ts';
import { shipped, workflowFiles } from './shipped.ts';
import { readWorkflow } from './workflow.ts';

const named = rules.map(
  (rule) => [rule.row === undefined ? rule.name : `${rule.name} (row ${rule.row})`, rule] as const,
);

test('our own workflows and those of the examples are among them', () => {
  expect(workflowFiles).toEqual(
    expect.arrayContaining([
      ...['ci', 'codeql', 'collector', 'execute', 'orchestrator', 'release'].map(
        (name) => `.github/workflows/${name}.yml`,
      ),
      ...['approvals', 'coding-agent', 'consumer', 'visual-essay'].map(
        (name) => `examples/${name}/.github/workflows/plan.yml`,
      ),
    ]),
  );
});

describe.each(named)('%s', (_, { check, bad }) => {
  test.each(shipped.map((workflow) => [workflow.file, workflow] as const))(
    '%s',
    (_file, workflow) => {
      expect(check(workflow)).toEqual([]);
    },
  );

  test('is broken by each of its bad examples', () => {
    const missed = bad.filter((text) => check(readWorkflow('bad.yml', text)).length === 0);
    expect(missed).toEqual([]);
    expect(bad.length).toBeGreaterThan(0);
  });
});
