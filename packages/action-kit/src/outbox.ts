/** Where the records of a step wait that this job can't push itself, until they are handed in as an artifact. */
import * as path from 'node:path';
import type { Deps } from '@orchestrator/app';
import { createOutboxStore } from '@orchestrator/stores';
import type { Kit } from './kit.ts';

export const outboxOf = ({ job }: Pick<Kit, 'job'>, step: string): string =>
  path.join(job.scratch, 'out', step);

/** The same world, but what is recorded of a step stays in its outbox. */
export function withOutbox(kit: Pick<Kit, 'job' | 'deps'>, step: string): Deps {
  const store = createOutboxStore(kit.deps.store, outboxOf(kit, step));
  return { ...kit.deps, store };
}
