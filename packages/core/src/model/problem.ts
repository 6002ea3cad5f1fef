/** What is wrong with a file that somebody wrote. */

/** A problem of a definition, a policy, a contract; `at` is the place inside the document. */
export interface WorkflowProblem {
  readonly code: string;
  readonly at: readonly (string | number)[];
  readonly detail: string;
  readonly hint: string;
}
