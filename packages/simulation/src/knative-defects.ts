import type { KubeObject, MeshProvider, Objects, Workloads } from '@flagger/api';
import type { Mutate } from '@flagger/simulated-cluster';
import { bound } from './bound-workloads.ts';
import { primaryOf, REVISIONS } from './knative-released.ts';

type Making = NonNullable<MeshProvider['workloads']>;

/** Some of what a mesh's own workload port does is done otherwise. */
const revising =
  (otherwise: (workloads: Workloads, objects: Objects) => Partial<Workloads>): Mutate =>
  ({ provider }) => {
    const workloads: Making = (objects, chosen) => {
      const real = provider.workloads?.(objects, chosen);
      if (!real) {
        throw new Error('the mesh has no workload port of its own');
      }
      return { ...bound(real), ...otherwise(real, objects) };
    };
    return provider.workloads ? { provider: { ...provider, workloads } } : {};
  };

/** While a revision is analysed, no newer one is seen. */
export const blindToNewer = revising((workloads) => ({
  see: async (canary) => {
    const seen = await workloads.see(canary);
    const { phase, lastAppliedSpec } = canary.status;
    const { target } = seen;
    return phase === 'Progressing' && target.state === 'found' && lastAppliedSpec !== undefined
      ? { ...seen, target: { ...target, workload: { ...target.workload, revision: lastAppliedSpec } } }
      : seen;
  },
}));

/** What is promoted gets its share, and the mark of the primary stays where it was. */
export const unmarked = revising((workloads, objects) => ({
  promote: async (...asked) => {
    const before = primaryOf(await objects.read<KubeObject>(REVISIONS.target));
    const written = await workloads.promote(...asked);
    const annotations = { 'flagger.app/primary-revision': before };
    await objects.patch<KubeObject>(REVISIONS.target, { metadata: { annotations } });
    return written;
  },
}));

/** Whatever became of the traffic, it counts as what was asked for last. */
export const sureOfRoutes: Mutate = ({ provider }) =>
  provider.workloads
    ? {
        provider: {
          ...provider,
          router: (objects, chosen) => {
            const router = provider.router(objects, chosen);
            let last: Awaited<ReturnType<typeof router.routes>>;
            return {
              prepare: (canary) => router.prepare(canary),
              ensure: () => Promise.resolve([]),
              routes: async (canary) => last ?? router.routes(canary),
              setRoutes: (canary, routes) => {
                last = routes;
                return router.setRoutes(canary, routes);
              },
              release: (canary, isDeleted) => router.release(canary, isDeleted),
            };
          },
        },
      }
    : {};
