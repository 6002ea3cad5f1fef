import type { ErrorObject, Options, ValidateFunction } from 'ajv';
import { fail, found, type Found } from '../verdict.ts';
import { linearRegExp, PatternError } from './linear-reg-exp.ts';

/** All that is wrong with a value, one text each; none when it is valid. */
export type Validate = (value: unknown) => Found<readonly string[]>;

/**
 * Compiles a JSON Schema. `$ref` reaches what is in the schema itself; nothing is fetched. Without
 * `allErrors` it stops at the first problem.
 */
export async function compileSchema(schema: unknown, allErrors: boolean): Promise<Found<Validate>> {
  if (typeof schema !== 'boolean' && !isObject(schema)) {
    return fail('a schema is an object, true or false');
  }
  const ajv = await createAjv(schema, allErrors);
  try {
    const validate = ajv.compile(schema);
    // Such a schema answers with a promise; it is Ajv's own addition and no JSON Schema.
    if ('$async' in validate) return fail('it is asynchronous');
    return found((value) => problemsOf(validate, value));
  } catch (error) {
    return fail(error instanceof Error ? error.message : 'it is not a JSON Schema');
  }
}

function problemsOf(validate: ValidateFunction, value: unknown): ReturnType<Validate> {
  try {
    return found(validate(value) ? [] : (validate.errors ?? []).map(describe));
  } catch (error) {
    if (error instanceof PatternError) return fail(error.message);
    throw error;
  }
}

async function createAjv(schema: Schema, allErrors: boolean) {
  const { fullFormats } = await import('ajv-formats/dist/formats.js');
  const options: Options = {
    allErrors,
    // Unknown keywords and formats are allowed by the standard.
    strict: false,
    logger: false,
    formats: fullFormats,
    code: { regExp: await linearRegExp() },
  };
  const { Ajv, Ajv2020 } = await import('./ajv.ts');
  return isDraft7(schema) ? new Ajv(options) : new Ajv2020(options);
}

type Schema = boolean | Record<string, unknown>;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isDraft7 = (schema: Schema): boolean =>
  typeof schema === 'object' &&
  typeof schema['$schema'] === 'string' &&
  schema['$schema'].includes('draft-07');

function describe({ instancePath, message, params }: ErrorObject): string {
  const extra: unknown = params['additionalProperty'] ?? params['unevaluatedProperty'];
  const name = typeof extra === 'string' ? ` (${extra})` : '';
  return `${instancePath === '' ? 'the document' : instancePath} ${message ?? 'is not valid'}${name}`;
}
