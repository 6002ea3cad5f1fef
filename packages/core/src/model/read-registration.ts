/** A registration that somebody wrote by hand: validated, still without its defaults. */
import * as z from 'zod/mini';
import type { WorkflowProblem } from './problem.ts';
import { issueProblems } from './issues.ts';
import { writtenRegistrationSchema } from './registration.ts';

export type WrittenRegistration = z.infer<typeof writtenRegistrationSchema>;

export type ReadWrittenRegistration =
  | { readonly ok: true; readonly registration: WrittenRegistration }
  | { readonly ok: false; readonly problems: readonly WorkflowProblem[] };

export function readWrittenRegistration(document: unknown): ReadWrittenRegistration {
  const parsed = z.safeParse(writtenRegistrationSchema, document, { reportInput: true });
  if (parsed.success) return { ok: true, registration: parsed.data };
  const known = (at: readonly PropertyKey[]): readonly string[] =>
    at[0] === 'workflow'
      ? ['id', 'version', 'digest']
      : Object.keys(writtenRegistrationSchema.shape);
  return { ok: false, problems: issueProblems(parsed.error.issues, known) };
}
