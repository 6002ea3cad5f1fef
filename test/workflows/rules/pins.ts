import { around, type Rule } from '../rule.ts';
import type { Workflow } from '../workflow.ts';

/** Each `uses:` with what stands behind it on its line. */
const usesOf = ({ text }: Workflow): readonly (readonly [string, string])[] =>
  [...text.matchAll(/(?<![\w-])uses:\s*(['"]?)([^\s'",}\]#]+)\1(.*)$/gm)]
    .filter(({ index }) => !/^\s*#/.test(text.slice(text.lastIndexOf('\n', index) + 1, index)))
    .map(([, , uses = '', rest = '']) => [uses, rest]);

const isOurs = (uses: string): boolean => /^org\/orchestrator\/[a-z-]+@v\d+$/.test(uses);
const isLocal = (uses: string): boolean => uses.startsWith('./.github/workflows/');

const fullSha: Rule = {
  name: 'foreign actions are pinned to a full commit id',
  row: 59,
  check: (workflow) =>
    usesOf(workflow)
      .filter(
        ([uses]) =>
          !isOurs(uses) && !isLocal(uses) && !/^[\w.-]+\/[\w./-]+@[0-9a-f]{40}$/.test(uses),
      )
      .map(([uses]) => `${uses} can become something else`),
  bad: ['actions/checkout@v7', 'actions/checkout@3d3c42e', 'docker://alpine:3', './actions/x'].map(
    (uses) => around(`runs-on: x\nsteps: [{ uses: "${uses}" }]`),
  ),
};

const versionComment: Rule = {
  name: 'a commit id says in a comment which version it is',
  row: 59,
  check: (workflow) =>
    usesOf(workflow)
      .filter(([uses, rest]) => /@[0-9a-f]{40}$/.test(uses) && !/# v\d+(\.\d+){0,2}\b/.test(rest))
      .map(([uses]) => `${uses}: which version?`),
  bad: [around(`runs-on: x\nsteps:\n  - uses: actions/checkout@${'a'.repeat(40)}`)],
};

const onePin: Rule = {
  name: 'an action that is used twice is pinned to one commit',
  row: 59,
  check: (workflow) => {
    const refs = new Map<string, Set<string>>();
    for (const [uses] of usesOf(workflow)) {
      const [name = '', ref = ''] = uses.split('@');
      refs.set(name, (refs.get(name) ?? new Set()).add(ref));
    }
    return [...refs].filter(([, all]) => all.size > 1).map(([name]) => `${name}: several`);
  },
  bad: [
    around(
      `runs-on: x\nsteps:\n  - uses: actions/checkout@${'a'.repeat(40)} # v1\n  - uses: actions/checkout@${'b'.repeat(40)} # v2`,
    ),
  ],
};

export const pinRules: readonly Rule[] = [fullSha, versionComment, onePin];
