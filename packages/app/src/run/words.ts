/** What the core refuses, in the runner's words: the run by its label, its gates by their names, its own commands. */
import {
  gateNameOf,
  runLabelOf,
  type ItemState,
  type Refusal,
  type Refused,
} from '@orchestrator/core';

/** @param state of the run, for the names of its gates */
export function inRunnerWords({ refusal }: Refused, state: ItemState): Refused {
  const label = runLabelOf(state.item) ?? state.item;
  const gates = state.steps.map(
    ({ planned: { step } }) => [new RegExp(`\\b${step.key}\\b`, 'g'), gateNameOf(step)] as const,
  );
  const named = gates.reduce((text, [key, gate]) => text.replace(key, gate), refusal.message);
  const hint = hintFor(refusal, label);
  return {
    ok: false,
    refusal: {
      ...refusal,
      message: named.replaceAll(state.item, label).replaceAll('The step ', 'The gate '),
      ...(hint !== undefined && { hint }),
    },
  };
}

/** The next thing to do, where the runner has a command of its own for it. */
function hintFor({ code, hint }: Refusal, label: string): string | undefined {
  switch (code) {
    case 'step-completed':
      return `See it: orchestrator run show --run ${label}`;
    case 'step-not-launchable':
      return `See where the run stands: orchestrator run show --run ${label}`;
    case 'already-claimed':
    case 'not-owner':
      return `Let whoever began it finish it, where it was begun. ${abandonIn(hint)}`.trim();
    default:
      return undefined;
  }
}

/** The way to end somebody else's attempt is the same for every item. */
function abandonIn(hint: string): string {
  const [command] =
    /orchestrator abandon --work-item \S+ --step \S+ --attempt \S+ --reason "…"/.exec(hint) ?? [];
  return command === undefined ? '' : `If they will not: ${command}`;
}
