/** The workflows that people run: our own, and those of the examples, which they copy. */
import * as fs from 'node:fs';
import * as path from 'node:path';

import { root } from '../actions/release-tree.ts';
import { readWorkflow, type Workflow } from './workflow.ts';

const below = (folder: string, pattern: RegExp): readonly string[] =>
  fs
    .readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => pattern.test(file))
    .map((file) => path.join(folder, file))
    .sort();

export const exampleFolders: readonly string[] = below(
  'examples',
  /^[^/]+\/\.github\/workflows$/,
).map((folder) => path.resolve(root, folder, '../..'));

/** Paths from the root. */
export const workflowFiles: readonly string[] = [
  ...below('.github/workflows', /\.ya?ml$/),
  ...below('examples', /\.github\/workflows\/[^/]+\.ya?ml$/),
];

export const shipped: readonly Workflow[] = workflowFiles.map((file) =>
  readWorkflow(file, fs.readFileSync(path.join(root, file), 'utf8')),
);
