/** Outcomes that an ended run handed in and that nobody has stored: its collector may have died with it. */
import { collect } from './collect.ts';
import type { Deps } from './deps.ts';
import { endedRuns, type KnownRuns } from './evidence.ts';
import { loadItem } from './load.ts';

/** What an attempt has done counts more than that its run has ended; so this comes before it is called abandoned. */
export async function recoverUploads(deps: Deps, item: string, known: KnownRuns): Promise<void> {
  const { runs, uploads } = deps;
  if (runs === undefined || uploads === undefined) return;
  const loaded = await loadItem(deps, item);
  if (!loaded.ok) return;
  for (const run of await endedRuns(loaded.state, runs, known)) {
    const files = await uploads(run);
    // What is refused here is refused for good, and the attempt is abandoned like any other.
    if (files.length > 0) await collect(deps, { item, files, recheck: false });
  }
}
