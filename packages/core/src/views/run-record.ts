/** The record of a run, as the gate runner shows it: RUN.json, and a file for each attempt that has ended. */
import type { JsonValue } from '../bytes/json.ts';
import { runLabelOf } from '../bytes/run-ids.ts';
import { rootOf, viewText } from '../bytes/slots.ts';
import { mayPass } from '../decide/end-run.ts';
import { gateNameOf } from '../model/bind-workflow.ts';
import { laterTime, timeOf } from '../model/records.ts';
import type { AttemptView, RunRecord } from '../model/run-record.ts';
import type { NewView } from '../ports.ts';
import type { ItemState, StepState } from '../state/state.ts';
import { attemptViews } from './run-attempt.ts';
import { runEvents, runInvocations } from './run-events.ts';

export type { AttemptView, RunRecord };
export type GateRecord = RunRecord['gates'][number];

export const runFile = (item: string): string => `${rootOf(item)}/RUN.json`;
/** @param n place among the attempts of the gate that somebody began, from 1 */
export const attemptFile = (item: string, gate: string, n: number): string =>
  `${rootOf(item)}/gates/${gate}/attempt-${n}.json`;

/** All files that show a run; none for an item that is no run. The same records give the same bytes. */
export function runViews(state: ItemState): readonly NewView[] {
  if (state.registration.record.run === undefined) return [];
  const record = runRecord(state);
  const attempts = record.gates.flatMap(({ gate, attempts: begun }) =>
    begun
      .filter(({ status }) => status !== 'RUNNING')
      .map((attempt) => ({
        path: attemptFile(state.item, gate, attempt.attempt),
        text: viewText(asJson(attempt)),
      })),
  );
  return [...attempts, { path: runFile(state.item), text: viewText(asJson(record)) }];
}

/** Views hold nothing but JSON: their schemas say so, which their types can't. */
const asJson = (view: RunRecord | AttemptView): JsonValue => view as unknown as JsonValue;

/** @param state of a run */
export function runRecord(state: ItemState): RunRecord {
  const { at, workflow, inputs, run } = state.registration.record;
  const { slug = '', artifact_path = '', prompt_file } = inputs;
  const gates = state.steps.map((step) => gateRecord(state, step));
  const latest = gates.flatMap(({ gate, attempts }) => {
    const attempt = attempts.findLast((it) => it.status !== 'RUNNING' && it.void !== true);
    return attempt === undefined ? [] : [{ gate, ...attempt }];
  });
  return {
    run_id: runLabelOf(state.item) ?? state.item,
    workflow: { name: workflow.id, version: state.plan.workflow.version, slug, artifact_path },
    depth: run?.depth ?? 'standard',
    ...(prompt_file !== undefined && { prompt_file }),
    status: statusOf(state, gates),
    started_at: at,
    finished_at: finishedAt(state, statusOf(state, gates)),
    gates,
    invocations: runInvocations(state),
    artifacts_index: latest.flatMap(({ gate, attempt, artifacts }) =>
      artifacts.flatMap(({ path, resolved_path, sha256 }) =>
        sha256 === null ? [] : [{ path, resolved_path, sha256, gate, attempt }],
      ),
    ),
    validations: latest.flatMap(({ gate, attempt, validations }) =>
      validations.map((validation) => ({ gate, attempt, ...validation })),
    ),
    events: runEvents(state),
  };
}

/** A gate is as its latest attempt is; one that was taken back is to be done again. */
function gateRecord(state: ItemState, step: StepState): GateRecord {
  const gate = gateNameOf(step.planned.step);
  const attempts = attemptViews(state, step);
  const last = attempts.at(-1);
  const status = last === undefined || last.void === true ? 'PENDING' : last.status;
  return { gate, name: nameOf(state, step), status, attempts };
}

/** The contract names the gate; the step's title is for those who see the plan. */
function nameOf({ binding }: ItemState, { planned: { step } }: StepState): string {
  const contract =
    step.contract === undefined ? undefined : binding.record.contracts?.[step.contract];
  return contract?.name ?? step.title;
}

/**
 * What somebody said when the run was ended; before that, of a pipeline, what its gates say: it stops at a gate that
 * fails, and goes on when that is tried again. A manual run runs until somebody ends it.
 */
function statusOf(state: ItemState, gates: readonly GateRecord[]): RunRecord['status'] {
  if (state.ended?.kind === 'finish') return state.ended.record.status;
  if (state.ended !== undefined) return 'CANCELED';
  if (state.registration.record.run?.mode !== 'pipeline') return 'RUNNING';
  if (mayPass(state)) return 'PASSED';
  const isUnderWay = gates.some(({ status }) => status === 'RUNNING');
  return !isUnderWay && gates.some(({ status }) => status === 'FAIL') ? 'FAILED' : 'RUNNING';
}

function finishedAt(state: ItemState, status: RunRecord['status']): string | null {
  if (status === 'RUNNING') return null;
  if (state.ended !== undefined) return timeOf(state.ended.record);
  return state.records
    .flatMap((stored) => (stored.kind === 'handoff' ? [timeOf(stored.record)] : []))
    .reduce(laterTime, state.registration.record.at);
}
