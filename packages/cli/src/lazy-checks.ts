/** The engine of the checks, loaded with its parsers only when a step has something to check. */
import type { Checks } from '@orchestrator/core';

export function lazyChecks(root: string): Checks {
  let loading: Promise<Checks> | undefined;
  const load = (): Promise<Checks> =>
    (loading ??= import('@orchestrator/checks').then(({ createChecks }) => createChecks({ root })));
  return {
    run: async (criteria) => (await load()).run(criteria),
    digest: async (patterns) => (await load()).digest(patterns),
  };
}
