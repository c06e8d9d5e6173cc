import type { KubeObject } from '@flagger/api';
import type { MemoryCluster } from '@flagger/memory-cluster';
import { at, textAt } from '@flagger/simulated-cluster';
import type { Mesh } from '../meshes.ts';
import { inTest } from '../service-names.ts';
import { refOfSplit, shareOf } from '../story-meshes.ts';

/** A Service of Kubernetes in the namespace of all stories. */
export const serviceCalled = (name: string) => inTest('v1', 'Service', name);

export const deploymentCalled = (name: string) => inTest('apps/v1', 'Deployment', name);

/** What the pods that a Service leads to are called after; empty where it leads nowhere. */
export const ledToBy = (service: KubeObject | undefined): string => textAt(service?.spec, 'selector', 'app');

/** Who gets users of a service, by the name of what has the pods. */
export interface Led {
  readonly to: string;
  readonly by: string;
}

/** Where users of the service of this name are led, by what the mesh and the Services say. */
export function led(server: MemoryCluster, mesh: Mesh, apex: string): readonly Led[] {
  const split = mesh.split && server.get(refOfSplit(mesh, apex));
  const share = split ? shareOf(split, mesh, apex) : 0;
  const names = [
    ...(share < 100 ? [apex, ...(split ? [`${apex}-primary`] : [])] : []),
    ...(share > 0 ? [`${apex}-canary`] : []),
  ];
  return names.flatMap((by) => {
    const service = server.get(serviceCalled(by));
    return service ? [{ to: ledToBy(service), by }] : [];
  });
}

/** As its owner writes a Deployment. */
export const deploymentOf = (name: string, image: string, replicas: number): KubeObject => ({
  ...deploymentCalled(name),
  spec: {
    replicas,
    progressDeadlineSeconds: 60,
    selector: { matchLabels: { app: name } },
    template: { metadata: { labels: { app: name } }, spec: { containers: [{ name: 'main', image }] } },
  },
});

/** The name of the target of a Canary. */
export const targetNameOf = (canary: { readonly spec?: unknown } | undefined): string =>
  textAt(at(canary?.spec, 'targetRef'), 'name');
