/** What the gate button offers: every gate of every definition, and the decisions that some of them can take. */
import { byCodeUnit, type Workflow } from '@orchestrator/core';

export interface Choices {
  /** Keys, sorted. */
  readonly gates: readonly string[];
  /** Is one of them a duplicate review? */
  readonly reviews: boolean;
}

/** The choices of all definitions, the earlier versions included: items may still follow them. */
export function choicesOf(workflows: readonly Pick<Workflow, 'gates'>[]): Choices {
  const all = workflows.flatMap(({ gates }) => gates);
  return {
    gates: [...new Set(all.map(({ key }) => key))].sort(byCodeUnit),
    reviews: all.some(({ kind }) => kind === 'handoff'),
  };
}

/** @param target can another work item be named? */
export const decisionsFor = ({
  reviews,
  target,
}: {
  readonly reviews: boolean;
  readonly target: boolean;
}): readonly string[] => [
  ...['approve', 'reject'],
  ...(reviews ? ['proceed', 'close'] : []),
  ...(reviews && target ? ['merge', 'link'] : []),
];

/** An option as YAML: every key stays a text, also `2024`, `1e3` or `no`. */
export const optionText = (name: string): string =>
  /^[a-z]/.test(name) && !/^(true|false|null|yes|no|on|off|y|n)$/.test(name) ? name : `'${name}'`;
