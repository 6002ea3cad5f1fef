/** @jest-config-loader esbuild-register */
import type { Config } from 'jest';

export default {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  testMatch: ['<rootDir>/{packages,actions}/*/test/**/*.test.ts', '<rootDir>/test/**/*.test.ts'],
  globalSetup: '<rootDir>/test/global-setup.ts',
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
  clearMocks: true,
  coverageProvider: 'v8',
  collectCoverageFrom: ['{packages,actions}/*/src/**/*.ts'],
  maxWorkers: 2,
  testTimeout: 30_000,
  // In ESM mode Node keeps every module ever loaded (jestjs/jest#14605): restart workers that grow.
  workerIdleMemoryLimit: '512MB',
  transform: {
    '^.+\\.ts$': ['@swc/jest', { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' } }],
  },
} satisfies Config;
