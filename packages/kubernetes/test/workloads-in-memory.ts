import type { KubeObject, Seen, Workloads } from '@flagger/api';
import { aCanary, MemoryConfigs, MemoryObjects } from '@flagger/testing';
import { createWorkloads, WORKLOAD_DEFAULTS, type WorkloadDeps } from '../src/workloads/index.ts';

/** The canary of podinfo in the namespace test. */
export const canary = aCanary();
export const primaryRef = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'podinfo-primary', namespace: 'test' },
};
/** A pod that reads the ConfigMap settings. */
export const usingSettings = {
  spec: {
    template: {
      spec: { containers: [{ name: 'main', image: 'x', envFrom: [{ configMapRef: { name: 'settings' } }] }] },
    },
  },
};

/** The workload port, and the objects in memory that it works on. */
export interface WorkloadsInMemory extends WorkloadDeps {
  readonly objects: MemoryObjects;
  readonly workloads: Workloads;
}

export function workloadsOn(
  objects: readonly KubeObject[],
  more: Partial<WorkloadDeps> & { readonly fail?: ConstructorParameters<typeof MemoryObjects>[0] } = {},
): WorkloadsInMemory {
  const { fail, ...deps } = more;
  const memory = new MemoryObjects({ objects, ...fail });
  const all = {
    configs: new MemoryConfigs(memory),
    options: WORKLOAD_DEFAULTS,
    now: () => 0,
    ...deps,
    objects: memory,
  };
  return { ...all, workloads: createWorkloads(all) };
}

/** As after the first turn: the primary is made, and what was written for it is forgotten. */
export async function initialized(
  objects: readonly KubeObject[],
  more: Parameters<typeof workloadsOn>[1] = {},
): Promise<WorkloadsInMemory> {
  const made = workloadsOn(objects, more);
  await made.workloads.ensurePrimary(canary, 'run-1');
  made.objects.writes.length = 0;
  return made;
}

/** Of the target as it was seen; empty where it was not found. */
export const revisionIn = ({ target }: Seen): string => (target.state === 'found' ? target.workload.revision : '');
/** A change of the pods' image. */
export const withImage = (image: string): object => ({
  spec: { template: { spec: { containers: [{ name: 'main', image }] } } },
});
