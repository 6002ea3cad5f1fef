/** The adapter behind the `Checks` port: criteria against the files and commands of one checkout. */
export { createChecks, type ChecksOptions } from './create-checks.ts';
