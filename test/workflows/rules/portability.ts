import { readYaml } from '../../../packages/stores/src/yaml-document.ts';
import { around, type Rule } from '../rule.ts';

/** Members that only some servers and runners know; elsewhere the whole file is refused. */
const refused: readonly (readonly [RegExp, string])[] = [
  [/^\s*queue:|[{,]\s*queue:/m, 'concurrency.queue'],
  [/artifact-metadata:/, 'permissions: artifact-metadata'],
  [/deployment:\s*(?:true|false)/, 'environment.deployment'],
  [/\$\{\{[^}]*\bcase\(/, 'case()'],
  [/uses:\s*['"]?\$\//, 'uses: $/'],
];

const known: Rule = {
  name: 'nothing stands in it that only the newest servers and runners can read',
  check: ({ text }) => {
    const code = text.replace(/(^|\s)#.*$/gm, '');
    return refused.filter(([pattern]) => pattern.test(code)).map(([, name]) => name);
  },
  bad: [
    `concurrency: { group: a, queue: max }\n${around('runs-on: x')}`,
    around('permissions: { artifact-metadata: write }'),
    around('environment: { name: a, deployment: false }'),
    around('if: ${{ case(true, 1, 2) }}'),
    around('uses: $/.github/workflows/execute.yml'),
  ],
};

const plainYaml: Rule = {
  name: 'its YAML has no anchors, aliases, tags or doubled keys: not every server reads them alike',
  check: ({ text }) => readYaml(text).problems.map(({ line, detail }) => `line ${line}: ${detail}`),
  bad: ['on: push\npermissions: &none {}\njobs: { one: { permissions: *none } }'],
};

export const portabilityRules: readonly Rule[] = [known, plainYaml];
