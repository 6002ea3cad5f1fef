import { around, type Rule } from '../rule.ts';
import type { Workflow } from '../workflow.ts';

/** Inputs of foreign actions that are scripts as well. */
const scriptInputs = ['script', 'run', 'args', 'command'];

const stepsOf = ({ jobs }: Workflow) =>
  jobs.flatMap(({ id, steps }) => steps.map((step) => [id, step] as const));

const expressions: Rule = {
  name: 'no expression stands inside a script: values reach it through its environment',
  row: 47,
  check: (workflow) =>
    stepsOf(workflow).flatMap(([id, { run = '', shell = '' }]) =>
      `${run}${shell}`.includes('${{') ? [`${id}: \${{ in run: ${run.slice(0, 60)}`] : [],
    ),
  bad: [
    around('runs-on: x\nsteps: [{ run: "echo ${{ github.event.issue.title }}" }]'),
    around('runs-on: x\nsteps: [{ run: echo, shell: "bash ${{ inputs.flags }}" }]'),
  ],
};

/** What anybody can put into an event. */
const hostile =
  /github\.event\.(?!inputs\b|repository\.default_branch\b|workflow_run\.(?:event|head_repository)\b)|github\.head_ref/;

const hostileInputs: Rule = {
  name: 'no text of an event is given to an input that is a script',
  row: 47,
  check: (workflow) =>
    stepsOf(workflow).flatMap(([id, step]) =>
      scriptInputs
        .filter((name) => hostile.test(step.with[name] ?? ''))
        .map((name) => `${id}: an event's text in with.${name}`),
    ),
  bad: [
    around(
      'runs-on: x\nsteps: [{ uses: org/orchestrator/execute@v1, with: { run: "echo ${{ github.event.comment.body }}" } }]',
    ),
    around('runs-on: x\nsteps: [{ uses: a/b@v1, with: { script: "${{ github.head_ref }}" } }]'),
  ],
};

const fileCommands: Rule = {
  name: 'no script writes to the environment of later steps',
  row: 48,
  check: (workflow) =>
    stepsOf(workflow).flatMap(([id, { run = '' }]) =>
      /GITHUB_(?:ENV|PATH)\b/.test(run) ? [`${id}: ${run.slice(0, 60)}`] : [],
    ),
  bad: [around('runs-on: x\nsteps: [{ run: \'echo "A=$B" >> "$GITHUB_ENV"\' }]')],
};

export const scriptRules: readonly Rule[] = [expressions, hostileInputs, fileCommands];
