import { availableParallelism } from 'node:os';

export default {
  testEnvironment: 'node',
  // a loaded machine is no failure
  testTimeout: 60_000,
  // modules of a suite that is over stay in memory: a process that has grown is replaced by another, which takes two of them
  maxWorkers: Math.max(2, availableParallelism() - 1),
  workerIdleMemoryLimit: '1GB',
  // in CI a skipped test fails
  reporters:
    process.env.CI === 'true'
      ? ['default', 'summary', '<rootDir>/packages/testing/src/no-skips-reporter.mjs']
      : ['default'],
  roots: ['<rootDir>/packages', '<rootDir>/providers', '<rootDir>/e2e/src'],
  testMatch: ['**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2023' }, module: { type: 'es6' } },
    ],
  },
  transformIgnorePatterns: ['/node_modules/'],
  modulePathIgnorePatterns: ['/dist/'],
};
