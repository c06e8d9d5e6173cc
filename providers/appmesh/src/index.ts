import type { MeshProvider } from '@flagger/api';
import { mirrorIgnored } from '@flagger/mesh-kit';
import type { ApiVersion } from './api-version.ts';
import { duration, successRate } from './queries.ts';
import { problems, v1beta1Problems } from './refusal.ts';
import { AppMeshRouter } from './router.ts';
import { v1beta1 } from './v1beta1.ts';
import { v1beta2 } from './v1beta2.ts';

const crds = (...kinds: readonly string[]): readonly string[] => kinds.map((kind) => `${kind}.appmesh.k8s.aws`);

/** App Mesh by its first API, where a virtual service holds the split. */
export const appmesh = provider('appmesh', v1beta1, {
  problems: v1beta1Problems,
  crds: crds('virtualnodes', 'virtualservices'),
});

/** App Mesh by its second API, where a virtual router holds the split. */
export const appmeshV1beta2 = provider('appmesh:v1beta2', v1beta2, {
  problems,
  crds: crds('virtualnodes', 'virtualrouters', 'virtualservices'),
});

function provider(name: string, version: ApiVersion, own: Pick<MeshProvider, 'problems' | 'crds'>): MeshProvider {
  return {
    ...own,
    names: [name],
    capabilities: { weights: true, mirror: false, match: true },
    queries: { successRate, duration },
    durationUnit: 'ms',
    warnings: (canary) => mirrorIgnored(canary, name),
    router: (objects) => new AppMeshRouter(objects, version),
  };
}
