/** How consumers name what this repository releases, and the one action of others that their workflows use. */

const repository = 'org/orchestrator';
const release = 'v1';

/** What `uses:` says for one of the actions. */
export const action = (name: string): string => `${repository}/${name}@${release}`;

/** Starts the command line where it is not installed. */
export const byNpx = `npx github:${repository}#${release}`;

/** Pinned to a commit, as everything that others release. */
export const checkout = 'actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1';
