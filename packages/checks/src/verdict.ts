/** What a check found. Becomes a `CheckResult` once it has its criterion's id. */
export interface Verdict {
  readonly ok: boolean;
  readonly detail: string;
}

/** A value, or the verdict that stands in its way. */
export type Found<T> = { readonly ok: true; readonly value: T } | Failure;

export interface Failure {
  readonly ok: false;
  readonly detail: string;
}

export const pass = (detail: string): Verdict => ({ ok: true, detail });
export const fail = (detail: string): Failure => ({ ok: false, detail });
export const found = <T>(value: T): Found<T> => ({ ok: true, value });

/** `1 word`, `2 words`. */
export const counted = (count: number, noun: string): string =>
  `${count} ${noun}${count === 1 ? '' : 's'}`;

const maxListed = 20;

/** Joins what was found, at most twenty of them, so that a long list does not hide the rest of a detail. */
export function listed(parts: readonly string[]): string {
  const rest = parts.length - maxListed;
  const shown = parts.slice(0, maxListed).join(', ');
  return rest > 0 ? `${shown} and ${rest} more` : shown;
}
