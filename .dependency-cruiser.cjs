/**
 * Which way imports may point; docs and reasons are in CONTRIBUTING.md, proof that each rule fires in
 * test/layering.test.ts. Any package that is not core, app, cli or action-kit is an
 * adapter.
 *
 * @type {import('dependency-cruiser').IConfiguration}
 */
module.exports = {
  forbidden: [
    {
      name: 'core-is-pure',
      severity: 'error',
      comment: 'core imports itself and zod: no node:*, no other package.',
      from: { path: '^packages/core/src/' },
      to: { pathNot: ['^packages/core/src/', '(^|/)node_modules/zod/'] },
    },
    {
      name: 'app-imports-core-only',
      severity: 'error',
      comment: 'app imports itself and core; everything else reaches it through a port.',
      from: { path: '^packages/app/src/' },
      to: { pathNot: '^packages/(app|core)/src/' },
    },
    {
      name: 'adapters-import-core-only',
      severity: 'error',
      comment:
        'an adapter imports core, itself, node:* and npm packages: no other adapter, not app.',
      from: { path: '^packages/(?!(?:core|app|cli|action-kit)/)([^/]+)/src/' },
      to: { path: '^packages/', pathNot: ['^packages/(core|$1)/src/', '(^|/)node_modules/'] },
    },
    {
      name: 'nothing-imports-a-root',
      severity: 'error',
      comment: 'cli and the actions are composition roots: nothing imports them.',
      from: { path: '^((?:packages|actions)/[^/]+)/' },
      to: { path: '^(packages/cli|actions/[^/]+)/', pathNot: '^$1/' },
    },
    {
      name: 'only-actions-import-the-kit',
      severity: 'error',
      comment: 'action-kit is the part of the composition roots that all actions share.',
      from: { path: '^packages/', pathNot: '^packages/action-kit/' },
      to: { path: '^packages/action-kit/' },
    },
    {
      name: 'sources-do-not-import-tests',
      severity: 'error',
      from: { path: '^(packages|actions)/[^/]+/src/' },
      to: { path: '(^|/)test/', pathNot: '(^|/)node_modules/' },
    },
    {
      name: 'no-circular',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-unresolvable',
      severity: 'error',
      comment: 'an import that cannot be resolved cannot be judged by the other rules.',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: ['(^|/)node_modules/', '^dist/'] },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'node', 'default'],
      extensions: ['.ts', '.js', '.json'],
    },
  },
};
