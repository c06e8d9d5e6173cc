import root from '../jest.config.mjs';

/** The stories of whole rollouts, told by `npm run e2e` on the sandbox or on the cluster of KUBECONFIG. */
export default {
  ...root,
  rootDir: '..',
  roots: ['<rootDir>/e2e/src'],
  testMatch: ['**/*.e2e.ts'],
  // each is told once: the cases bring clusters of the sandbox of their own; permissions need a server that refuses
  testPathIgnorePatterns: [process.env.KUBECONFIG === undefined ? '/permissions\\.e2e' : '/stories/cases/'],
  testTimeout: 180_000,
  maxWorkers: 1,
  globalSetup: '<rootDir>/e2e/src/stories/setup.ts',
  globalTeardown: '<rootDir>/e2e/src/stories/teardown.ts',
};
