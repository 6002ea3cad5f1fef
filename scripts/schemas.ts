/** Writes packages/core/schemas/*.schema.json; with --check says whether they are fresh. */
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { jsonSchemas } from '../packages/core/src/model/json-schemas.ts';

const folder = 'packages/core/schemas';
const wanted = new Map(
  [...jsonSchemas()].map(([name, schema]) => [
    `${name}.schema.json`,
    `${JSON.stringify(schema, null, 2)}\n`,
  ]),
);

function stale(): readonly string[] {
  const there = existsSync(folder) ? readdirSync(folder) : [];
  const changed = [...wanted].filter(
    ([name, text]) => !there.includes(name) || readFileSync(join(folder, name), 'utf8') !== text,
  );
  return [...changed.map(([name]) => name), ...there.filter((name) => !wanted.has(name))];
}

const names = stale();
if (process.argv.includes('--check')) {
  if (names.length > 0) {
    console.error(`Stale: ${names.join(', ')}. Run: npm run schemas`);
    process.exitCode = 1;
  } else console.log(`${wanted.size} schemas are fresh.`);
} else {
  mkdirSync(folder, { recursive: true });
  for (const name of names) {
    const text = wanted.get(name);
    if (text === undefined) rmSync(join(folder, name));
    else writeFileSync(join(folder, name), text);
  }
  console.log(`${wanted.size} schemas, ${names.length} written.`);
}
