/** @jest-config-loader esbuild-register */
import { resolve } from 'node:path';
import type { Config } from 'jest';

import unit from '../../jest.config.ts';

/** Whole workflows, run by act: `npm run e2e`. A run takes seconds, and a scenario many runs. */
// eslint-disable-next-line no-restricted-syntax -- Jest reads the default export.
export default {
  ...unit,
  rootDir: resolve(__dirname, '../..'),
  testMatch: ['<rootDir>/test/{e2e,workflows,pictures}/**/*.e2e.ts'],
  testTimeout: 300_000,
} satisfies Config;
