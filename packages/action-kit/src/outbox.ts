/** Where the records of a step wait that this job can't push itself, until they are handed in as an artifact. */
import * as path from 'node:path';
import type { Deps } from '@orchestrator/app';
import { readRecord, slotOfUpload } from '@orchestrator/core';
import { createOutboxStore } from '@orchestrator/stores';
import { download } from './download.ts';
import { writeWhole } from './files.ts';
import type { Kit } from './kit.ts';

export const outboxOf = ({ job }: Pick<Kit, 'job'>, step: string): string =>
  path.join(job.scratch, 'out', step);

/** The same world, but what is recorded of a step stays in its outbox. */
export function withOutbox(kit: Pick<Kit, 'job' | 'deps'>, step: string): Deps {
  const store = createOutboxStore(kit.deps.store, outboxOf(kit, step));
  return { ...kit.deps, store };
}

/**
 * What earlier attempts of this run handed in about a step, and nobody has stored yet, joins the outbox: decisions that
 * follow must be made on it, and are stored with it.
 */
export async function takeHandedIn(kit: Kit, item: string, step: string): Promise<void> {
  const { files } = await download(kit, kit.job.run);
  for (const { name, read } of files) {
    const text = new TextDecoder().decode(await read());
    const base = path.basename(name);
    const found = readRecord({ path: slotOfUpload(item, base), text, id: '' });
    if (!found.ok || found.stored.kind !== 'handoff') continue;
    const { workItemId, step: of } = found.stored.record;
    if (workItemId === item && of.key === step)
      writeWhole(path.join(outboxOf(kit, step), base), text);
  }
}
