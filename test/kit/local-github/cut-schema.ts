export type Json = string | number | boolean | null | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

/** The keywords that check something. What only explains (descriptions, examples) is left behind. */
const plain = new Set([
  ...['type', 'enum', 'required', 'pattern', 'additionalProperties'],
  ...['minItems', 'maxItems', 'minLength', 'maxLength', 'minimum', 'maximum', 'maxProperties'],
]);

/** Formats as patterns, so that a validator without formats checks them too. */
const formats: Readonly<Record<string, string>> = {
  'date-time': String.raw`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$`,
  uri: '^[a-z]+://[^ ]+$',
};

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function mapValues(object: Json | undefined, change: (value: Json) => Json): JsonObject {
  if (!isObject(object)) return {};
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));
}

/** OpenAPI 3.0 says `nullable: true` where JSON Schema has a type of its own for null. */
function orNull(schema: JsonObject): JsonObject {
  if ('enum' in schema && Array.isArray(schema['enum'])) {
    const { type: _, ...rest } = schema;
    return { ...rest, enum: [...new Set([...(schema['enum'] as readonly Json[]), null])] };
  }
  if (typeof schema['type'] === 'string') return { ...schema, type: [schema['type'], 'null'] };
  return Object.keys(schema).length === 0 ? schema : { anyOf: [schema, { type: 'null' }] };
}

/**
 * An OpenAPI 3.0 schema as JSON Schema. `base` is put before the name of each `$ref`.
 * `closed` refuses properties that are not described, which GitHub's description leaves open: for what is sent to it.
 */
export function toJsonSchema(schema: Json, base: string, mode: 'open' | 'closed' = 'open'): Json {
  if (!isObject(schema)) return schema;
  const convert = (value: Json): Json => toJsonSchema(value, base, mode);
  const converted: Record<string, Json> = {};
  for (const [key, value] of Object.entries(schema)) {
    if (key === '$ref' && typeof value === 'string')
      converted[key] = base + value.replace(/^.*\//, '');
    else if (key === 'format' && typeof value === 'string')
      converted['pattern'] ??= formats[value] ?? '';
    else if (key === 'properties') converted[key] = mapValues(value, convert);
    else if (key === 'items' || (key === 'additionalProperties' && isObject(value)))
      converted[key] = convert(value);
    else if (Array.isArray(value) && ['allOf', 'anyOf', 'oneOf'].includes(key))
      converted[key] = (value as readonly Json[]).map(convert);
    else if (plain.has(key)) converted[key] = value;
  }
  if (converted['pattern'] === '') delete converted['pattern'];
  if (mode === 'closed' && 'properties' in converted) converted['additionalProperties'] ??= false;
  return schema['nullable'] === true ? orNull(converted) : converted;
}
