import { around, type Rule } from '../rule.ts';
import { usesAny, type Job, type Workflow } from '../workflow.ts';

/** Jobs with a leg for each entry of the matrix that `schedule` has printed. */
const waves = ({ jobs }: Workflow): readonly Job[] =>
  jobs.filter(({ strategy }) =>
    /fromJSON\(needs\.[\w-]+\.outputs\.matrix\)/.test(JSON.stringify(strategy?.matrix ?? '')),
  );

const wave = 'matrix: "${{ fromJSON(needs.plan.outputs.matrix) }}"';

const failFast: Rule = {
  name: 'a leg that fails does not cancel its neighbours',
  check: (workflow) =>
    waves(workflow)
      .filter(({ strategy }) => strategy?.['fail-fast'] !== false)
      .map(({ id }) => `${id}: fail-fast is not false`),
  bad: [around(`if: needs.plan.outputs.matrix != ''\nstrategy: { ${wave} }`)],
};

const guard: Rule = {
  name: 'an empty matrix starts no leg',
  check: (workflow) =>
    waves(workflow)
      .filter(({ if: condition }) => !/needs\.[\w-]+\.outputs\.matrix != ''/.test(condition))
      .map(({ id }) => `${id}: no guard`),
  bad: [
    around(`strategy: { fail-fast: false, ${wave} }`),
    around(`if: needs.plan.outputs.matrix\nstrategy: { fail-fast: false, ${wave} }`),
  ],
};

const shared = ['schedule', 'collect'];

const oneAtATime: Rule = {
  name: 'one run at a time plans and collects for an item, and none of them is cut off',
  check: (workflow) => {
    const { jobs, concurrency, on } = workflow;
    // A called workflow is part of the run that calls it, and of its group.
    if ('workflow_call' in on || !jobs.some((job) => usesAny(job, shared))) return [];
    const { group, cancels } = concurrency;
    return [
      ...(/inputs(?:\.work-item|\['work-item'\])/.test(group)
        ? []
        : [`the group ${group} is not the item's`]),
      ...(cancels ? ['cancel-in-progress'] : []),
    ];
  },
  bad: [
    around('steps: [{ uses: org/orchestrator/schedule@v1 }]'),
    `concurrency: plan\n${around('steps: [{ uses: org/orchestrator/collect@v1 }]')}`,
    `concurrency: { group: "plan-\${{ inputs.work-item }}", cancel-in-progress: true }\n${around('steps: [{ uses: org/orchestrator/schedule@v1 }]')}`,
  ],
};

/** A group keeps one run waiting, and drops it when the next one comes: somebody else's vote would be lost. */
const everyVote: Rule = {
  name: "no decision waits in a group where somebody else's would replace it",
  check: ({ jobs, concurrency }) =>
    jobs
      .filter((job) => usesAny(job, ['gate']))
      .flatMap((job) => [concurrency, job.concurrency])
      .filter(
        ({ group, cancels }) =>
          group !== '' && (cancels || !/github\.(?:run_id|actor)\b/.test(group)),
      )
      .map(({ group }) => `the group ${group}`),
  bad: [
    `concurrency: "gate-\${{ inputs.work-item }}"\n${around('steps: [{ uses: org/orchestrator/gate@v1 }]')}`,
    around('concurrency: gate\nsteps: [{ uses: org/orchestrator/gate@v1 }]'),
    around(
      'concurrency: { group: "${{ github.run_id }}", cancel-in-progress: true }\nsteps: [{ uses: org/orchestrator/gate@v1 }]',
    ),
  ],
};

const collectAfterFailures: Rule = {
  name: 'what came out is collected also when a leg has failed, and only behind the legs',
  check: (workflow) => {
    const legs = waves(workflow).map(({ id }) => id);
    if (legs.length === 0) return [];
    return workflow.jobs
      .filter((job) => usesAny(job, ['collect']))
      .filter(
        ({ if: condition, needs }) =>
          !condition.includes('!cancelled()') || !legs.every((id) => needs.includes(id)),
      )
      .map(({ id }) => `${id}: needs [${legs.join()}] and !cancelled()`);
  },
  bad: [
    `on: push\njobs:\n  work: { strategy: { ${wave} } }\n  next: { needs: work, steps: [{ uses: org/orchestrator/collect@v1 }] }`,
    `on: push\njobs:\n  work: { strategy: { ${wave} } }\n  next: { if: "!cancelled()", steps: [{ uses: org/orchestrator/collect@v1 }] }`,
  ],
};

const timeouts: Rule = {
  name: 'every job ends by itself some time',
  check: ({ jobs }) =>
    jobs
      .filter((job) => job.uses === undefined && job['timeout-minutes'] === undefined)
      .map(({ id }) => `${id}: no timeout-minutes`),
  bad: [around('runs-on: x')],
};

export const waveRules: readonly Rule[] = [
  failFast,
  guard,
  oneAtATime,
  everyVote,
  collectAfterFailures,
  timeouts,
];
