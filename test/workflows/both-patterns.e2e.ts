/** Every example to its end in both ways of persistence: through the collector as it is written, and with legs that store their outcomes themselves. */
import { afterEach, expect, test } from '@jest/globals';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

import { handoffs, outcomes } from '../kit/act/records.ts';
import { orchestrator } from '../e2e/handbook.ts';
import { openExample, releaseWithStandIns, told, type Example } from './open-example.ts';

interface Decision {
  readonly gate: string;
  readonly by: string;
}

const stories: readonly {
  readonly name: string;
  readonly item: string;
  readonly decisions: readonly Decision[];
  readonly done: readonly string[];
}[] = [
  {
    ...{ name: 'minimal', item: 'my-first-item' },
    decisions: [{ gate: 'release', by: 'alice' }],
    done: ['build', 'publish', 'test'],
  },
  {
    ...{ name: 'consumer', item: 'edition-1', decisions: [] },
    done: ['assemble', 'headings', 'links', 'report', 'wording'],
  },
  {
    ...{ name: 'approvals', item: 'week-4' },
    decisions: [
      { gate: 'review', by: 'alice' },
      { gate: 'review', by: 'bob' },
      { gate: 'release', by: 'dana' },
    ],
    done: ['check', 'layout', 'publish', 'shopping'],
  },
  {
    ...{ name: 'coding-agent', item: 'greet-by-name' },
    decisions: [{ gate: 'review', by: 'alice' }],
    done: ['design', 'implement', 'verify'],
  },
];

const top = path.resolve(import.meta.dirname, '../..');
const plan = '.github/workflows/plan.yml';
const planOf = (name: string): string =>
  fs
    .readFileSync(path.join(top, 'examples', name, plan), 'utf8')
    .replace(/actions\/((?:up|down)load-artifact)@[0-9a-f]{40}/g, 'org/orchestrator/$1@v1');

/** The leg's last step stores directly, and its job may write. */
function storedDirectly(text: string): string {
  const last = /( +)- (?:\{ )?uses: org\/orchestrator\/(execute|complete)@v1(?: \})?(\n +with:)?/;
  expect(text).toMatch(last);
  return text.replace(last, (_, blanks: string, action: string) =>
    [`- uses: org/orchestrator/${action}@v1`, '  with:', '    persist: direct']
      .map((line) => blanks + line)
      .join('\n'),
  );
}

let example: Example | undefined;
const folders: string[] = [];
afterEach(async () => {
  await example?.close();
  example = undefined;
  for (const folder of folders.splice(0)) fs.rmSync(folder, { recursive: true });
});

test.each(
  stories.flatMap((story) => [
    [story.name, 'collector', story] as const,
    [story.name, 'direct', story] as const,
  ]),
)('%s, %s', async (name, pattern, { item, decisions, done }) => {
  const tree = releaseWithStandIns();
  const artifacts = fs.mkdtempSync(path.join(os.tmpdir(), 'artifacts-'));
  folders.push(tree, artifacts);
  const text = pattern === 'direct' ? storedDirectly(planOf(name)) : planOf(name);
  const readOnly = ['work'];
  example = await openExample(name, readOnly, { [plan]: text }, tree);
  const consumer = example;
  const { repository, github } = consumer;
  if (pattern === 'direct') repository.hook('pre-receive', 'exit 0');
  const env = { ARTIFACTS: artifacts };
  const press = async (
    workflow: string,
    inputs: Readonly<Record<string, string>>,
    actor: string,
  ) => {
    const run = await consumer.start({
      workflow,
      inputs: { 'work-item': item, ...inputs },
      actor,
      env,
    });
    return [run, ...(await consumer.dispatched(env))];
  };

  const runs = await press('plan.yml', {}, 'kim');
  for (const { gate, by } of decisions)
    runs.push(...(await press('gate.yml', { gate, decision: 'approve', reason: 'Fine' }, by)));

  expect(told(runs).filter((run) => !run.startsWith('0: '))).toEqual([]);
  expect(outcomes(repository, item)).toEqual(done.map((step) => `${step}.1 completed`));
  const handedIn = github.artifacts.filter((it) => it.name.startsWith('orchestrator-handoff-'));
  expect(handedIn.length).toBe(pattern === 'direct' ? 0 : done.length);
  expect(new Set(handoffs(repository, item).map(({ executor }) => executor.kind))).toEqual(
    new Set(['job']),
  );
  expect(orchestrator(repository, 'status', '--work-item', item)).toMatchObject({ state: 'done' });
  expect(orchestrator(repository, 'verify')).toMatchObject({ ok: true });
  expect([consumer.refusedPushes(), github.violations]).toEqual([[], []]);
});
