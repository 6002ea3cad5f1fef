import { catalogEntries } from '../../../scripts/release/catalog-entries.ts';
import { around, type Rule } from '../rule.ts';
import { actionsOf, usesAny, workActions, type Job } from '../workflow.ts';

const levels = ['none', 'read', 'write'];

const nothingAtTop: Rule = {
  name: 'nothing is permitted at the top',
  check: ({ permissions }) =>
    typeof permissions === 'object' && Object.keys(permissions).length === 0
      ? []
      : [`permissions: ${JSON.stringify(permissions)} at the top`],
  bad: [
    'on: push\njobs: {}',
    'on: push\npermissions: read-all\njobs: {}',
    'on: push\npermissions: { contents: read }\njobs: {}',
  ],
};

const eachJob: Rule = {
  name: 'every job lists what it is permitted',
  check: ({ jobs }) =>
    jobs
      .filter(({ permissions }) => typeof permissions !== 'object')
      .map(({ id }) => `${id}: no list`),
  bad: [around('runs-on: x'), around('runs-on: x\npermissions: write-all')],
};

const granted = ({ permissions }: Job): readonly (readonly [string, string])[] =>
  typeof permissions === 'object' ? Object.entries(permissions) : [];

/** The most that the actions of a job can use; a checkout only reads. */
function usable(job: Job): Readonly<Record<string, string>> {
  const most: Record<string, string> = { contents: 'read' };
  for (const action of actionsOf(job)) {
    const { permissions } = catalogEntries[action as keyof typeof catalogEntries];
    for (const { scope, access } of permissions) {
      const known = levels.indexOf(most[scope] ?? 'none');
      most[scope] = levels[Math.max(known, levels.indexOf(access))] ?? 'none';
    }
  }
  return most;
}

const noMore: Rule = {
  name: 'a job with actions of the suite is permitted no more than they use',
  check: ({ jobs }) =>
    jobs
      .filter((job) => actionsOf(job).length > 0)
      .flatMap((job) => {
        const most = usable(job);
        return granted(job)
          .filter(
            ([scope, access]) => levels.indexOf(access) > levels.indexOf(most[scope] ?? 'none'),
          )
          .map(([scope, access]) => `${job.id}: ${scope}: ${access} is not used`);
      }),
  bad: [
    around(
      'permissions: { contents: write, actions: write }\nsteps: [{ uses: org/orchestrator/schedule@v1 }]',
    ),
    around('permissions: { packages: read }\nsteps: [{ uses: org/orchestrator/gate@v1 }]'),
  ],
};

/** Runs programs that came with dependencies, or with a pull request. */
const runsCode = ({ steps }: Job): boolean =>
  steps.some(({ run = '' }) =>
    /(?<![\w/])(?:npm|npx|node|pnpm|yarn|pip|make)\s|\.\/steps\//.test(run),
  );

const noTokenForWork: Rule = {
  name: 'a job that runs what users or dependencies wrote has no right to write, and no identity to prove',
  row: 66,
  check: ({ jobs }) =>
    jobs
      .filter((job) => usesAny(job, workActions) || runsCode(job))
      .flatMap((job) =>
        granted(job)
          .filter(([, access]) => access === 'write')
          .map(([scope]) => `${job.id}: ${scope}: write`),
      ),
  bad: [
    around('permissions: { contents: write }\nsteps: [{ uses: org/orchestrator/claim@v1 }]'),
    around('permissions: { id-token: write }\nsteps: [{ run: npm test }]'),
    around('permissions: { contents: write }\nuses: ./.github/workflows/execute.yml'),
  ],
};

const noCredentials: Rule = {
  name: 'a checkout leaves no credentials behind',
  row: 66,
  check: ({ jobs }) =>
    jobs.flatMap(({ id, steps }) =>
      steps
        .filter(
          ({ uses = '', with: { 'persist-credentials': keep } }) =>
            uses.startsWith('actions/checkout@') && keep !== 'false',
        )
        .map(() => `${id}: persist-credentials is not false`),
    ),
  bad: [around('steps: [{ uses: actions/checkout@v7 }]')],
};

const noSecrets: Rule = {
  name: 'no secret and no token is handed to work, nor to all steps of a job or workflow',
  row: 66,
  check: ({ jobs, text }) => [
    ...jobs
      .filter((job) => usesAny(job, workActions))
      .filter(
        (job) =>
          job.secrets !== undefined ||
          /secrets\.|github\.token|GITHUB_TOKEN/.test(JSON.stringify(job)),
      )
      .map(({ id }) => `${id}: a secret in a job that works`),
    ...jobs
      .filter(({ env }) => /secrets\.|github\.token/.test(JSON.stringify(env)))
      .map(({ id }) => `${id}: env`),
    ...(/^env:[\s\S]*?^\S/m.exec(text)?.[0].match(/secrets\.|github\.token/)
      ? ['env at the top']
      : []),
  ],
  bad: [
    around('secrets: inherit\nuses: ./.github/workflows/execute.yml'),
    around('env: { T: "${{ secrets.T }}" }\nsteps: [{ run: echo }]'),
    around(
      'steps: [{ uses: org/orchestrator/claim@v1 }, { run: echo, env: { T: "${{ github.token }}" } }]',
    ),
    'on: push\nenv:\n  T: ${{ secrets.T }}\njobs: {}',
  ],
};

export const permissionRules: readonly Rule[] = [
  nothingAtTop,
  eachJob,
  noMore,
  noTokenForWork,
  noCredentials,
  noSecrets,
];
