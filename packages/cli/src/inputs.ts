/** Options on their way in: checked by the schemas of the core before anything else sees them. */
import {
  attemptIdSchema,
  blockerIdSchema,
  executorIdSchema,
  gateKeySchema,
  instantSchema,
  itemIdSchema,
  nearest,
  nonceSchema,
  pathSchema,
  personSchema,
  runItemOf,
  stepKeySchema,
  textSchema,
  versionSchema,
  workflowIdSchema,
} from '@orchestrator/core';
import { usage } from './failure.ts';

interface Schema {
  safeParse: (
    value: unknown,
  ) =>
    { success: true; data: string } | { success: false; error: { issues: { message: string }[] } };
}

function parse(schema: Schema, flag: string, value: string): string {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const shown = JSON.stringify(value.length > 80 ? `${value.slice(0, 80)}…` : value);
  const slug = value.trim().toLowerCase().replace(/\s+/g, '-');
  const hint =
    slug !== value && schema.safeParse(slug).success
      ? `Did you mean ${flag} ${slug}?`
      : `Correct ${flag}.`;
  throw usage(
    `${flag} ${shown} is not allowed: ${parsed.error.issues[0]?.message ?? 'it has the wrong form'}.`,
    hint,
  );
}

const required =
  (schema: Schema, flag: string) =>
  (value: string | undefined, hint = `Add ${flag}; see --help for an example.`): string => {
    if (value === undefined) throw usage(`${flag} is missing.`, hint);
    return parse(schema, flag, value);
  };

const requiredStep = required(stepKeySchema, '--step');

const optional =
  (schema: Schema) =>
  (flag: string, value: string | undefined): string | undefined =>
    value === undefined ? undefined : parse(schema, flag, value);

const requiredItem = required(itemIdSchema, '--work-item');

/** A run is called by its label, too. */
export const itemInput = (value: string | undefined, hint?: string): string =>
  requiredItem(value === undefined ? value : (runItemOf(value) ?? value), hint);
/** @param item known by then: so the hint can say where its steps are shown */
export const stepInput = (value: string | undefined, item: string): string =>
  requiredStep(
    value,
    `Add --step; what runs and what may start: orchestrator next --work-item ${item}`,
  );
export const gateInput = required(gateKeySchema, '--gate');
const itemOrNone = optional(itemIdSchema);
export const optionalItem = (flag: string, value: string | undefined): string | undefined =>
  itemOrNone(flag, value === undefined ? value : (runItemOf(value) ?? value));
export const optionalStep = optional(stepKeySchema);
export const attemptInput = optional(attemptIdSchema);
export const executorInput = optional(executorIdSchema);
export const blockerInput = optional(blockerIdSchema);
export const personInput = optional(personSchema);
export const nonceInput = optional(nonceSchema);
export const textInput = optional(textSchema);
export const pathInput = optional(pathSchema);
export const timeInput = optional(instantSchema);

/** A whole number from 1 on. */
export function countInput(flag: string, value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (/^[1-9]\d{0,8}$/.test(value)) return Number(value);
  throw usage(
    `${flag} ${JSON.stringify(value)} is not a whole number from 1 on.`,
    `Correct ${flag}.`,
  );
}

/** One of some words. */
export function choice<Word extends string>(
  flag: string,
  value: string | undefined,
  words: readonly Word[],
): Word | undefined {
  if (value === undefined) return undefined;
  const found = words.find((word) => word === value);
  if (found !== undefined) return found;
  const guess = nearest(value, words);
  throw usage(
    `${flag} ${JSON.stringify(value)} is unknown.`,
    `${guess === undefined ? 'Choose' : `Did you mean ${guess}? Choose`} one of: ${words.join(', ')}.`,
  );
}

/** `id@version`. */
export function workflowInput(value: string | undefined): {
  readonly id: string;
  readonly version: string;
} {
  const match = /^([a-z0-9][a-z0-9-]{0,62})@(\d{1,9}\.\d{1,9}\.\d{1,9})$/.exec(value ?? '');
  if (match?.[1] !== undefined && match[2] !== undefined)
    return { id: match[1], version: match[2] };
  throw usage(
    value === undefined
      ? '--workflow is missing.'
      : `--workflow ${JSON.stringify(value.slice(0, 80))} is not of the form id@version.`,
    'Name it like release-train@1.0.0.',
  );
}

/** `NAME=VALUE`, any number of them, each name once. */
export function pairsInput(
  flag: string,
  values: readonly string[],
  form = 'NAME=VALUE',
): Record<string, string> {
  const pairs = values.map((value): [string, string] => {
    const at = value.indexOf('=');
    if (at < 1)
      throw usage(
        `${flag} ${JSON.stringify(value.slice(0, 80))} is not of the form ${form}.`,
        `Write ${flag} ${form}.`,
      );
    if (value.startsWith('__proto__=')) {
      throw usage(
        `${flag} __proto__ is not allowed: a name starts with a letter.`,
        'Choose another name.',
      );
    }
    return [value.slice(0, at), value.slice(at + 1)];
  });
  const twice = pairs.find(([name], index) => pairs.findIndex(([it]) => it === name) < index);
  if (twice !== undefined) throw usage(`${flag} ${twice[0]} is given twice.`, 'Say it once.');
  return Object.fromEntries(pairs);
}

/** `OLD=NEW`, step keys both; `OLD=` drops the step. */
export function stepPairsInput(
  flag: string,
  values: readonly string[],
): Record<string, string | null> {
  const pairs = Object.entries(pairsInput(flag, values, 'OLD=NEW'));
  return Object.fromEntries(
    pairs.map(([old, key]) => [
      parse(stepKeySchema, flag, old),
      key === '' ? null : parse(stepKeySchema, flag, key),
    ]),
  );
}

/** A version, alone or as `id@version`. */
export function versionInput(flag: string, value: string): { id?: string; version: string } {
  if (!value.includes('@')) return { version: parse(versionSchema, flag, value) };
  const at = value.lastIndexOf('@');
  return {
    id: parse(workflowIdSchema, flag, value.slice(0, at)),
    version: parse(versionSchema, flag, value.slice(at + 1)),
  };
}

/** Drops what was not given, for fields that are absent rather than undefined. */
export function given<Fields extends object>(
  fields: Fields,
): { [Key in keyof Fields]?: Exclude<Fields[Key], undefined> } {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined);
  // The entries are those of `fields`, less the undefined ones: just what the type says.
  return Object.fromEntries(entries) as { [Key in keyof Fields]?: Exclude<Fields[Key], undefined> };
}
