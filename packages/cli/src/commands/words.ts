/** Options as words. */
import type { Options } from './table.ts';

type Value = Options[string];

export const word = (value: Value): string | undefined =>
  typeof value === 'string' ? value : undefined;
export const list = (value: Value): readonly string[] =>
  typeof value === 'object' ? value : typeof value === 'string' ? [value] : [];
