/** Inputs: all of them are texts, and an empty one is an absent one. */
import * as z from 'zod/mini';
import { refuse, type Refused } from '@orchestrator/core';

export type InputsSchema = z.ZodMiniObject<Readonly<Record<string, z.ZodMiniType>>>;

/** `true` or `false`, in any of the spellings that YAML has for them. */
export const flag = (otherwise: boolean) =>
  z._default(z.stringbool({ error: 'true or false' }), otherwise);

/** A whole number from 1 to `most`. */
export const count = (otherwise: number, most: number) =>
  z._default(
    z.pipe(
      z.string().check(z.regex(/^[1-9]\d{0,8}$/, 'a whole number from 1 on')),
      z.pipe(z.transform(Number), z.number().check(z.lte(most, `at most ${most}`))),
    ),
    otherwise,
  );

/** One of some words. */
export const word = <const Words extends readonly [string, ...string[]]>(words: Words) =>
  z.enum(words, `one of: ${words.join(', ')}`);

/** One entry a line; blank lines count for nothing. */
export const lines = (entry: z.ZodMiniType<string, string>) =>
  z._default(
    z.pipe(
      z.pipe(
        z.string(),
        z.transform((text: string) =>
          text
            .split('\n')
            .map((line) => line.trim())
            .filter((line) => line !== ''),
        ),
      ),
      z.array(entry),
    ),
    [],
  );

/** What the runner fills in by itself: see `leg.ts` of the adapter. */
export const legInputs = {
  'check-run-id': z.optional(z.string()),
  'job-index': z.optional(z.string()),
  matrix: z.optional(z.string()),
};

export const tokenInput = z._default(z.string(), '');

export type ReadInputs<Schema extends InputsSchema> =
  { readonly ok: true; readonly inputs: z.output<Schema> } | Refused;

/** @param get the value of an input, `''` when there is none. All that is wrong is named in one refusal. */
export function readInputs<Schema extends InputsSchema>(
  schema: Schema,
  get: (name: string) => string,
): ReadInputs<Schema> {
  const given = Object.keys(schema.shape).flatMap((name) => {
    const value = get(name);
    return value === '' ? [] : [[name, value] as const];
  });
  const values = Object.fromEntries(given);
  const parsed = z.safeParse(schema, values);
  if (parsed.success) return { ok: true, inputs: parsed.data };
  const problems = parsed.error.issues.map(({ path: [name = ''], message }) =>
    problem(String(name), values[String(name)], message),
  );
  const [first = ''] = parsed.error.issues.map(({ path: [name] }) => String(name));
  return refuse('invalid-input', problems.join(' '), `Correct ${first} under with: of the step.`);
}

function problem(name: string, value: string | undefined, message: string): string {
  if (value === undefined) return `The input ${name} is missing.`;
  const shown = name === 'token' ? '' : ` ${JSON.stringify(value.slice(0, 80))}`;
  return `The input ${name}${shown} is not allowed: ${message}.`;
}

/** What is started from here on, git above all, need not see them: one of them is the token. */
export function forgetInputs(): void {
  for (const name of Object.keys(process.env)) {
    if (/^INPUT_/i.test(name)) Reflect.deleteProperty(process.env, name);
  }
}
