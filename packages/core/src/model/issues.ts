/** zod's issues in words that a person can act on: what is wrong, and what to write instead. */
import type * as z from 'zod/mini';
import type { WorkflowProblem } from './problem.ts';
import { nearest } from './suggest.ts';

type Issue = z.core.$ZodIssue;

/** One problem for each issue; unions are opened, so that the problem of the branch that was meant is shown. */
export function issueProblems(
  issues: readonly Issue[],
  knownKeys: (at: readonly PropertyKey[]) => readonly string[],
): readonly WorkflowProblem[] {
  const problems = issues.flatMap((issue) => problemsOf(issue, [], knownKeys));
  // A misspelt key is the cause; that the right one is missing follows from it.
  const isCause = ({ code }: WorkflowProblem): boolean => code === 'unknown-key';
  return [...problems.filter(isCause), ...problems.filter((it) => !isCause(it))];
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
        : [unknownWord(issue.input, at, knownKeys(at))];
    }
    case 'invalid_type':
      return [wrongType(issue, at)];
    default:
      return [invalidValue(issue, at)];
  }
}

/** A word that decides which form the rest has, such as the type of a criterion. */
function unknownWord(
  input: unknown,
  at: readonly PropertyKey[],
  known: readonly string[],
): WorkflowProblem {
  const field = String(at.at(-1));
  const given =
    typeof input === 'object' && input !== null
      ? (Object.entries(input).find(([key]) => key === field)?.[1] as unknown)
      : undefined;
  const guess = typeof given === 'string' ? nearest(given, known) : undefined;
  return problem(
    given === undefined ? 'missing-field' : 'invalid-value',
    at,
    given === undefined
      ? `${placeName(at)} is missing.`
      : `${placeName(at)}: ${JSON.stringify(given)} is unknown.`,
    guess === undefined ? `Choose one of: ${known.join(', ')}.` : `Did you mean ${guess}?`,
  );
}

function invalidValue(issue: Issue, at: readonly PropertyKey[]): WorkflowProblem {
  const words = issue.code === 'invalid_value' ? issue.values.map(String) : [];
  const guess = typeof issue.input === 'string' ? nearest(issue.input, words) : undefined;
  const detail = issue.code === 'invalid_key' ? 'the name is not allowed' : issue.message;
  return problem(
    'invalid-value',
    at,
    `${placeName(at)}: ${detail}.`,
    guess === undefined ? 'Correct the value.' : `Did you mean ${guess}?`,
  );
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
