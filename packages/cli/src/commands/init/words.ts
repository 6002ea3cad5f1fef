/** What `init` says: what it found, what that means, and the next two commands. */
import { firstItem } from './scaffold.ts';
import { byNpx } from './suite.ts';
import type { Surroundings } from './surroundings.ts';

export interface Situation {
  readonly surroundings: Surroundings;
  readonly store: 'git' | 'worktree';
  /** Was there an orchestrator.yml already? */
  readonly hasPolicy: boolean;
}

/** What was found and chosen, and what is missing; a sentence a line. */
export function findings({ surroundings, store, hasPolicy }: Situation): readonly string[] {
  const { top, isTop, remote, base, branch } = surroundings;
  const records =
    store === 'git'
      ? 'Records live on a branch of their own.'
      : 'Records live in this checkout; the workflows in .github need store: {kind: git}.';
  const why = hasPolicy ? ` orchestrator.yml, which was there, says so.` : '';
  const found =
    top === undefined
      ? 'This is no git repository: run git init, and add a remote on GitHub, before the workflows can run.'
      : remote === undefined
        ? 'This repository has no remote: add one on GitHub (git remote add origin URL) before the workflows can run.'
        : `Found the remote ${remote.name} (${remote.place})${base === undefined ? '' : `, and the base branch ${base}`}.`;
  return [
    found,
    `${records}${why}`,
    ...(top === undefined || isTop
      ? []
      : [`This is not the top of the repository: GitHub reads workflows only in ${top}.`]),
    ...(remote === undefined || base === branch || base === undefined
      ? []
      : [`The workflows can run when they have reached ${base}.`]),
  ];
}

/** The next two commands. */
export function nextCommands({ store, surroundings }: Situation): readonly string[] {
  if (store === 'git') {
    const remote = surroundings.remote?.name ?? 'origin';
    return [
      `git add .github artifacts orchestrator.yml && git commit -m "Set up the orchestrator" && git push -u ${remote} HEAD`,
      `gh workflow run plan.yml -f work-item=${firstItem}`,
    ];
  }
  const program = process.env['npm_command'] === 'exec' ? byNpx : 'orchestrator';
  return [
    `${program} register --work-item ${firstItem} --workflow first-plan@1.0.0`,
    `${program} work --work-item ${firstItem}`,
  ];
}
