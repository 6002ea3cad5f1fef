/** `action.yml`, read strictly: a member that the runner does not know is a mistake. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import * as z from 'zod/mini';

import { readYaml } from '../../packages/stores/src/yaml-document.ts';

const actionFileSchema = z.strictObject({
  name: z.string(),
  description: z.string(),
  author: z.string(),
  branding: z.strictObject({ icon: z.string(), color: z.string() }),
  inputs: z.record(
    z.string(),
    z.strictObject({
      description: z.string(),
      required: z.boolean(),
      default: z.optional(z.string()),
    }),
  ),
  outputs: z.record(z.string(), z.strictObject({ description: z.string() })),
  runs: z.strictObject({
    using: z.literal('node24'),
    main: z.literal('index.js'),
    post: z.optional(z.literal('index.js')),
  }),
});
export type ActionFile = z.infer<typeof actionFileSchema>;

/** The actions of the suite, in the order in which a workflow uses them. */
export const actionNames = [
  'schedule',
  'claim',
  'complete',
  'execute',
  'gate',
  'collect',
  'pull-request',
  'export',
  'setup',
] as const;
export type ActionName = (typeof actionNames)[number];

/** @param root of the repository. @throws when the file is not what the runner takes */
export function readActionFile(root: string, name: ActionName): ActionFile {
  const { value, problems } = readYaml(
    readFileSync(join(root, 'actions', name, 'action.yml'), 'utf8'),
  );
  if (problems.length > 0)
    throw new Error(`actions/${name}/action.yml: ${JSON.stringify(problems)}`);
  return actionFileSchema.parse(value);
}
