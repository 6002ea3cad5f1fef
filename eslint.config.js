import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

const noEnums = {
  selector: 'TSEnumDeclaration',
  message: 'Use a union of literals over an `as const` object instead of an enum.',
};
const onlyErrorClasses = {
  selector: ':matches(ClassDeclaration, ClassExpression):not([superClass.name=/Error$/])',
  message: 'Classes are for errors only; use functions over readonly data.',
};
const noDefaultExports = {
  selector: 'ExportDefaultDeclaration',
  message: 'Use a named export.',
};
const fullSpecifiers = {
  selector:
    ':matches(ImportDeclaration, ImportExpression, ExportAllDeclaration, ExportNamedDeclaration)' +
    '[source.value=/^\\.(?!.*\\.(ts|json)$)/]',
  message: 'Name the file: relative imports end in .ts or .json.',
};
const noWallClock = {
  selector: ":matches(NewExpression, CallExpression)[callee.name='Date'][arguments.length=0]",
  message: 'The core has no clock: take the time as an argument.',
};

const everywhere = [noEnums, onlyErrorClasses, fullSpecifiers];

const impureGlobals = [
  ...['Buffer', 'console', 'crypto', 'fetch', 'performance', 'process'],
  ...['setImmediate', 'setInterval', 'setTimeout'],
].map((name) => ({ name, message: 'The core is pure: take it as an argument or through a port.' }));

export default defineConfig(
  globalIgnores(['dist/', 'coverage/', 'artifacts/', 'examples/', 'test/fixtures/']),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/no-misused-spread': ['error', { allow: ['string'] }],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      '@typescript-eslint/prefer-readonly': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      eqeqeq: 'error',
      'max-lines': ['warn', { max: 300, skipBlankLines: true, skipComments: true }],
      'no-restricted-syntax': ['error', ...everywhere, noDefaultExports],
    },
  },
  {
    files: ['packages/core/src/**/*.ts'],
    rules: {
      'no-restricted-globals': ['error', ...impureGlobals],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: noWallClock.message },
        { object: 'Math', property: 'random', message: 'The core has no randomness.' },
      ],
      'no-restricted-syntax': ['error', ...everywhere, noDefaultExports, noWallClock],
    },
  },
  {
    // Jest reads the default export of these two.
    files: ['jest.config.ts', 'test/global-setup.ts'],
    rules: { 'no-restricted-syntax': ['error', ...everywhere] },
  },
  {
    files: ['**/*.cjs'],
    languageOptions: { sourceType: 'commonjs', globals: { module: 'writable' } },
  },
);
