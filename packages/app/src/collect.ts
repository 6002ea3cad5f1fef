/**
 * The collector: files of executors without write access are looked at one by one, each is decided again as if its
 * maker had written it here, and the good ones land in one commit (protocol.md, "Collector and late completions").
 */
import {
  requiredOutputs,
  allAttempts,
  type CheckResult,
  type ItemState,
  type Outcome,
  type Handoff,
  type Refused,
  type Step,
  type Stored,
} from '@orchestrator/core';
import { runChecks } from './criteria.ts';
import { decideAgain } from './collect-decide.ts';
import { isOfRun, ofAnotherRun } from './collect-run.ts';
import type { Doubt } from './collect-doubt.ts';
import { readUploads, type Candidate, type UploadedFile } from './collect-read.ts';
import { commit } from './commit.ts';
import type { Deps } from './deps.ts';
import { startBatch, type Batch } from './drafts.ts';

export type { UploadedFile } from './collect-read.ts';

export interface Collect {
  /** Files of other items are refused; absent: any item. */
  readonly item?: string;
  readonly files: readonly UploadedFile[];
  /** The run whose jobs made the files: a job speaks only for claims of its own run. Absent: they may be anybody's. */
  readonly run?: string;
  /** As often as that run was started, from 1; absent: not known. */
  readonly runAttempt?: number;
  /** Run the exit checks again, in the checkout here. */
  readonly recheck: boolean;
  /** The collector of that run may have refused these files: what has a contract is not believed unchecked. */
  readonly isRecovery?: true;
  /** Digests that jobs named: of two files for one slot, the one among these is taken. */
  readonly named?: readonly string[];
}

interface About {
  readonly file: string;
  readonly workItemId?: string;
  readonly step?: string;
  readonly attempt?: number;
  readonly status?: Outcome;
  /** What the executor says of its own work; absent for records without checks. */
  readonly selfReported?: readonly CheckResult[];
  /** The same checks, run here by somebody who did not do the work; `null`: they were not. */
  readonly rechecked?: readonly CheckResult[] | null;
}

export interface CollectReport {
  readonly schema: 'orchestrator.collect/1';
  readonly accepted: readonly (About & { readonly record: string; readonly path: string })[];
  /** On record already, with the same bytes. */
  readonly skipped: readonly (About & { readonly record: string; readonly path: string })[];
  readonly refused: readonly (About & Doubt)[];
}

export interface Collected {
  readonly ok: true;
  readonly report: CollectReport;
}

type Verdict =
  | { readonly kind: 'accepted' | 'skipped'; readonly state: ItemState }
  | { readonly kind: 'refused'; readonly doubt: Doubt };

/** @returns the report; a refusal only when nothing could be decided at all (the store can't be read or written) */
export async function collect(deps: Deps, command: Collect): Promise<Collected | Refused> {
  const uploads = await readUploads(command.files, command.item, deps.ids);
  const entries = new Map<Candidate, Entry>();
  const refused: (About & Doubt)[] = [...uploads.refused];
  const items = [...new Set(uploads.candidates.map(({ item }) => item))].sort();
  for (const item of items) {
    const candidates = uploads.candidates.filter((candidate) => candidate.item === item);
    const doubts = await collectItem(deps, command, item, candidates, entries);
    if (doubts !== undefined && !isOfItem(doubts)) return doubts;
    if (doubts === undefined) continue;
    const { code, message, hint } = doubts.refusal;
    for (const candidate of candidates) {
      entries.delete(candidate);
      refused.push({ ...about(candidate), code, message, hint });
    }
  }
  const found = [...entries].sort(([one], [other]) => (one.file < other.file ? -1 : 1));
  const stored = (kind: 'accepted' | 'skipped') =>
    found.flatMap(([candidate, { verdict, ...more }]) =>
      verdict.kind === kind
        ? [
            {
              ...about(candidate, more),
              record: candidate.stored.id,
              path: candidate.stored.path,
            },
          ]
        : [],
    );
  const doubted = found.flatMap(([candidate, { verdict, ...more }]) =>
    verdict.kind === 'refused' ? [{ ...about(candidate, more), ...verdict.doubt }] : [],
  );
  return {
    ok: true,
    report: {
      schema: 'orchestrator.collect/1',
      accepted: stored('accepted'),
      skipped: stored('skipped'),
      refused: [...refused, ...doubted],
    },
  };
}

interface Entry {
  readonly verdict: Verdict;
  readonly rechecked: readonly CheckResult[] | null;
  readonly attempt?: number;
}

/** The number of the attempt that an outcome is of. */
const numberOf = (state: ItemState, { record }: Stored<'handoff'>): number | undefined =>
  allAttempts(state).find(({ claim }) => claim?.record.attemptId === record.attemptId)?.k;

/** Refusals that concern one item: the files of others are collected all the same. */
const isOfItem = ({ refusal }: Refused): boolean =>
  !['outcome-unknown', 'contended', 'storage-failed'].includes(refusal.code);

async function collectItem(
  deps: Deps,
  command: Collect,
  item: string,
  candidates: readonly Candidate[],
  entries: Map<Candidate, Entry>,
): Promise<Refused | undefined> {
  const rechecks = new Map<Candidate, readonly CheckResult[] | null>();
  const numbers = new Map<Candidate, number | undefined>();
  const committed = await commit(deps, item, async (state) => {
    const batch = startBatch(state, deps.ids, deps.clock.now());
    const verdicts = await decideAll(deps, command, batch, candidates, rechecks);
    for (const [candidate, verdict] of verdicts) {
      const { stored } = candidate;
      if (stored.kind === 'handoff') numbers.set(candidate, numberOf(batch.state(), stored));
      const attempt = numbers.get(candidate);
      entries.set(candidate, {
        verdict,
        rechecked: rechecks.get(candidate) ?? null,
        ...(attempt !== undefined && { attempt }),
      });
    }
    return { ok: true as const, records: batch.drafts };
  });
  return committed.ok ? undefined : committed;
}

