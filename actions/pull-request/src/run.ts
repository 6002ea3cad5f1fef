/** Shows on a pull request where its items stand and what it does to the rules; records its merge. */
import { loadItem } from '@orchestrator/app';
import type { ItemState, Refused } from '@orchestrator/core';
import { itemsOfPull, looksOn, statusSticky, type Done, type Kit } from '@orchestrator/action-kit';
import { createApi, isForkRun, type Pull, type Sticky } from '@orchestrator/github';
import { assess, type Assessed } from './assess.ts';
import { integrateAll } from './baseline.ts';
import { findPull } from './find-pull.ts';
import { affectedBy, impactSticky } from './impact-comment.ts';
import type { Inputs } from './inputs.ts';
import { show } from './show.ts';
import { commentFollows, summaryOf } from './summary.ts';

export const outputs = ['items', 'affected', 'integrated'] as const;
type Output = (typeof outputs)[number];

export async function run(inputs: Inputs, kit: Kit): Promise<Done<Output> | Refused> {
  const api = createApi({ ...kit.job, token: kit.token });
  const found = await findPull(kit, api);
  if (!found.ok) return found;
  if ('why' in found) {
    kit.log.notice(found.why);
    return { ok: true, outputs: { items: '[]', affected: '0', integrated: '[]' } };
  }
  const { pull } = found;
  const onlyLooks = isForkRun(kit.job, kit.event);
  if (onlyLooks) kit.log.notice(`${looksOn}\n${commentFollows}`);
  const items = await itemsOfPull(kit, pull);
  const integrated =
    pull.merged && inputs.baseline && !onlyLooks ? await integrateAll(kit, pull, items) : [];
  const assessed: Assessed = pull.open ? await assess(kit, pull) : { kind: 'unknown' };
  const states = await statesOf(kit, items);
  const history = await kit.history();
  const stickies = stickiesOf(kit, pull, { states, assessed, history });
  const shown = inputs.comment && !onlyLooks ? await show(kit, api, pull, stickies) : [];
  return {
    ok: true,
    outputs: {
      items: JSON.stringify(items),
      affected: String(affectedBy(assessed)),
      integrated: JSON.stringify(integrated),
    },
    summary: summaryOf({ pull, items, integrated, onlyLooks, stickies, shown }),
  };
}

/** The items as they are now; of one that can't be read, why. */
async function statesOf({ deps, log }: Kit, items: readonly string[]): Promise<ItemState[]> {
  await deps.store.prefetch?.(items);
  const states: ItemState[] = [];
  for (const item of items) {
    const loaded = await loadItem(deps, item);
    if (loaded.ok) states.push(loaded.state);
    else log.warning(`${loaded.refusal.message}\n${loaded.refusal.hint}`, loaded.refusal.code);
  }
  return states;
}

interface Standing {
  readonly states: readonly ItemState[];
  readonly assessed: Assessed;
  readonly history: string;
}

function stickiesOf(
  kit: Kit,
  pull: Pull,
  { states, assessed, history }: Standing,
): readonly Sticky[] {
  // Nobody looks at what was closed without being merged.
  if (!pull.open && !pull.merged) return [];
  const about = impactSticky(kit, pull, assessed);
  // Below a new one there is nothing yet that could be taken back.
  const isMissed = about?.onlyIfThere === true && kit.event.action === 'opened';
  return [
    ...states.map((state) => statusSticky(kit, state, { head: pull.headSha, history })),
    ...(about === undefined || isMissed ? [] : [about]),
  ];
}
