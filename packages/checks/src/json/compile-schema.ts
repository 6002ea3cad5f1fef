import type { ErrorObject, Options } from 'ajv';
import { fail, found, type Found } from '../verdict.ts';
import { linearRegExp } from './linear-reg-exp.ts';

/** All that is wrong with a value, one text each; empty when it is valid. */
export type Validate = (value: unknown) => readonly string[];

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
    return found((value) => (validate(value) ? [] : (validate.errors ?? []).map(describe)));
  } catch (error) {
    return fail(error instanceof Error ? error.message : 'it is not a JSON Schema');
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
  if (isDraft7(schema)) {
    const { Ajv } = await import('ajv');
    return new Ajv(options);
  }
  const { Ajv2020 } = await import('ajv/dist/2020.js');
  return new Ajv2020(options);
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
