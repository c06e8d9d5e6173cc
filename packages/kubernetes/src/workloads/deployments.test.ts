import { describe, expect, it } from '@jest/globals';
import { ownerReference, Stop, Wait } from '@flagger/api';
import { aCanary, aConfig, aDeployment, MemoryConfigs } from '@flagger/testing';
import { canary, initialized, primaryRef, usingSettings, workloadsOn } from '../../test/workloads-in-memory.ts';
import type { Deployment } from './deployment.ts';
import { WORKLOAD_DEFAULTS } from './index.ts';

describe('seeing a Deployment', () => {
  it('tells what both workloads run and how ready they are', async () => {
    const status = { observedGeneration: 1, replicas: 2, updatedReplicas: 2, availableReplicas: 2 };
    const { workloads, objects } = await initialized([{ ...aDeployment(), status }]);
    const seen = await workloads.see(canary);
    expect(seen).toEqual({
      isOnFormerTarget: false,
      target: {
        state: 'found',
        workload: { revision: expect.stringMatching(/^sha256:/), state: { state: 'ready' }, isServing: true },
        configs: {},
        isPromoted: true,
      },
      primary: {
        revision: expect.stringMatching(/^sha256:/),
        flaggerId: 'run-1',
        state: expect.objectContaining({ state: 'waking' }),
        isServing: false,
      },
      isApexOnPrimary: false,
    });
    await workloads.ensureApex(canary);
    expect((await workloads.see(canary)).isApexOnPrimary).toBe(true);
    expect(objects.writes).toHaveLength(1);
  });

  it('judges target and primary by their own thresholds, and by the deadline of the Canary', async () => {
    const conditions = [
      {
        type: 'Available',
        status: 'False',
        reason: 'MinimumReplicasUnavailable',
        lastUpdateTime: '2024-01-01T00:00:00Z',
      },
    ];
    const status = { observedGeneration: 1, replicas: 5, updatedReplicas: 5, availableReplicas: 3, conditions };
    const now = (): number => Date.parse('2024-01-01T00:00:21Z');
    const { workloads, objects } = await initialized([{ ...aDeployment({ spec: { replicas: 5 } }), status }], { now });
    const primary = objects.peek<Deployment>(primaryRef);
    if (primary) {
      objects.set({ ...primary, status });
    }
    const seen = await workloads.see(
      aCanary({
        spec: { progressDeadlineSeconds: 20, analysis: { primaryReadyThreshold: 60, canaryReadyThreshold: 80 } },
      }),
    );
    expect(seen.primary?.state).toEqual({ state: 'ready' });
    const message = 'waiting for rollout to finish: 3 of 4 (readyThreshold 80%) updated replicas are available';
    expect(seen.target).toMatchObject({ workload: { state: { state: 'stuck', message } } });
    const patient = await workloads.see(aCanary({ spec: { analysis: { canaryReadyThreshold: 80 } } }));
    expect(patient.target).toMatchObject({ workload: { state: { state: 'waking' } } });
  });

  it('says that the target is missing, and still sees the primary', async () => {
    const { workloads, objects } = await initialized([aDeployment()]);
    await workloads.ensureApex(canary);
    objects.delete(aDeployment());
    expect(await workloads.see(canary)).toMatchObject({
      target: {
        state: 'missing',
        message: 'deployment podinfo.test get query error: deployments.apps "podinfo" not found',
        field: 'spec.targetRef.name',
        found: '"podinfo"',
        allowed: 'the name of a Deployment in namespace test',
      },
      primary: { flaggerId: 'run-1' },
      isApexOnPrimary: true,
    });
  });

  it('calls a target unusable whose selector has none of the labels', async () => {
    const { workloads } = workloadsOn([
      aDeployment({ spec: { selector: { matchLabels: { app: null, component: 'podinfo' } } } }),
    ]);
    expect((await workloads.see(canary)).target).toMatchObject({
      state: 'unusable',
      field: 'spec.targetRef.name',
      found: '"podinfo"',
      message:
        'getSelectorLabel failed: deployment podinfo.test spec.selector.matchLabels must contain one of [app name app.kubernetes.io/name]',
    });
  });

  it('calls a target unusable whose config is missing, and says so as the first copy or a later one failing', async () => {
    const { workloads, objects } = workloadsOn([aDeployment(usingSettings)]);
    const query = 'configmap settings.test get query error: ';
    const message = `GetTargetConfigs failed: ${query}${query}configmaps "settings" not found`;
    expect((await workloads.see(canary)).target).toMatchObject({
      state: 'unusable',
      message: `createPrimaryDeployment failed: ${message}`,
      field: 'spec.targetRef.name',
    });
    const selector = { matchLabels: { app: 'podinfo-primary' } };
    objects.set(aDeployment({ metadata: { name: 'podinfo-primary' }, spec: { selector } }));
    expect((await workloads.see(canary)).target).toMatchObject({ state: 'unusable', message });
  });

  it('tells how Flagger has its configs where one holds what Flagger does not know', async () => {
    const { workloads, objects } = workloadsOn([aDeployment(usingSettings), aConfig('settings')]);
    const seen = async (): Promise<object> => (await workloads.see(canary)).target;
    expect(await seen()).not.toHaveProperty('flaggerConfigs');
    const { configs } = (await seen()) as { readonly configs: object };
    objects.set(aConfig('settings', { binaryData: { jks: 'AAAA' } }));
    expect(await seen()).toMatchObject({ flaggerConfigs: configs, configs: expect.not.objectContaining(configs) });
  });

  it('tracks no configs where tracking is switched off', async () => {
    const { workloads, objects } = await initialized([aDeployment(usingSettings)], {
      options: { ...WORKLOAD_DEFAULTS, trackConfigs: false },
    });
    expect((await workloads.see(canary)).target).toMatchObject({
      state: 'found',
      configs: {},
      isUntracked: true,
      isPromoted: true,
    });
    expect(objects.peek<Deployment>(primaryRef)?.spec.template.spec.containers[0]?.envFrom).toEqual([
      { configMapRef: { name: 'settings' } },
    ]);
  });

  it('does not call the target promoted when the copy of a config differs, or the primary was edited', async () => {
    const { workloads, objects } = await initialized([aDeployment(usingSettings), aConfig('settings')]);
    expect((await workloads.see(canary)).target).toMatchObject({
      isPromoted: true,
      configs: { 'configmap/settings': expect.stringMatching(/^[0-9a-f]{16}$/) },
    });
    objects.set(aConfig('settings-primary', { data: { KEY: 'edited' } }));
    expect((await workloads.see(canary)).target).toMatchObject({ isPromoted: false });
    objects.set(aConfig('settings-primary'));
    await objects.patch(primaryRef, {
      spec: { template: { metadata: { annotations: { 'debug.example/on': 'yes' } } } },
    });
    expect((await workloads.see(canary)).target).toMatchObject({ isPromoted: false });
  });

  it('writes nothing', async () => {
    const { workloads, objects } = workloadsOn([aDeployment(usingSettings), aConfig('settings')]);
    await workloads.see(canary);
    expect(objects.writes).toEqual([]);
  });
});

