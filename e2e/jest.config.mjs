import root from '../jest.config.mjs';

/** The stories of whole rollouts, told by `npm run e2e` on the sandbox or on the cluster of KUBECONFIG. */
export default {
  ...root,
  rootDir: '..',
  roots: ['<rootDir>/e2e/src'],
  testMatch: ['**/*.e2e.ts'],
  // each is told once: the cases bring clusters of the sandbox of their own; permissions and charts need a server that refuses,
  // heirs a collector of garbage, shards a server of many requests; only the sandbox plays the controller of Knative
  testPathIgnorePatterns: [
    process.env.KUBECONFIG === undefined
      ? '/(permissions|charts|heirs|shards)\\.e2e'
      : '/stories/(cases/|knative\\.e2e)',
    // only where `e2e/istio/istio run` tells where Istio's proxies are
    ...(process.env.MESH_PROXY === undefined ? ['/stories/envoys/'] : []),
    ...(process.env.FLUX_GIT_URL === undefined ? ['/flux\\.e2e'] : []),
  ],
  testTimeout: 180_000,
  maxWorkers: 1,
  globalSetup: '<rootDir>/e2e/src/stories/setup.ts',
  globalTeardown: '<rootDir>/e2e/src/stories/teardown.ts',
};
