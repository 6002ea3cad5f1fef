import type { ActionName } from '../../scripts/release/action-file.ts';
import { catalogEntries } from '../../scripts/release/catalog-entries.ts';
import { snippetOf } from '../../scripts/release/catalog-page.ts';
import { root } from '../actions/release-tree.ts';

const head = `name: snippet
on: { workflow_dispatch: { inputs: { work-item: { required: true, type: string } } } }
concurrency: { group: "plan-\${{ inputs.work-item }}" }
permissions: {}
jobs:
`;

/** What the catalog shows of an action, as a whole workflow: with the jobs that its own one needs. */
export function snippetWorkflow(name: ActionName): string {
  const { snippet } = catalogEntries[name];
  if ('file' in snippet) return snippetOf(root, snippet);
  const jobs = [snippet.job];
  for (const [job, action] of [
    ['work', 'execute'],
    ['plan', 'schedule'],
  ] as const) {
    const isNeeded = jobs.some((text) => text.includes(`needs: ${job}\n`));
    if (isNeeded) jobs.unshift(snippetOf(root, catalogEntries[action].snippet));
  }
  return head + jobs.join('\n').replace(/^(?=.)/gm, '  ');
}
