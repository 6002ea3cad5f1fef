/** Records for tests of the worktree store; what they say does not matter to a store. */
import type { Append } from '@orchestrator/core';

export const item = 'item-1';
export const slot = (name: string, folder = 'claims'): string =>
  `artifacts/${folder}/${item}/${name}.json`;
export const batchOf = (text: string, ...names: readonly string[]): Append => ({
  records: names.map((name) => ({ path: slot(name), text: `${text}\n` })),
  views: [],
});
export const setOf = ({ records }: Append): Readonly<Record<string, string>> =>
  Object.fromEntries(records.map(({ path, text }) => [path, text]));
