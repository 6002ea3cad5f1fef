/** A job that is repeated after its step was completed is answered with the outcome that is on record. */
import type { Deps } from '@orchestrator/app';
import { readRecord, type AnyStored, type Claim, type Stored } from '@orchestrator/core';
import type { Job } from '@orchestrator/github';
import type { ClaimInputs } from './claim-inputs.ts';
import type { Obtained } from './obtained.ts';

/** The attempt of this step that this run, or the holder of this nonce, has completed: what is asked for is done. */
export async function doneBefore(
  deps: Deps,
  { 'work-item': item, step, nonce }: ClaimInputs,
  { run }: Pick<Job, 'run'>,
): Promise<Obtained | undefined> {
  const records = await recordsOf(deps, item);
  const isOurs = ({ executor, step: key }: Claim): boolean =>
    key === step && (executor.run === run || executor.nonce === nonce);
  const ours = records.filter(
    (stored): stored is Stored<'claim'> & AnyStored =>
      stored.kind === 'claim' && isOurs(stored.record),
  );
  for (const { id, record: claim } of ours.sort((one, other) => other.record.k - one.record.k)) {
    const ended = records.find(
      (stored): stored is Stored<'handoff'> & AnyStored =>
        stored.kind === 'handoff' && stored.record.causes.includes(id),
    );
    // One that somebody else has ended is lost, and the leg must not do the work beside a newer attempt.
    if (ended?.record.status !== 'completed') continue;
    const { record: handoff, path } = ended;
    return { ok: true, claim, handoff, ended: path, made: 'planned', records, deps };
  }
  return undefined;
}

async function recordsOf({ store }: Deps, item: string): Promise<readonly AnyStored[]> {
  const { files } = await store.read(item);
  return files.flatMap((file) => {
    const read = readRecord(file);
    return read.ok ? [read.stored] : [];
  });
}
