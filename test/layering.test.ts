import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

interface Violation {
  readonly from: string;
  readonly rule: { readonly name: string };
}

interface Report {
  readonly summary: { readonly totalCruised: number; readonly violations: readonly Violation[] };
}

type Tree = Readonly<Record<string, string>>;

const root = join(import.meta.dirname, '..');
const config = join(root, '.dependency-cruiser.cjs');
const cruiser = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');

const packages = ['core', 'app', 'stores', 'checks', 'cli', 'action-kit'];

/** A tree with every import that is allowed. */
const allowed: Tree = {
  'node_modules/zod/package.json': '{"name":"zod","main":"index.js"}',
  'node_modules/zod/index.js': 'export const z = {};',
  'node_modules/yaml/package.json': '{"name":"yaml","main":"index.js"}',
  'node_modules/yaml/index.js': 'export const parse = 1;',
  'packages/core/src/index.ts': "export { z } from 'zod';\nexport { a } from './a.ts';",
  'packages/core/src/a.ts': 'export const a = 1;',
  'packages/app/src/index.ts': "export { a } from '@orchestrator/core';",
  'packages/stores/src/index.ts':
    "import 'node:fs';\nimport 'yaml';\nimport '@orchestrator/core';\nimport './git.ts';",
  'packages/stores/src/git.ts': 'export const git = 1;',
  'packages/checks/src/index.ts': "import '@orchestrator/core';",
  'packages/cli/src/main.ts': ['app', 'core', 'stores', 'checks']
    .map((name) => `import '@orchestrator/${name}';`)
    .join('\n'),
  'packages/action-kit/src/index.ts':
    "import '@orchestrator/app';\nimport '@orchestrator/stores';\nimport '@orchestrator/core';",
  'actions/claim/src/main.ts':
    "import '@orchestrator/app';\nimport '@orchestrator/action-kit';\nimport './run.ts';",
  'actions/claim/src/run.ts': 'export const run = 1;',
  'actions/gate/src/main.ts': "import '@orchestrator/stores';",
  'packages/core/test/a.test.ts': "import 'node:assert';\nimport '../src/a.ts';",
};

const forbidden = [
  {
    what: 'core imports node:*',
    rule: 'core-is-pure',
    file: 'packages/core/src/node.ts',
    source: "import 'node:fs';",
  },
  {
    what: 'core imports an npm package',
    rule: 'core-is-pure',
    file: 'packages/core/src/npm.ts',
    source: "import 'yaml';",
  },
  {
    what: 'core imports app',
    rule: 'core-is-pure',
    file: 'packages/core/src/app.ts',
    source: "import '@orchestrator/app';",
  },
  {
    what: 'app imports node:*',
    rule: 'app-imports-core-only',
    file: 'packages/app/src/node.ts',
    source: "import 'node:fs';",
  },
  {
    what: 'app imports an npm package',
    rule: 'app-imports-core-only',
    file: 'packages/app/src/npm.ts',
    source: "import 'zod';",
  },
  {
    what: 'app imports an adapter',
    rule: 'app-imports-core-only',
    file: 'packages/app/src/adapter.ts',
    source: "import '@orchestrator/stores';",
  },
  {
    what: 'an adapter imports the kit of the actions',
    rule: 'only-actions-import-the-kit',
    file: 'packages/checks/src/kit.ts',
    source: "import '@orchestrator/action-kit';",
  },
  {
    what: 'an adapter imports app',
    rule: 'adapters-import-core-only',
    file: 'packages/stores/src/app.ts',
    source: "import '@orchestrator/app';",
  },
  {
    what: 'an adapter imports another',
    rule: 'adapters-import-core-only',
    file: 'packages/checks/src/name.ts',
    source: "import '@orchestrator/stores';",
  },
  {
    what: '… by path',
    rule: 'adapters-import-core-only',
    file: 'packages/checks/src/path.ts',
    source: "import '../../stores/src/git.ts';",
  },
  {
    what: '… for a type',
    rule: 'adapters-import-core-only',
    file: 'packages/checks/src/type.ts',
    source: "export type { git } from '../../stores/src/git.ts';",
  },
  {
    what: '… when it runs',
    rule: 'adapters-import-core-only',
    file: 'packages/checks/src/lazy.ts',
    source: "export const load = () => import('@orchestrator/stores');",
  },
  {
    what: 'a package the rules do not name imports app',
    rule: 'adapters-import-core-only',
    file: 'packages/render/src/app.ts',
    source: "import '@orchestrator/app';",
  },
  {
    what: 'a package imports cli',
    rule: 'nothing-imports-a-root',
    file: 'packages/stores/src/cli.ts',
    source: "import '../../cli/src/main.ts';",
  },
  {
    what: 'cli imports an action',
    rule: 'nothing-imports-a-root',
    file: 'packages/cli/src/action.ts',
    source: "import '../../../actions/claim/src/run.ts';",
  },
  {
    what: 'an action imports another',
    rule: 'nothing-imports-a-root',
    file: 'actions/gate/src/action.ts',
    source: "import '../../claim/src/run.ts';",
  },
  {
    what: 'an action imports cli',
    rule: 'nothing-imports-a-root',
    file: 'actions/gate/src/cli.ts',
    source: "import '../../../packages/cli/src/main.ts';",
  },
  {
    what: 'a source imports a test',
    rule: 'sources-do-not-import-tests',
    file: 'packages/cli/src/test.ts',
    source: "import '../../core/test/a.test.ts';",
  },
  {
    what: 'a file imports itself by a detour',
    rule: 'no-circular',
    file: 'packages/stores/src/tick.ts',
    source: "import './tock.ts';",
  },
  {
    what: 'an import leads nowhere',
    rule: 'no-unresolvable',
    file: 'packages/cli/src/nowhere.ts',
    source: "import './missing.ts';",
  },
] as const;

