import root from '../jest.config.mjs';

/** The stories that need a real control plane, told by `npm run e2e`. */
export default {
  ...root,
  rootDir: '..',
  roots: ['<rootDir>/e2e/src'],
  testMatch: ['**/*.e2e.ts'],
  testTimeout: 180_000,
  maxWorkers: 1,
};
