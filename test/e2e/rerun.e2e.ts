/** The stand-in for GitHub around the runner: dispatches, and "Re-run failed jobs". */
import { afterAll, beforeAll, expect, test } from '@jest/globals';

import type { ActJob } from '../kit/act/act-run.ts';
import { bareRepository } from '../kit/act/bare-repository.ts';
import { openConsumer, type Consumer } from '../kit/act/consumer.ts';
import { throwAwayAction } from './throw-away-action.ts';

const hostile = '${{ github.token }}';
const legs = [
  { step: 'a', title: 'plain', number: 1 },
  { step: 'b', title: hostile, number: 2 },
  { step: 'c', title: "it's {{ }} `x`", number: 3 },
];

/** Legs b and c fail in the first attempt; `last` sees what the plan said, and who runs it. */
const workflow = `
name: plan
on: { workflow_dispatch: { inputs: { round: { default: '1' } } } }
jobs:
  plan:
    runs-on: ubuntu-latest
    outputs: { matrix: "\${{ steps.list.outputs.matrix }}", none: "\${{ steps.list.outputs.none }}" }
    steps:
      - uses: actions/checkout@v7
      - { id: list, run: 'echo "matrix=$(cat legs.json)" >> "$GITHUB_OUTPUT"' }
  work:
    needs: plan
    if: needs.plan.outputs.matrix != ''
    strategy: { fail-fast: false, matrix: "\${{ fromJSON(needs.plan.outputs.matrix) }}" }
    runs-on: ubuntu-latest
    env: { STEP: "\${{ matrix.step }}" }
    steps:
      - run: echo "$STEP|$TITLE|$GITHUB_TRIGGERING_ACTOR"
        env: { TITLE: "\${{ matrix.title }}" }
      - run: test "$STEP" = a || test "$GITHUB_RUN_ATTEMPT" = 2
  last:
    needs: [plan, work]
    if: always()
    runs-on: ubuntu-latest
    steps:
      - { run: 'printf "%s" "$SAID"', env: { SAID: "\${{ needs.plan.outputs.matrix }}" } }
      - run: >
          test "\${{ inputs.round }}" != 1 ||
          curl -fsS -X POST -H 'Authorization: Bearer x' -H 'Content-Type: application/json'
          -d '{"ref":"main","inputs":{"round":"2"}}'
          "$GITHUB_API_URL/repos/$GITHUB_REPOSITORY/actions/workflows/plan.yml/dispatches"
`;

let consumer: Consumer;
let release: ReturnType<typeof throwAwayAction>;

beforeAll(async () => {
  release = throwAwayAction();
  const repository = bareRepository({
    '.github/workflows/plan.yml': workflow,
    'legs.json': JSON.stringify({ include: legs }),
  });
  consumer = await openConsumer(repository, release.folder);
});
afterAll(async () => {
  await consumer.close();
  release.remove();
});

const printed = ({ steps }: ActJob): string => steps[0]?.printed ?? '';
const results = (jobs: readonly ActJob[]): readonly string[] =>
  jobs.map(({ id, matrix, result }) => [id, matrix['step'], result].join(' ')).sort();

test('a run, its failed jobs again, and the run that it dispatched', async () => {
  const first = await consumer.start({ inputs: { round: '1' } });
  expect(results(first.jobs)).toEqual([
    ...['last  success', 'plan  success'],
    ...['work a success', 'work b failure', 'work c failure'],
  ]);

  const again = await consumer.rerunFailed(first, 'bob');
  expect(results(again.jobs)).toEqual(['last  success', 'work b success', 'work c success']);
  expect(again.exitCode).toBe(0);
  expect(
    again.jobs
      .filter(({ id }) => id === 'work')
      .map(printed)
      .sort(),
  ).toEqual([`b|${hostile}|bob\n`, `c|${legs[2]?.title ?? ''}|bob\n`]);
  const last = again.jobs.find(({ id }) => id === 'last');
  expect(JSON.parse(last === undefined ? '' : printed(last))).toEqual({ include: legs });

  const followers = await consumer.dispatched();
  expect(
    followers.map(({ options, actor, exitCode }) => [options.inputs, actor, exitCode]),
  ).toEqual([1, 2].map(() => [{ round: '2' }, 'github-actions[bot]', 1]));
  expect(new Set([first, ...followers].map(({ id }) => id)).size).toBe(3);
  expect(consumer.github.violations).toEqual([]);
});
