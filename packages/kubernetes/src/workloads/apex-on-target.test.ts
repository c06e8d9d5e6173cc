import { aDeployment } from '@flagger/testing';
import { describe, expect, it } from '@jest/globals';
import { canary, initialized } from '../../test/workloads-in-memory.ts';
import type { Service } from './service.ts';

const APEX = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'podinfo', namespace: 'test' } };

describe('the apex service', () => {
  it('is on the target only where it selects the pods of that', async () => {
    const { workloads, objects } = await initialized([aDeployment()]);
    expect(await workloads.isApexOnTarget(canary)).toBe(false);
    await workloads.ensureApex(canary);
    expect(await workloads.isApexOnTarget(canary)).toBe(false);
    const before = objects.peek<Service>(APEX);
    const selecting = (selector: object): unknown =>
      objects.set({ ...APEX, ...before, spec: { ...before?.spec, selector } });
    selecting({ app: 'podinfo' });
    expect(await workloads.isApexOnTarget(canary)).toBe(true);
    selecting({ app: 'elsewhere' });
    expect(await workloads.isApexOnTarget(canary)).toBe(false);
    selecting({ app: 'podinfo' });
    objects.delete(aDeployment());
    expect(await workloads.isApexOnTarget(canary)).toBe(false);
  });
});
