/** `init`: the folders, a first workflow and a policy, so that the next two commands work. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Context } from '../context.ts';
import type { Options } from './options.ts';

const files: Readonly<Record<string, string>> = {
  'artifacts/workflows/first-plan@1.0.0.yaml': `# A first plan: three steps and one approval. Rename it, change it, make it yours.
id: first-plan
version: 1.0.0
steps:
  - {key: build, order: 1, title: Build, exitCriteria: [It builds without warnings]}
  - {key: test, order: 2, title: Test, exitCriteria: [All tests pass]}
  - {key: publish, order: 3, title: Publish, definitionOfDone: Users can install it}
gates:
  - {key: release, kind: release, before: publish, returnTo: build, preventSelfApproval: false}
`,
  'orchestrator.yml': `# Where work items live, and who holds which role.
store: {kind: worktree}
# base: main
# roles: {quality: [alice, bob]}
`,
};

export async function init(
  { root, deps, terminal, show }: Context,
  { dryRun }: Options,
): Promise<undefined> {
  const written: string[] = [];
  const kept: string[] = [];
  for (const [name, text] of Object.entries(files)) {
    if (fs.existsSync(path.join(root, name))) {
      kept.push(name);
      continue;
    }
    written.push(name);
    if (dryRun !== true) await deps.store.writeView({ path: name, text });
  }
  show({ schema: 'orchestrator.init/1', written, kept, dryRun: dryRun === true }, () =>
    [
      ...written.map((name) => `${dryRun === true ? 'would write' : 'wrote'}  ${name}`),
      ...kept.map((name) => `kept   ${name} (it was there)`),
      '',
      terminal.style('bold', 'Next:'),
      '  orchestrator validate',
      '  orchestrator register --work-item my-first-item --workflow first-plan@1.0.0',
      '  orchestrator next --work-item my-first-item',
    ].join('\n'),
  );
  return undefined;
}
