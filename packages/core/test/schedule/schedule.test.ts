/** The schedule of any workflow in any state equals the rules of semantics §3 read literally, and nothing else moves it. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decideLaunches, scheduleView, viewText, type JsonValue } from '../../src/index.ts';
import { approve, forge, ids, stateOf, type ForgedStep, type Life } from '../forge.ts';
import { anyWorkflow, toWorkflow } from '../workflows.ts';
import { naiveSchedule } from './naive.ts';

/** Attempts that ended, then one in any state, or none. Open ones that are not void come only last. */
const anyLives = fc.oneof(
  { weight: 2, arbitrary: fc.constant<readonly Life[]>([]) },
  { weight: 2, arbitrary: fc.constant<readonly Life[]>(['completed']) },
  {
    weight: 3,
    arbitrary: fc
      .tuple(
        fc.array(
          fc.constantFrom<Life>('failed', 'void-completed', 'void-failed', 'void-launched'),
          {
            maxLength: 3,
          },
        ),
        fc.constantFrom<Life>(
          ...(['launched', 'running', 'completed', 'failed'] as const),
          ...(['void-launched', 'void-running', 'void-completed', 'void-failed'] as const),
        ),
      )
      .map(([earlier, last]): readonly Life[] => [...earlier, last]),
  },
);

const anyCase = fc.record({
  written: anyWorkflow,
  lives: fc.array(anyLives, { minLength: 7, maxLength: 7 }),
  requeued: fc.array(fc.boolean(), { minLength: 7, maxLength: 7 }),
  approved: fc.subarray(['gate-0', 'gate-1']),
  executors: fc.oneof(fc.constant(Number.POSITIVE_INFINITY), fc.integer({ min: 0, max: 4 })),
});
type Case = typeof anyCase extends fc.Arbitrary<infer T> ? T : never;

function filesOf({ written, lives, requeued, approved }: Case) {
  const workflow = toWorkflow(written);
  const steps = written.steps.map(({ key }, index): ForgedStep => ({
    key,
    lives: lives[index] ?? [],
    requeued: requeued[index] === true && lives[index]?.at(-1) === 'failed',
  }));
  return { workflow, steps, files: approve(workflow, forge(steps), approved) };
}

const keysOf = (rows: readonly { readonly key: string }[]) => rows.map(({ key }) => key);

describe('the schedule', () => {
  test('equals the naive statement of the rules', () => {
    fc.assert(
      fc.property(anyCase, (it) => {
        const { workflow, steps, files } = filesOf(it);
        const state = stateOf(workflow, files);
        expect(state.damages).toEqual([]);
        const view = scheduleView(state, it.executors);
        const launches = decideLaunches({ state, ids }, it.executors);
        const naive = naiveSchedule(it.written, steps, it.approved, it.executors);
        expect({
          completed: keysOf(view.completedSteps),
          running: keysOf(view.runningSteps),
          ready: keysOf(view.readySteps),
          launches: launches.map(({ record }) => `${record.step}.${record.k}`),
        }).toEqual({
          completed: naive.completed,
          running: naive.running,
          ready: naive.ready,
          launches: naive.launches,
        });
        for (const { key, reasons } of view.blockedSteps) {
          const codes = reasons.map(({ code }) => code);
          const rules = codes.filter((code) => ['predecessor', 'gate', 'requeue'].includes(code));
          expect([key, rules]).toEqual([key, naive.notEligible[key] ?? []]);
          expect(codes).not.toEqual([]);
        }
        const all = [view.completedSteps, view.runningSteps, view.readySteps, view.blockedSteps];
        expect(all.flatMap(keysOf).sort()).toEqual(it.written.steps.map(({ key }) => key).sort());
      }),
      { numRuns: 1000 },
    );
  });

  test('no order of the records and no repetition changes a byte', () => {
    const anyShuffled = anyCase.chain((it) => {
      const { workflow, files } = filesOf(it);
      return fc.record({
        it: fc.constant(it),
        workflow: fc.constant(workflow),
        files: fc.constant(files),
        shuffled: fc.shuffledSubarray([...files], { minLength: files.length }),
      });
    });
    fc.assert(
      fc.property(anyShuffled, ({ it, workflow, files, shuffled }) => {
        const bytes = (list: typeof files) => {
          const state = stateOf(workflow, list);
          const launches = decideLaunches({ state, ids }, it.executors);
          const view = scheduleView(state, it.executors) as unknown as JsonValue;
          return [viewText(view), ...launches.map(({ path, text }) => `${path} ${text}`)];
        };
        expect(bytes(shuffled)).toEqual(bytes(files));
        expect(bytes(files)).toEqual(bytes(files));
      }),
      { numRuns: 150 },
    );
  });

  test('fewer executors launch a prefix of the same decisions', () => {
    fc.assert(
      fc.property(anyCase, (it) => {
        const { workflow, files } = filesOf(it);
        const state = stateOf(workflow, files);
        const texts = (n?: number) => decideLaunches({ state, ids }, n).map(({ text }) => text);
        const few = texts(it.executors);
        expect(few).toEqual(texts().slice(0, few.length));
      }),
      { numRuns: 150 },
    );
  });
});
