/** What JSON can carry. */
export type JsonValue =
  string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** Code-unit order: the one order of keys, paths and ids everywhere. `localeCompare` differs between machines. */
export const byCodeUnit = (one: string, other: string): number =>
  one < other ? -1 : one > other ? 1 : 0;
