import type { KubeObject } from '@flagger/api';
import { aDeployment } from '@flagger/testing';
import { describe, expect, it } from '@jest/globals';
import { canary, initialized, workloadsOn } from '../../test/workloads-in-memory.ts';

const KUBECTL = 'kubectl.kubernetes.io/last-applied-configuration';
const ref = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'podinfo', namespace: 'test' } } as const;

/** A service that somebody made before the Canary. */
const theirs = (selector: object, applied?: string): KubeObject => ({
  ...ref,
  metadata: { ...ref.metadata, ...(applied !== undefined && { annotations: { [KUBECTL]: applied } }) },
  spec: { selector, ports: [{ name: 'http', port: 80 }] },
});
const asApplied = (selector: unknown): string => JSON.stringify({ ...ref, spec: { selector } });

describe('the apex service of a Canary that gives everything back', () => {
  it.each<[string, KubeObject, object]>([
    ['the target, where nobody wrote down what it was', theirs({ app: 'podinfo' }), { app: 'podinfo' }],
    [
      'what kubectl applied',
      theirs({ app: 'podinfo' }, asApplied({ app: 'x', tier: 'web' })),
      { app: 'x', tier: 'web' },
    ],
    ['the target, where what was applied is no JSON', theirs({ app: 'podinfo' }, '{'), { app: 'podinfo' }],
    ['the target, where no selector was applied', theirs({ app: 'podinfo' }, asApplied(undefined)), { app: 'podinfo' }],
    [
      'the target, where somebody applied it while it selected the primary',
      theirs({ app: 'podinfo' }, asApplied({ app: 'podinfo-primary' })),
      { app: 'podinfo' },
    ],
  ])('selects %s', async (_what, service, selector) => {
    const { workloads, objects } = await initialized([aDeployment(), service]);
    await workloads.ensureApex(canary);
    expect(objects.peek(ref)?.spec).toMatchObject({ selector: { app: 'podinfo-primary' } });
    expect(await workloads.releaseServices(canary)).toEqual(['Service podinfo']);
    expect(objects.peek<KubeObject & { readonly spec: object }>(ref)?.spec).toMatchObject({ selector });
    expect(await workloads.releaseServices(canary)).toEqual([]);
  });

  it('stays as it is where the Canary made it: it goes with the Canary', async () => {
    const { workloads } = await initialized([aDeployment()]);
    await workloads.ensureApex(canary);
    expect(await workloads.releaseServices(canary)).toEqual([]);
  });

  it('is given to the target where somebody took it out of the hands of the Canary before', async () => {
    const { workloads, objects } = await initialized([aDeployment()]);
    await workloads.ensureApex(canary);
    await objects.patch(ref, { metadata: { ownerReferences: null } });
    await workloads.ensureApex(canary);
    expect(objects.peek(ref)?.metadata.ownerReferences).toBeUndefined();
    expect(await workloads.releaseServices(canary)).toEqual(['Service podinfo']);
    expect(objects.peek(ref)?.spec).toMatchObject({ selector: { app: 'podinfo' } });
  });

  it('stays as it is where somebody else gave it other pods meanwhile, or there is none', async () => {
    const { workloads } = await initialized([aDeployment(), theirs({ app: 'other' })]);
    expect(await workloads.releaseServices(canary)).toEqual([]);
    expect(await workloadsOn([]).workloads.releaseServices(canary)).toEqual([]);
  });

  it('is given back by what kubectl applied where the target is gone', async () => {
    const { workloads, objects } = await initialized([
      aDeployment(),
      theirs({ app: 'podinfo' }, asApplied({ app: 'podinfo' })),
    ]);
    await workloads.ensureApex(canary);
    objects.delete(aDeployment());
    expect(await workloads.releaseServices(canary)).toEqual(['Service podinfo']);
  });
});
