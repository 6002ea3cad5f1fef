/** What a command is, and its options as commander hands them over: commands check each before they use it. */
import type { Context } from '../context.ts';

/** @returns the exit code; nothing means 0 */
export type Run = (
  context: Context,
  options: Options,
  words: readonly string[],
) => Promise<number | undefined>;

export type Options = Readonly<Record<string, string | boolean | readonly string[] | undefined>>;
type Value = Options[string];

/** An option with one value. */
export const word = (value: Value): string | undefined =>
  typeof value === 'string' ? value : undefined;

/** An option that may be given repeatedly. */
export const list = (value: Value): readonly string[] =>
  typeof value === 'object' ? value : typeof value === 'string' ? [value] : [];
