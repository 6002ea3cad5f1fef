/**
 * The spellings that may become part of a path, a ref or a command line (semantics R6).
 * Everything that is not one of these is refused where it enters, before it can reach any of them.
 */
import * as z from 'zod/mini';

/** Items, steps, gates, workflows, roles, resources. */
export const idPattern = /^[a-z0-9][a-z0-9-]{0,62}$/;
/** Attempts and executors: an id that may also hold dots and underscores. */
export const labelPattern = /^[a-z0-9][a-z0-9._-]{0,62}$/;
/** People: logins, mail addresses, `name[bot]`. Compared in lower case (`samePerson`). */
export const personPattern = /^[A-Za-z0-9][A-Za-z0-9._@[\]-]{0,62}$/;
/** sha256 in hex: the id of a record, the digest of a file. */
export const digestPattern = /^[0-9a-f]{64}$/;
/** Longest item id + step key, so that every file name stays under 255 bytes. */
export const maxItemAndStepLength = 100;

const id = (what: string) =>
  z.string(what).check(z.regex(idPattern, `${what} must match ${idPattern.source}`));

export const itemIdSchema = id('a work item id');
export const stepKeySchema = id('a step key');
export const gateKeySchema = id('a gate key');
export const workflowIdSchema = id('a workflow id');
export const roleSchema = id('a role');
export const resourceSchema = id('a resource');
export const blockerIdSchema = id('a blocker id');
export const criterionIdSchema = id('a criterion id');

export const attemptIdSchema = z
  .string('an attempt id')
  .check(z.regex(labelPattern, `an attempt id must match ${labelPattern.source}`));
export const executorIdSchema = z
  .string('an executor id')
  .check(z.regex(labelPattern, `an executor id must match ${labelPattern.source}`));
export const personSchema = z
  .string('a person')
  .check(z.regex(personPattern, `a person must match ${personPattern.source}`));
export const digestSchema = z
  .string('a sha256')
  .check(z.regex(digestPattern, 'a sha256 is 64 hexadecimal digits in lower case'));
export const versionSchema = z
  .string('three numbers, such as 1.0.0')
  .check(
    z.regex(
      /^(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})$/,
      'a version is three numbers, such as 1.0.0',
    ),
  );
export const nonceSchema = z
  .string('a nonce')
  .check(z.regex(/^[A-Za-z0-9._-]{1,128}$/, 'a nonce is 1 to 128 letters, digits, ., _ or -'));
export const commitSchema = z
  .string('a commit')
  .check(z.regex(/^[0-9a-f]{40}([0-9a-f]{24})?$/, 'a commit is its full hexadecimal id'));

/** A moment: RFC 3339 in UTC. Compared as a time, never as a text. */
export const instantSchema = z
  .string('a time')
  .check(
    z.regex(
      /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?Z$/,
      'a time is RFC 3339 in UTC, such as 2026-01-19T14:30:12.000Z',
    ),
  );

export const maxTextLength = 4000;
/** Words of people: at most 4,000 characters, no control characters but newline and tab. */
export const textSchema = z.string('a text').check(
  z.maxLength(maxTextLength, `a text has at most ${maxTextLength} characters`),
  // Half a character has no UTF-8 form, and so no canonical bytes.
  z.refine((text) => text.isWellFormed(), 'a text is well-formed Unicode'),
  // eslint-disable-next-line no-control-regex -- refusing control characters is what this is for
  z.regex(/^[^\u0000-\u0008\u000b-\u001f\u007f]*$/, 'a text holds no control characters'),
);
export const nonEmptyTextSchema = textSchema.check(
  z.refine((text) => text.trim() !== '', 'a text may not be empty here'),
);

/** A path relative to the root: `/` between parts, never out of it. Links are resolved by whoever opens it. */
export const pathSchema = z.string('a path').check(
  z.maxLength(1024, 'a path has at most 1,024 characters'),
  z.refine(
    (path) =>
      path !== '' &&
      // eslint-disable-next-line no-control-regex -- as above
      !/[\u0000-\u001f\u007f\\]/.test(path) &&
      !/^[A-Za-z]:/.test(path) &&
      path.split('/').every((part) => part !== '' && part !== '.' && part !== '..'),
    'a path is relative to the root, with / between its parts, and stays inside it',
  ),
);

/** Are these two spellings the same person? */
export const samePerson = (one: string, other: string): boolean =>
  one.toLowerCase() === other.toLowerCase();

/** How a person is written inside a slot: lower case, anything that an id may not hold as `_`. */
export const personInSlot = (person: string): string =>
  person.toLowerCase().replace(/[^a-z0-9-]/g, '_');
