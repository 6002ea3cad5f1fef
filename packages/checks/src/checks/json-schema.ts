import type { CheckOf } from '../check-of.ts';
import { readText } from '../files/read-text.ts';
import { compileSchema } from '../json/compile-schema.ts';
import { parseJson } from '../json/parse-json.ts';
import { fail, found, listed, pass, type Found, type Verdict } from '../verdict.ts';

/** Is the JSON file valid under the JSON Schema (2020-12, or draft-07 if it says so) in the other file? */
export async function checkJsonSchema(
  root: string,
  { path, schema }: CheckOf<'json_schema'>,
): Promise<Verdict> {
  const written = await readJson(root, schema);
  if (!written.ok) return written;
  const data = await readJson(root, path);
  if (!data.ok) return data;
  const validate = await compileSchema(written.value.value, data.value.length <= maxForAllProblems);
  if (!validate.ok) return fail(`${schema} cannot be used: ${validate.detail}`);
  const problems = validate.value(data.value.value);
  if (!problems.ok) return fail(`${path} was not checked: ${problems.detail}`);
  if (problems.value.length === 0) return pass(`${path} is valid under ${schema}`);
  return fail(`${path} is not valid under ${schema}: ${listed(problems.value)}`);
}

/** In a file longer than this the problems alone could fill the memory: the first one is enough. */
const maxForAllProblems = 1_000_000;

interface Json {
  readonly value: unknown;
  readonly length: number;
}

async function readJson(root: string, path: string): Promise<Found<Json>> {
  const text = await readText(root, path);
  if (!text.ok) return text;
  const json = parseJson(path, text.value);
  return json.ok ? found({ value: json.value, length: text.value.length }) : json;
}
