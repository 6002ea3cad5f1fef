/** The engine of the checks, loaded with its parsers only when a step has something to check. */
import type { Checks } from '@orchestrator/core';
import type { ChecksOptions } from './create-checks.ts';

/** @param root an absolute path: what is checked lies below it */
export function lazyChecks(root: string, options: Omit<ChecksOptions, 'root'> = {}): Checks {
  let loading: Promise<Checks> | undefined;
  const load = (): Promise<Checks> =>
    (loading ??= import('./create-checks.ts').then(({ createChecks }) =>
      createChecks({ root, ...options }),
    ));
  return {
    run: async (criteria) => (await load()).run(criteria),
    digest: async (patterns) => (await load()).digest(patterns),
  };
}