describe('layering', () => {
  let tree: string;

  beforeAll(async () => {
    tree = await mkdtemp(join(tmpdir(), 'layering-'));
    await write(tree, allowed);
    await mkdir(join(tree, 'node_modules/@orchestrator'));
    for (const name of packages) await linkPackage(tree, name);
  });

  afterAll(async () => {
    await rm(tree, { recursive: true, force: true });
  });

  test('every allowed import passes', async () => {
    const { summary } = await cruise(tree);
    expect(summary.violations).toEqual([]);
    expect(summary.totalCruised).toBeGreaterThanOrEqual(Object.keys(allowed).length - 2);
  });

  describe('finds that', () => {
    let violations: readonly Violation[];

    beforeAll(async () => {
      await write(tree, Object.fromEntries(forbidden.map(({ file, source }) => [file, source])));
      await write(tree, { 'packages/stores/src/tock.ts': "import './tick.ts';" });
      violations = (await cruise(tree)).summary.violations;
    });

    test.each(forbidden)('$what', ({ rule, file }) => {
      const rules = violations.filter(({ from }) => from === file).map((found) => found.rule.name);
      expect(rules).toContain(rule);
    });
  });

  test('this repository passes', async () => {
    const { summary } = await cruise(root);
    expect(summary.violations).toEqual([]);
  });
});

async function write(base: string, files: Tree): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(base, path)), { recursive: true });
    await writeFile(join(base, path), text);
  }
}

/** What npm makes of a workspace: a manifest, and a link to it under node_modules. */
async function linkPackage(base: string, name: string): Promise<void> {
  const manifest = { name: `@orchestrator/${name}`, exports: { '.': './src/index.ts' } };
  await write(base, { [`packages/${name}/package.json`]: JSON.stringify(manifest) });
  await symlink(join('../../packages', name), join(base, 'node_modules/@orchestrator', name));
}

async function cruise(cwd: string): Promise<Report> {
  const args = [cruiser, '--config', config, '--output-type', 'json', '.'];
  const out = await new Promise<string>((done, fail) => {
    // The exit code is the number of violations, so only an empty report is a failure.
    execFile(process.execPath, args, { cwd, maxBuffer: 2 ** 26 }, (error, stdout, stderr) =>
      stdout === '' ? fail(new Error(stderr, { cause: error })) : done(stdout),
    );
  });
  return JSON.parse(out) as Report;
}
