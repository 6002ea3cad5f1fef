/** The catalog: every action with its inputs, outputs, permissions and a snippet, on one page that the release brings along. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { actionNames, readActionFile, type ActionName } from './action-file.ts';
import { catalogEntries, type CatalogEntry } from './catalog-entries.ts';
import { tables } from './readme.ts';

const intro = `<!-- from the action.yml of each action: npm run catalog -->
# Action catalog

\`uses: org/orchestrator/<name>@v1\` runs an action. \`v1\` follows the newest release; the commit of a release never
changes: \`uses: org/orchestrator/<name>@<commit> # v1.2.3\`.
`;

const rules = `## What holds for all of them

- They need \`store: {kind: git}\` in \`orchestrator.yml\` on the default branch; all need a runner with Node 24 and git 2.31 or newer.
- A workflow permits nothing at its top (\`permissions: {}\`), and each job what the table says.
- The job that runs your commands has \`contents: read\`, and its checkout \`persist-credentials: false\`: there is no token to steal. What
  it hands in travels as an artifact of the run, and \`collect\` stores it. GitHub Enterprise Server has no artifact service of this
  kind: there, give those jobs \`contents: write\`.
- In a run that belongs to a fork's pull request nothing is recorded.
- \`claim\` and \`complete\` stand in one job, and before and behind your own steps; \`execute\` is both, with the command between them.
- The reusable workflows \`org/orchestrator/.github/workflows/execute.yml@<commit>\` and \`collector.yml@<commit>\` (a commit of the default branch: releases hold no workflows) hold \`execute\` and
  \`collect\` with the right permissions.
`;

/** @param root of the repository */
export function catalogOf(root: string): string {
  const rows = actionNames.map((name) => [
    `[${name}](#${name})`,
    readActionFile(root, name).description,
    catalogEntries[name].permissions.map(least).join(', '),
  ]);
  return [
    intro,
    ...[['Action', 'What it does', 'Permissions'], ['---', '---', '---'], ...rows].map(row),
    '',
    rules,
    ...actionNames.map((name) => chapter(root, name)),
  ].join('\n');
}

function chapter(root: string, name: ActionName): string {
  const action = readActionFile(root, name);
  const { permissions, snippet } = catalogEntries[name];
  return [
    `## ${name}\n`,
    `${action.description}\n`,
    `\`\`\`yaml\n${snippetOf(root, snippet)}\`\`\`\n`,
    ...[
      ['Permission', 'What it is for'],
      ['---', '---'],
    ].map(row),
    ...permissions.map((permission) => row([least(permission), permission.reason])),
    '',
    tables(action),
  ].join('\n');
}

/** As it stands on the page: the example where there is one, so that it is tried where examples are. */
export const snippetOf = (root: string, snippet: CatalogEntry['snippet']): string =>
  'job' in snippet ? snippet.job : readFileSync(join(root, snippet.file), 'utf8');

const least = ({ scope, access, usually }: CatalogEntry['permissions'][number]): string =>
  usually === undefined ? `\`${scope}: ${access}\`` : `\`${scope}: ${usually}\` (or \`${access}\`)`;

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
