import { beforeEach, describe, expect, it } from '@jest/globals';
import { Conflict, type KubeObject } from '@flagger/api';
import { aCanary, aConfig, aDeployment, type MemoryObjects } from '@flagger/testing';
import {
  canary,
  initialized,
  primaryRef,
  revisionIn,
  usingSettings,
  withImage,
  type WorkloadsInMemory,
} from '../../test/workloads-in-memory.ts';
import type { Deployment } from './deployment.ts';
import { createWorkloads, type WorkloadDeps } from './index.ts';

describe('promoting', () => {
  let made: WorkloadsInMemory;
  let revision: string;
  beforeEach(async () => {
    made = await initialized([aDeployment(usingSettings), aConfig('settings')]);
    made.objects.set(aConfig('settings', { data: { KEY: 'two' } }));
    made.objects.set(
      aDeployment({
        ...usingSettings,
        metadata: { labels: { team: 'core' } },
        spec: { ...usingSettings.spec, minReadySeconds: 5, replicas: 3 },
      }),
    );
    revision = revisionIn(await made.workloads.see(canary));
  });
  const primary = (): Deployment | undefined => made.objects.peek<Deployment>(primaryRef);

  it('copies the configs first, then the Deployment', async () => {
    expect(await made.workloads.promote(canary, { revision }, 'run-2')).toEqual([
      'ConfigMap settings-primary',
      'Deployment podinfo-primary',
    ]);
    expect(made.objects.writes.map(({ verb, ref }) => `${verb} ${ref.metadata.name}`)).toEqual([
      'replace settings-primary',
      'replace podinfo-primary',
    ]);
    expect(primary()?.spec).toMatchObject({
      replicas: 3,
      minReadySeconds: 5,
      template: { metadata: { annotations: { 'flagger-id': 'run-2' } } },
    });
  });

  it('takes back what the target has no more, and leaves what the target has no say in', async () => {
    await made.objects.patch(primaryRef, { metadata: { finalizers: ['example/x'] }, spec: { paused: true } });
    await made.workloads.promote(canary, { revision }, 'run-2');
    made.objects.set(aDeployment(usingSettings));
    await made.workloads.promote(canary, { revision: revisionIn(await made.workloads.see(canary)) }, 'run-3');
    expect(primary()?.spec).not.toHaveProperty('minReadySeconds');
    expect(primary()).toMatchObject({
      metadata: { finalizers: ['example/x'], ownerReferences: [{ uid: 'canary-uid' }] },
      spec: { paused: true, replicas: 2 },
    });
  });

  it('refuses a target that has moved on, before anything is written', async () => {
    made.objects.set(aDeployment(withImage('newer')));
    await expect(made.workloads.promote(canary, { revision }, 'run-2')).rejects.toThrow(Conflict);
    expect(made.objects.writes).toEqual([]);
  });

  it.each([
    ['changed', aConfig('settings', { data: { KEY: 'three' } })],
    [
      'is not tracked any more',
      aConfig('settings', { metadata: { annotations: { 'flagger.app/config-tracking': 'disabled' } } }),
    ],
  ])('refuses a config that %s since it was decided on, before anything is written', async (_, config) => {
    const { target } = await made.workloads.see(canary);
    const configs = target.state === 'found' ? target.configs : {};
    made.objects.set(config);
    const copied = { revision, configs };
    await expect(made.workloads.promote(canary, copied, 'run-2')).rejects.toThrow(Conflict);
    made.objects.delete(primaryRef);
    await expect(made.workloads.ensurePrimary(canary, 'run-2', copied)).rejects.toThrow(Conflict);
    expect(made.objects.writes).toEqual([]);
    await made.workloads.ensurePrimary(canary, 'run-2', { revision });
    expect(primary()).toBeDefined();
  });

  it('refuses a config that is newer than what was seen of it', async () => {
    const stale = await made.configs.track('ConfigMap', 'test', 'settings');
    made.objects.set(aConfig('settings', { data: { KEY: 'three' } }));
    const configs: WorkloadDeps['configs'] = {
      track: async () => stale,
      fetch: (kind, namespace, name) => made.configs.fetch(kind, namespace, name),
    };
    const late = createWorkloads({ ...made, configs });
    await expect(late.promote(canary, { revision }, 'run-2')).rejects.toThrow(Conflict);
    expect(made.objects.writes).toEqual([]);
  });

  it('is done once for each run', async () => {
    await made.workloads.promote(canary, { revision }, 'run-2');
    expect(await made.workloads.promote(canary, { revision }, 'run-2')).toEqual([]);
    expect(await made.workloads.promote(canary, { revision }, 'run-3')).toEqual(['Deployment podinfo-primary']);
  });

  it('does not overwrite a primary that was changed meanwhile', async () => {
    const read = made.objects.read.bind(made.objects);
    const objects = Object.assign(Object.create(made.objects) as MemoryObjects, {
      read: async (ref: KubeObject) => {
        const found = await read(ref);
        return found?.metadata.name === 'podinfo-primary'
          ? { ...found, metadata: { ...found.metadata, resourceVersion: '1' } }
          : found;
      },
    });
    await expect(createWorkloads({ ...made, objects }).promote(canary, { revision }, 'run-2')).rejects.toThrow(
      Conflict,
    );
    expect(primary()?.spec.replicas).toBe(2);
  });

  it('waits for a primary that is gone', async () => {
    made.objects.delete(primaryRef);
    await expect(made.workloads.promote(canary, { revision }, 'run-2')).rejects.toThrow(
      'deployment podinfo-primary.test get query error: deployments.apps "podinfo-primary" not found',
    );
  });

  it('leaves the replicas to an autoscaler, and does not follow a target down to zero', async () => {
    const scaled = aCanary({
      spec: { autoscalerRef: { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', name: 'podinfo' } },
    });
    await made.workloads.promote(scaled, { revision }, 'run-2');
    expect(primary()?.spec.replicas).toBe(2);
    await made.objects.patch(aDeployment(), { spec: { replicas: 0 } });
    await made.workloads.promote(canary, { revision }, 'run-3');
    expect(primary()?.spec.replicas).toBe(2);
  });
});
