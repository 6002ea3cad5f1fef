/** Outcomes that an ended run handed in and that nobody has stored: its collector may have died with it. */
import { collect } from './collect.ts';
import type { Deps } from './deps.ts';
import { endedRuns, type KnownRuns } from './evidence.ts';
import { loadItem } from './load.ts';

/**
 * What an attempt has done counts more than that its run has ended; so this comes before it is called abandoned.
 * @param recheck run the exit checks again, as the collector of that run would have done
 */
export async function recoverUploads(
  deps: Deps,
  item: string,
  known: KnownRuns,
  recheck: boolean,
): Promise<void> {
  const { runs, uploads } = deps;
  if (runs === undefined || uploads === undefined) return;
  const loaded = await loadItem(deps, item);
  if (!loaded.ok) return;
  for (const run of await endedRuns(loaded.state, runs, known)) {
    const { files, areAll } = await uploads(run);
    const collected =
      files.length === 0 ||
      (await collect(deps, { item, files, recheck, run, isRecovery: true })).ok;
    // What can't be fetched or stored now may hold an outcome: the run's attempts stay open this time.
    if (!areAll || !collected) forget(known, run);
  }
}

function forget(known: KnownRuns, run: string): void {
  for (const name of [...known.keys()]) {
    if (name.startsWith(`${run}/`)) known.set(name, undefined);
  }
}
