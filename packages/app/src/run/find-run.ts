/** Finding a run and its gates by the names that people know them by. */
import {
  gateNameOf,
  nearest,
  refuse,
  runItemOf,
  runLabelOf,
  type ItemState,
  type Refused,
  type StepState,
} from '@orchestrator/core';
import type { Deps } from '../deps.ts';
import { loadItem } from '../load.ts';

/** A run that there is, by both of its names. */
export interface NamedRun {
  readonly ok: true;
  readonly item: string;
  readonly label: string;
}

export interface FoundRun extends NamedRun {
  /** As it was when it was looked for. */
  readonly state: ItemState;
}

/** @param run its label, or the id of its item */
export async function nameRun(deps: Deps, run: string): Promise<NamedRun | Refused> {
  const item = runItemOf(run) ?? run;
  const label = runLabelOf(item);
  const isThere =
    (await deps.store.registration(item)) !== undefined ||
    (await deps.store.items()).includes(item);
  return label === undefined || !isThere ? unknownRun(deps, run) : { ok: true, item, label };
}

/** @param run its label, or the id of its item */
export async function findRun(deps: Deps, run: string): Promise<FoundRun | Refused> {
  const named = await nameRun(deps, run);
  if (!named.ok) return named;
  const loaded = await loadItem(deps, named.item);
  return loaded.ok ? { ...named, state: loaded.state } : loaded;
}

async function unknownRun({ store }: Deps, run: string): Promise<Refused> {
  const labels = (await store.items()).flatMap((item) => runLabelOf(item) ?? []);
  const guess = nearest(run, labels);
  const last = labels.at(-1);
  return refuse(
    'unknown-run',
    `There is no run ${run.slice(0, 100)}.`,
    guess !== undefined
      ? `Did you mean ${guess}?`
      : last === undefined
        ? 'Start one: orchestrator run start --help'
        : `See the runs: orchestrator run list. The last one is ${last}.`,
  );
}

/** The step that the runner calls a gate. @param gate the name of its contract, or the key of the step */
export function findRunGate(
  state: ItemState,
  gate: string,
): { readonly ok: true; readonly step: StepState } | Refused {
  const step =
    state.steps.find(({ planned }) => gateNameOf(planned.step) === gate) ??
    state.steps.find(({ planned }) => planned.step.key === gate);
  if (step !== undefined) return { ok: true, step };
  const names = state.steps.map(({ planned }) => gateNameOf(planned.step));
  const guess = names.find((name) => name.toLowerCase() === gate.toLowerCase());
  return refuse(
    'unknown-gate',
    `The run ${runLabelOf(state.item) ?? state.item} has no gate ${gate.slice(0, 100)}.`,
    guess === undefined ? `Its gates are: ${names.join(', ')}.` : `Did you mean ${guess}?`,
  );
}
