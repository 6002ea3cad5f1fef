/** Which work items a pull request is about: those registered for it, and those that name its branch. */
import { readRecord, type Registration } from '@orchestrator/core';
import type { Job } from '@orchestrator/github';
import type { Kit } from './kit.ts';

export interface PullPlace {
  readonly number: number;
  readonly headRef: string;
  /** `owner/name`; absent when the fork is gone. */
  readonly headRepository?: string;
}

/** Ids, sorted. A branch of the same name in a fork is another branch. */
export async function itemsOfPull(
  { job, opened: { store } }: Pick<Kit, 'job' | 'opened'>,
  pull: PullPlace,
): Promise<readonly string[]> {
  const registrations = (await store.registrations()).flatMap((file) => {
    const read = readRecord(file);
    return read.ok && read.stored.kind === 'registration' ? [read.stored.record] : [];
  });
  return registrations
    .filter((registration) => belongsTo(registration, pull, job))
    .map(({ workItemId }) => workItemId)
    .sort();
}

function belongsTo(
  { pr, inputs }: Registration,
  { number, headRef, headRepository }: PullPlace,
  { repository }: Job,
): boolean {
  if (pr !== undefined) return pr === number;
  const isHere = headRepository?.toLowerCase() === repository.toLowerCase();
  return isHere && branchOf(inputs) === headRef;
}

/** The branch that an item names: `register --input branch=NAME`. */
export const branchOf = (inputs: Registration['inputs']): string | undefined =>
  Object.hasOwn(inputs, 'branch') ? inputs['branch'] : undefined;
