/**
 * Cuts the operations that the local GitHub serves out of GitHub's own OpenAPI description, as JSON Schema (draft-07).
 *
 * Source: https://github.com/github/rest-api-description, published as the npm package @octokit/openapi
 * (MIT License, Copyright (c) 2020 Octokit contributors).
 *
 *     npm pack @octokit/openapi@23.0.2 && tar xzf octokit-openapi-23.0.2.tgz
 *     npx tsx test/kit/local-github/cut-openapi.ts package/generated/api.github.com.json
 */
import { readFile, writeFile } from 'node:fs/promises';
import { format, resolveConfig } from 'prettier';
import { isObject, toJsonSchema, type Json, type JsonObject } from './cut-schema.ts';
import { operationsServed } from './operations-served.ts';

const target = new URL('./openapi.json', import.meta.url);

/** Where the definitions live; every `$ref` of the cut starts with it. */
const base = 'https://api.github.com/#/definitions/';

function object(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}

function array(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}

/** What `#/components/…/name` points at; anything else is returned as it is. */
function follow(document: JsonObject, value: Json | undefined): JsonObject {
  const found = object(value);
  if (typeof found['$ref'] !== 'string') return found;
  return found['$ref']
    .slice(2)
    .split('/')
    .reduce<JsonObject>((at, key) => object(at[key]), document);
}

function schemaOfContent(content: Json | undefined): Json | undefined {
  const types = object(content);
  return object(types['application/json'] ?? types['application/scim+json'])['schema'];
}

function cutResponses(document: JsonObject, responses: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(responses).map(([status, response]) => {
      const schema = schemaOfContent(follow(document, response)['content']);
      return [status, schema === undefined ? null : toJsonSchema(schema, base)];
    }),
  );
}

function cutParameter(document: JsonObject, parameter: Json): Json {
  const { name, in: place, required, schema, ...rest } = follow(document, parameter);
  // Described as one point in time, and explained as a range of them.
  const range = name === 'created';
  return {
    name: name ?? '',
    in: place ?? '',
    required: required === true,
    ...(rest['x-multi-segment'] === true ? { multiSegment: true } : {}),
    schema: range ? { type: 'string' } : toJsonSchema(schema ?? {}, base),
  };
}

function cutOperation(document: JsonObject, name: string): JsonObject {
  const [method = '', path = ''] = name.split(' ');
  const item = object(object(document['paths'])[path]);
  const operation = object(item[method.toLowerCase()]);
  if (operation['operationId'] === undefined) throw new Error(`not described: ${name}`);
  const parameters = [...array(item['parameters']), ...array(operation['parameters'])];
  const body = follow(document, operation['requestBody']);
  const schema = schemaOfContent(body['content']);
  return {
    id: operation['operationId'],
    method,
    path,
    parameters: parameters.map((parameter) => cutParameter(document, parameter)),
    body: schema === undefined ? null : toJsonSchema(schema, base, 'closed'),
    bodyRequired: body['required'] === true,
    responses: cutResponses(document, object(operation['responses'])),
  };
}

/** The names that a cut refers to, e.g. `simple-user`. */
function referredTo(cut: Json): readonly string[] {
  return [...JSON.stringify(cut).matchAll(/"\$ref":"[^"]*\/definitions\/([^"]+)"/g)].map(
    (match) => match[1] ?? '',
  );
}

function cutDefinitions(document: JsonObject, operations: readonly Json[]): JsonObject {
  const schemas = object(object(document['components'])['schemas']);
  const definitions: Record<string, Json> = {};
  const wanted = operations.flatMap(referredTo);
  for (let name = wanted.pop(); name !== undefined; name = wanted.pop()) {
    if (name in definitions) continue;
    const definition = toJsonSchema(schemas[name] ?? {}, base);
    definitions[name] = definition;
    wanted.push(...referredTo(definition));
  }
  return Object.fromEntries(Object.entries(definitions).sort(([a], [b]) => (a < b ? -1 : 1)));
}

async function main(source: string | undefined): Promise<void> {
  if (source === undefined) throw new Error('usage: cut-openapi.ts <path of api.github.com.json>');
  const document = JSON.parse(await readFile(source, 'utf8')) as JsonObject;
  const { version } = object(document['info']);
  if (typeof version !== 'string') throw new Error(`no OpenAPI description: ${source}`);
  const operations = operationsServed.map((name) => cutOperation(document, name));
  const cut = {
    source: `@octokit/openapi ${version}, generated/api.github.com.json`,
    license: 'MIT, Copyright (c) 2020 Octokit contributors',
    operations,
    definitions: cutDefinitions(document, operations),
  };
  const config = await resolveConfig(target);
  await writeFile(target, await format(JSON.stringify(cut), { ...config, parser: 'json' }));
}

await main(process.argv[2]);
