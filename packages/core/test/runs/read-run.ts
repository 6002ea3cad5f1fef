/** RUN.json and the files of attempts, as a program reads them; and steps of a run that are short to write. */
import { expect } from '@jest/globals';
import { attemptViewSchema, runRecordSchema, runViews, type RunRecord } from '../../src/index.ts';
import { evidenceOf, granted, label, type Run } from './run-kit.ts';

const record = `orchestration/runs/${label}/record`;

/** RUN.json as a program reads it; every file of the run fits its schema and is what it says by its name. */
export function read(run: Run): RunRecord {
  const files = new Map(runViews(run.state()).map(({ path, text }) => [path, text]));
  const parsed = runRecordSchema.parse(JSON.parse(files.get(`${record}/RUN.json`) ?? ''));
  const attempts = parsed.gates.flatMap(({ gate, attempts: begun }) =>
    begun
      .filter(({ status }) => status !== 'RUNNING')
      .map(
        (attempt) => [`${record}/gates/${gate}/attempt-${attempt.attempt}.json`, attempt] as const,
      ),
  );
  expect([...files.keys()].sort()).toEqual(
    [...attempts.map(([path]) => path), `${record}/RUN.json`].sort(),
  );
  for (const [path, attempt] of attempts)
    expect(attemptViewSchema.parse(JSON.parse(files.get(path) ?? ''))).toEqual(attempt);
  return parsed;
}

/** `STATUS: G1 STATUS(n attempts) …`. */
export const stage = (run: Run): string => {
  const { status, finished_at, gates } = read(run);
  expect(finished_at === null).toBe(status === 'RUNNING');
  const list = gates.map((it) => `${it.gate} ${it.status}(${it.attempts.length})`);
  return `${status}: ${list.join(' ')}`;
};

export const pass = (run: Run, step: string, gate: string): void => {
  granted(run.start(step));
  granted(run.end(step, 'completed', evidenceOf(gate)));
};
export const fail = (run: Run, step: string, gate: string): void => {
  const missing = [`essays/robot/${gate}.md`];
  granted(run.end(step, 'failed', { ...evidenceOf(gate, missing), outcome: 'a page is missing' }));
};