describe('creating the primary', () => {
  it('comes after the copies of the configs, so that its pods find them', async () => {
    const { workloads, objects } = workloadsOn([aDeployment(usingSettings), aConfig('settings')]);
    expect(await workloads.ensurePrimary(canary, 'run-1')).toEqual([
      'ConfigMap settings-primary',
      'Deployment podinfo-primary',
    ]);
    expect(objects.writes.map(({ ref }) => ref.metadata.name)).toEqual(['settings-primary', 'podinfo-primary']);
  });

  it('refreshes copies that were left over, and goes on where it was interrupted', async () => {
    const left = { metadata: { ownerReferences: [ownerReference(canary)] }, data: { OLD: '1' } };
    const { workloads, objects } = workloadsOn(
      [aDeployment(usingSettings), aConfig('settings'), aConfig('settings-primary', left)],
      {
        fail: {
          fail: ({ verb }, moment) => {
            if (verb === 'create' && moment === 'before' && objects.writes.length < 3) {
              throw new Wait('killed');
            }
          },
        },
      },
    );
    await expect(workloads.ensurePrimary(canary, 'run-1')).rejects.toThrow('killed');
    expect(objects.peek<Deployment>(primaryRef)).toBeUndefined();
    expect(await workloads.ensurePrimary(canary, 'run-1')).toEqual(['Deployment podinfo-primary']);
    expect(await new MemoryConfigs(objects).fetch('ConfigMap', 'test', 'settings-primary')).toMatchObject({
      data: { KEY: 'one' },
    });
  });

  it('waits for a target that is missing, and stops at one that is unusable', async () => {
    await expect(workloadsOn([]).workloads.ensurePrimary(canary, 'run-1')).rejects.toThrow(Wait);
    const { workloads } = workloadsOn([aDeployment(usingSettings)]);
    await expect(workloads.ensurePrimary(canary, 'run-1')).rejects.toThrow(Stop);
    await expect(workloads.ensurePrimary(canary, 'run-1')).rejects.toThrow('spec.targetRef.name: found "podinfo"');
  });
});
