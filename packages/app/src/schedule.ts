/** Scheduling: read the whole item, record what may start, write the view. Running it again changes nothing. */
import {
  decideLaunches,
  scheduleFile,
  scheduleView,
  viewText,
  type Draft,
  type ItemState,
  type JsonValue,
  type Refused,
  type Rerun,
  type ScheduleView,
  type Stored,
} from '@orchestrator/core';
import { adopt } from './adopt.ts';
import { claimReady, type ClaimAs, type Looked, type NotClaimed } from './claim-batch.ts';
import { commit } from './commit.ts';
import type { Deps } from './deps.ts';
import { startBatch, type Batch } from './drafts.ts';
import { abandonDead, type KnownRuns } from './evidence.ts';
import { promptIn } from './prompt.ts';
import { staleRunFiles } from './run-views.ts';
import { recoverUploads } from './recover.ts';
import { applyRerun } from './rerun.ts';

export interface Schedule {
  readonly item: string;
  /** How many attempts may be open at once; unlimited when absent. */
  readonly executors?: number;
  /** Kept in the view and shown in every packet, until another one is given. */
  readonly prompt?: string;
  /** Claim everything that may start, in the same commit. */
  readonly claimAs?: ClaimAs;
  /** There is a checkout here in which exit checks can be run again. */
  readonly recheck?: boolean;
  /** A person ran this run again. */
  readonly rerun?: Rerun;
}

export interface Scheduled {
  readonly ok: true;
  readonly view: ScheduleView;
  readonly path: string;
  /** The state with everything that was recorded now. */
  readonly state: ItemState;
  readonly launched: readonly Draft<'launch'>[];
  readonly claimed: readonly Stored<'claim'>[];
  /** Steps that may start and were not claimed. */
  readonly left: readonly NotClaimed[];
  /** Attempts that ended because their run has. */
  readonly abandoned: readonly Stored<'handoff'>[];
  readonly requeued: readonly Stored<'requeue'>[];
}

export async function schedule(deps: Deps, command: Schedule): Promise<Scheduled | Refused> {
  const scheduled = await scheduleKnown(deps, command);
  if (scheduled.ok || scheduled.refusal.code !== 'unknown-item') return scheduled;
  if ((await deps.checkout?.registration(command.item)) === undefined) return scheduled;
  return (await adopt(deps, command.item)) ?? scheduleKnown(deps, command);
}

async function scheduleKnown(deps: Deps, command: Schedule): Promise<Scheduled | Refused> {
  const { item, executors, prompt, rerun } = command;
  const path = scheduleFile(item);
  const before = await deps.store.readView(path);
  const kept = prompt ?? promptIn(before);
  const known: KnownRuns = new Map();
  const looked: Looked = new Map();
  await recoverUploads(deps, item, known, command.recheck === true);
  const committed = await commit(deps, item, async (state) => {
    const batch = startBatch(state, deps.ids, deps.clock.now());
    await abandonDead(batch, deps.runs, known);
    if (rerun !== undefined) applyRerun(batch, rerun);
    const { launches, claims, left } = await start(deps, batch, command, looked);
    const after = batch.state();
    const view = scheduleView(after, executors, kept);
    const text = viewText(view as unknown as JsonValue);
    return {
      ok: true as const,
      records: batch.drafts,
      views: [
        ...(before === text ? [] : [{ path, text }]),
        ...(await staleRunFiles(deps.store, after)),
      ],
      ...{ view, after, launches, claims, left },
    };
  });
  if (!committed.ok) return committed;
  const { records, view, after, launches, claims, left } = committed.plan;
  return {
    ...{ ok: true, view, path, state: after, launched: launches, claimed: claims, left },
    abandoned: records.filter(isAbandonment),
    requeued: records.filter((draft): draft is Draft<'requeue'> => draft.kind === 'requeue'),
  };
}

const isAbandonment = (draft: Draft): draft is Draft<'handoff'> =>
  draft.kind === 'handoff' && 'status' in draft.record && draft.record.status === 'abandoned';

interface Started {
  readonly launches: readonly Draft<'launch'>[];
  readonly claims: readonly Stored<'claim'>[];
  readonly left: readonly NotClaimed[];
}

/** Launches what may start, and claims it if that is asked for; a step that is done at once lets more start. */
async function start(
  deps: Deps,
  batch: Batch,
  { executors, claimAs }: Schedule,
  looked: Looked,
): Promise<Started> {
  const launches: Draft<'launch'>[] = [];
  const claims: Stored<'claim'>[] = [];
  for (;;) {
    const more = decideLaunches({ state: batch.state(), ids: deps.ids }, executors);
    batch.addDrafts(more);
    launches.push(...more);
    if (claimAs === undefined) return { launches, claims, left: [] };
    const round = await claimReady(deps, batch, claimAs, executors, looked);
    claims.push(...round.claims);
    if (round.unchanged.length === 0) return { launches, claims, left: round.left };
  }
}
