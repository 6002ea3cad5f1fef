/** The JSON Schemas of everything that lies in files, made from the zod schemas. Used by `npm run schemas` only. */
import * as z from 'zod/mini';
import { schemas } from './schemas.ts';

/** JSON Schema (2020-12) by name. What people write (`workflow`, `policy`, `work-item`, `gate-contract`) is described as input: defaults may be left out. */
export function jsonSchemas(): ReadonlyMap<string, object> {
  const written = new Set(['workflow', 'policy', 'work-item', 'gate-contract']);
  return new Map(
    Object.entries(schemas).map(([name, schema]) => {
      const io = written.has(name) ? ('input' as const) : ('output' as const);
      const { $schema, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
      return [name, { $schema, title: name, ...rest }];
    }),
  );
}
