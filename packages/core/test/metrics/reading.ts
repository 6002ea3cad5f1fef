/** Short ways to read numbers off stories. */
import { flowMetrics, measure, type FlowMetrics, type Life } from '../../src/index.ts';
import { begin, line, newStory, type Story } from './story.ts';

export const review = { key: 'check', kind: 'review', after: 'b', returnTo: 'a' };
export const intake = { key: 'intake', kind: 'handoff' };

export const at = (story: Story, ms: number) => measure(story.life(ms), begin + ms);
/** The metrics of these items at a moment. */
export const flowAt = (ms: number, ...stories: readonly Story[]): FlowMetrics =>
  flowMetrics(
    stories.map((story) => story.life(ms)),
    { asOf: begin + ms },
  );
/** Visits as `[step, k, ready, close, end]`. */
export const visits = ({ visits: list }: Life) =>
  list.map(({ step, k, ready, close, end, superseded }) => [
    ...[step, k, ready - begin, close === undefined ? '…' : close - begin],
    superseded ? 'superseded' : (end ?? 'open'),
  ]);
export const step = (metrics: FlowMetrics, key: string) =>
  metrics.steps.find((it) => it.step === key);

export const plain = () =>
  newStory({ steps: line('a', 'b') })
    .does('a', 10, 30)
    .does('b', 40, 70);
