import { describe, expect, it } from '@jest/globals';
import { aCanary, aConfig, aDeployment } from '@flagger/testing';
import { canary, initialized, primaryRef, revisionIn, usingSettings } from '../../test/workloads-in-memory.ts';

const COPY = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings-primary', namespace: 'test' } };
const objects = () => [aDeployment(usingSettings), aConfig('settings')];

describe('a primary that was made for another Canary', () => {
  it('is what is generated first, with the copies that its pods need, services and autoscaler', async () => {
    const { workloads } = await initialized(objects());
    const scaled = aCanary({
      spec: { autoscalerRef: { apiVersion: 'keda.sh/v1alpha1', kind: 'ScaledObject', name: 's' } },
    });
    expect((await workloads.generated(scaled)).map(({ kind, metadata: { name } }) => `${kind} ${name}`)).toEqual([
      'Deployment podinfo-primary',
      'ConfigMap settings-primary',
      'Service podinfo',
      'Service podinfo-primary',
      'Service podinfo-canary',
      'ScaledObject s-primary',
    ]);
  });

  it('gets the copies that went with that one', async () => {
    const made = await initialized(objects());
    expect(await made.workloads.ensurePrimary(canary, 'id')).toEqual([]);
    made.objects.delete(COPY);
    expect(await made.workloads.ensurePrimary(canary, 'id')).toEqual(['ConfigMap settings-primary']);
    expect(made.objects.peek(COPY)?.metadata.ownerReferences).toMatchObject([{ uid: canary.metadata.uid }]);
  });

  it('is not ready, and not written, while it is being deleted', async () => {
    const made = await initialized(objects());
    const live = made.objects.peek(primaryRef);
    if (!live) {
      throw new Error('there is no primary');
    }
    const metadata = { ...live.metadata, deletionTimestamp: 't', finalizers: ['foregroundDeletion'] };
    made.objects.set({ ...live, metadata });
    const seen = await made.workloads.see(canary);
    expect(seen.primary?.state).toEqual({ state: 'waking', message: 'it is being deleted' });
    made.objects.set(aDeployment({ ...usingSettings, spec: { ...usingSettings.spec, minReadySeconds: 5 } }));
    const revision = revisionIn(await made.workloads.see(canary));
    await expect(made.workloads.promote(canary, { revision }, 'other')).rejects.toThrow(
      'deployment podinfo-primary.test is being deleted',
    );
  });
});