/** Until nothing more can be added: a requeue before the claim that it allows, a claim before its outcome. */
async function decideAll(
  deps: Deps,
  { named = [], run, runAttempt, ...how }: Collect,
  batch: Batch,
  candidates: readonly Candidate[],
  rechecks: Map<Candidate, readonly CheckResult[] | null>,
): Promise<ReadonlyMap<Candidate, Verdict>> {
  const verdicts = new Map<Candidate, Verdict>();
  const before = batch.state();
  const started = runAttempt === undefined ? {} : { runAttempt };
  const add = (candidate: Candidate, verdict: Verdict): void =>
    void verdicts.set(candidate, verdict);
  let waiting = [...candidates];
  for (let progress = true; progress;) {
    progress = false;
    for (const candidate of waiting) {
      const rivals = () => candidates.filter((other) => isRival(candidate, other, named));
      const decided =
        run === undefined || isOfRun(candidate, candidates, { run, ...started }, batch.state())
          ? decideAgain(batch, candidate, before, rivals, deps.ids)
          : ofAnotherRun(run);
      if (decided.kind === 'refused') {
        add(candidate, decided);
        continue;
      }
      const failed =
        decided.kind === 'accepted'
          ? await checkAgain(deps, how, batch, candidate, rechecks)
          : undefined;
      if (failed === undefined && decided.kind === 'accepted') batch.addDrafts(decided.drafts);
      add(
        candidate,
        failed === undefined
          ? { kind: decided.kind, state: batch.state() }
          : { kind: 'refused', doubt: failed },
      );
      waiting = waiting.filter((other) => other !== candidate);
      progress = true;
    }
  }
  return verdicts;
}

/** Another file for the same slot with other bytes, unless the jobs' outputs name this one and not the other. */
const isRival = (one: Candidate, other: Candidate, named: readonly string[]): boolean =>
  other.stored.path === one.stored.path &&
  other.stored.id !== one.stored.id &&
  !(named.includes(one.stored.id) && !named.includes(other.stored.id));

/** Runs the exit checks of a completion here. @returns why it is refused */
async function checkAgain(
  deps: Deps,
  { recheck, isRecovery }: Pick<Collect, 'recheck' | 'isRecovery'>,
  batch: Batch,
  candidate: Candidate,
  rechecks: Map<Candidate, readonly CheckResult[] | null>,
): Promise<Doubt | undefined> {
  const { stored } = candidate;
  if (stored.kind !== 'handoff' || stored.record.status !== 'completed') return undefined;
  // The criteria of the version that the attempt was launched under.
  const attempt = allAttempts(batch.state()).find(
    ({ claim }) => claim?.record.attemptId === stored.record.attemptId,
  );
  const step = attempt?.planned?.step;
  if (!recheck)
    return isRecovery && step?.contract !== undefined ? notHere(step.contract) : undefined;
  const results = rechecks.get(candidate) ?? (await runChecks(deps, step?.exitCriteria ?? []));
  rechecks.set(candidate, results);
  const failed = results.filter(({ ok }) => !ok);
  if (failed.length === 0) return refuseOtherOutputs(deps, step, stored.record);
  return {
    code: 'exit-criteria',
    message: `${stored.record.step.key} is said to be done, but ${failed.length} of ${results.length} checks fail here. ${failed.map(({ id, detail }) => `${id}: ${detail}`).join('; ')}`,
    hint: 'Bring the work itself to where it is collected (commit it, or download it into the checkout), or do the step again.',
  };
}

/** What a contract requires was hashed by whoever did the work; here it has to be the same. */
async function refuseOtherOutputs(
  { checks }: Deps,
  step: Step | undefined,
  { outputs }: Handoff,
): Promise<Doubt | undefined> {
  const required = requiredOutputs(step?.exitCriteria ?? []);
  if (required.length === 0) return undefined;
  const here = await checks.digest(required, { literal: true });
  const said = new Map(outputs.map(({ path, sha256 }) => [path, sha256]));
  const other = here.outputs.find(({ path, sha256 }) => said.get(path) !== sha256);
  return (
    other && {
      code: 'exit-criteria',
      message: `${other.path} is another file here than the one that was handed in: its sha256 is ${other.sha256}, not ${said.get(other.path) ?? 'on record'}.`,
      hint: 'Bring the work itself to where it is collected, or do the step again.',
    }
  );
}

const notHere = (contract: string): Doubt => ({
  code: 'exit-criteria',
  message: `There is no checkout here in which the contract ${contract} could be checked.`,
  hint: 'Give the job a checkout of the work, or do the step again.',
});

function about(
  { file, item, stored }: Candidate,
  { rechecked = null, attempt }: Partial<Omit<Entry, 'verdict'>> = {},
): About {
  const base = { file, workItemId: item };
  if (stored.kind === 'handoff') {
    const { step, status, checks } = stored.record;
    const number = attempt === undefined ? {} : { attempt };
    return { ...base, step: step.key, ...number, status, selfReported: checks, rechecked };
  }
  const { step, k } = stored.record;
  return { ...base, step, attempt: k };
}
