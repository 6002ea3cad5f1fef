/** zod's issues in words that a person can act on: what is wrong, and what to write instead. */
import type * as z from 'zod/mini';
import type { WorkflowProblem } from './check-workflow.ts';
import { nearest } from './suggest.ts';

type Issue = z.core.$ZodIssue;

/** One problem for each issue; unions are opened, so that the problem of the branch that was meant is shown. */
export function issueProblems(
  issues: readonly Issue[],
  knownKeys: (at: readonly PropertyKey[]) => readonly string[],
): readonly WorkflowProblem[] {
  return issues.flatMap((issue) => problemsOf(issue, [], knownKeys));
}

function problemsOf(
  issue: Issue,
  outer: readonly PropertyKey[],
  knownKeys: (at: readonly PropertyKey[]) => readonly string[],
): readonly WorkflowProblem[] {
  const at = [...outer, ...issue.path];
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownKey(at, key, knownKeys(at)));
    case 'invalid_union': {
      const meant = branchThatWasMeant(issue.errors);
      return meant.length > 0
        ? meant.flatMap((inner) => problemsOf(inner, at, knownKeys))
        : [problem('invalid-value', at, 'The value has none of the allowed forms.', typeHint(at))];
    }
    case 'invalid_type':
      return [wrongType(issue, at)];
    default:
      return [
        problem('invalid-value', at, `${placeName(at)}: ${issue.message}.`, 'Correct the value.'),
      ];
  }
}

function typeHint(at: readonly PropertyKey[]): string {
  return at.at(-1) === 'type'
    ? 'The types are file_exists, min_sources, contains_headings, not_contains, json_schema, matches, min_words, links_resolve, sha256, command.'
    : 'See the documentation of workflow definitions.';
}

function wrongType(
  issue: Extract<Issue, { code: 'invalid_type' }>,
  at: readonly PropertyKey[],
): WorkflowProblem {
  if (issue.input === undefined && at.length > 0) {
    const field = String(at.at(-1));
    return problem(
      'missing-field',
      at,
      `${placeName(at)} is missing.`,
      `Add ${field}: it is ${expected(issue)}.`,
    );
  }
  return problem(
    'invalid-value',
    at,
    `${placeName(at)} must be ${expected(issue)}.`,
    'Correct the value.',
  );
}

const expected = (issue: Extract<Issue, { code: 'invalid_type' }>): string =>
  /^Invalid input/.test(issue.message) ? `a value of type ${issue.expected}` : issue.message;

function unknownKey(
  at: readonly PropertyKey[],
  key: string,
  known: readonly string[],
): WorkflowProblem {
  const guess = nearest(key, known);
  const where = at.length === 0 ? 'here' : `in ${placeName(at)}`;
  return problem(
    'unknown-key',
    [...at, key],
    `The key ${JSON.stringify(key)} has no meaning ${where}.`,
    guess === undefined ? `Known keys: ${known.join(', ')}.` : `Did you mean ${guess}?`,
  );
}

/** Of the branches of a union, the one whose problems lie deepest: its outer form was already right. */
function branchThatWasMeant(branches: readonly (readonly Issue[])[]): readonly Issue[] {
  const depth = (issues: readonly Issue[]): number =>
    Math.max(
      0,
      ...issues.map((issue) => issue.path.length + (issue.code === 'invalid_type' ? 0 : 1)),
    );
  return [...branches].sort((one, other) => depth(other) - depth(one))[0] ?? [];
}

/** `steps[2].key`. */
export const placeName = (at: readonly PropertyKey[]): string =>
  at
    .map((part, index) =>
      typeof part === 'number' ? `[${part}]` : index === 0 ? String(part) : `.${String(part)}`,
    )
    .join('');

const problem = (
  code: string,
  at: readonly PropertyKey[],
  detail: string,
  hint: string,
): WorkflowProblem => ({
  code,
  at: at.map((part) => (typeof part === 'number' ? part : String(part))),
  detail,
  hint,
});
