import { around, type Rule } from '../rule.ts';
import { usesAny, type Workflow } from '../workflow.ts';

const listOf = (filters: Readonly<Record<string, unknown>> | undefined, name: string): string =>
  JSON.stringify(filters?.[name] ?? null);

const noTarget: Rule = {
  name: "nothing runs with a writing token on a fork's request: no pull_request_target",
  check: ({ on }) => ('pull_request_target' in on ? ['pull_request_target'] : []),
  bad: ['on: pull_request_target\njobs: {}'],
};

const commentsCreated: Rule = {
  name: 'of comments, only new ones count',
  row: 52,
  check: ({ on }) =>
    ['issue_comment', 'pull_request_review', 'pull_request_review_comment']
      .filter((event) => event in on)
      .filter((event) => event !== 'issue_comment' || listOf(on[event], 'types') !== '["created"]')
      .map((event) => `${event}: types ${listOf(on[event], 'types')}`),
  bad: [
    'on: issue_comment\njobs: {}',
    'on: { issue_comment: { types: [created, edited] } }\njobs: {}',
    'on: pull_request_review\njobs: {}',
  ],
};

const commentsOnPulls: Rule = {
  name: 'a comment counts only on a pull request, and only when it is a command',
  row: 52,
  check: ({ on, jobs }) =>
    'issue_comment' in on
      ? jobs
          .filter(
            ({ if: condition }) =>
              !condition.includes('github.event.issue.pull_request') ||
              !/startsWith\(\s*github\.event\.comment\.body,\s*'\//.test(condition),
          )
          .map(({ id }) => `${id}: runs for any comment`)
      : [],
  bad: [
    around('if: github.event.issue.pull_request', '{ issue_comment: { types: [created] } }'),
    around(
      "if: startsWith(github.event.comment.body, '/approve')",
      '{ issue_comment: { types: [created] } }',
    ),
  ],
};

const workflowRun: Rule = {
  name: 'a run that follows another one looks at whose it was and why it ran',
  check: ({ on, jobs }) =>
    'workflow_run' in on
      ? jobs
          .filter(
            ({ if: condition }) =>
              !/workflow_run\.head_repository\.full_name\s*[!=]=\s*github\.repository/.test(
                condition,
              ) || !/workflow_run\.event == 'pull_request'/.test(condition),
          )
          .map(({ id }) => `${id}: runs after any run`)
      : [],
  bad: [
    around(
      "if: github.event.workflow_run.event == 'pull_request'",
      '{ workflow_run: { workflows: [a], types: [completed] } }',
    ),
    around(
      'if: github.event.workflow_run.head_repository.full_name != github.repository',
      '{ workflow_run: { workflows: [a], types: [completed] } }',
    ),
  ],
};

const checksOut = ({ jobs }: Workflow): readonly string[] =>
  jobs
    .filter(({ steps }) =>
      steps.some(
        ({ uses = '', run = '' }) =>
          uses.startsWith('actions/checkout@') || /git (clone|fetch|checkout)/.test(run),
      ),
    )
    .map(({ id }) => id);

const noForeignCode: Rule = {
  name: 'with the rights of the base repository, no code of a pull request is fetched',
  row: 66,
  check: (workflow) =>
    'workflow_run' in workflow.on || 'issue_comment' in workflow.on
      ? checksOut(workflow).map((id) => `${id}: a checkout`)
      : [],
  bad: [
    around('steps: [{ uses: actions/checkout@v7 }]', '{ workflow_run: { workflows: [a] } }'),
    around(
      'steps: [{ run: git fetch origin pull/1/head }]',
      '{ issue_comment: { types: [created] } }',
    ),
  ],
};

const gateEvents = ['workflow_dispatch', 'issue_comment'];

const gateFromPeople: Rule = {
  name: 'a gate is decided by a button or a comment, and by nothing that a pull request can bring',
  row: 51,
  check: ({ on, jobs }) =>
    jobs.some((job) => usesAny(job, ['gate']))
      ? Object.keys(on).filter((event) => !gateEvents.includes(event))
      : [],
  bad: ['pull_request', 'push', 'repository_dispatch', 'workflow_call'].map((event) =>
    around('steps: [{ uses: org/orchestrator/gate@v1 }]', `[workflow_dispatch, ${event}]`),
  ),
};

const noActor: Rule = {
  name: 'who decides at a gate is never an input',
  row: 52,
  check: ({ jobs }) =>
    jobs.flatMap(({ id, steps }) =>
      steps
        .filter(({ uses = '' }) => uses.startsWith('org/orchestrator/gate@'))
        .filter((step) => Object.keys(step.with).some((name) => /actor|user|approver/.test(name)))
        .map(() => `${id}: an actor as input`),
    ),
  bad: [around('steps: [{ uses: org/orchestrator/gate@v1, with: { actor: alice } }]')],
};

export const triggerRules: readonly Rule[] = [
  noTarget,
  commentsCreated,
  commentsOnPulls,
  workflowRun,
  noForeignCode,
  gateFromPeople,
  noActor,
];
