import { describe, expect, it } from '@jest/globals';
import { aDeployment } from '@flagger/testing';
import { canary, initialized } from '../../test/workloads-in-memory.ts';
import type { Service } from './service.ts';

const APEX = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'podinfo', namespace: 'test' } };

async function withoutTarget() {
  const made = await initialized([aDeployment()]);
  await made.workloads.ensureServices(canary);
  await made.workloads.ensureApex(canary);
  const before = made.objects.peek<Service>(APEX);
  made.objects.delete(aDeployment());
  return { ...made, before };
}

describe('the apex service of a primary whose target is gone', () => {
  it('is led back to the primary where somebody made it select the target', async () => {
    const { workloads, objects, before } = await withoutTarget();
    objects.set({ ...APEX, ...before, spec: { ...before?.spec, selector: { app: 'podinfo' } } });
    expect((await workloads.see(canary)).isApexOnPrimary).toBe(false);
    await workloads.ensureApex(canary);
    expect((await workloads.see(canary)).isApexOnPrimary).toBe(true);
    expect(objects.peek<Service>(APEX)?.spec).toEqual(before?.spec);
  });

  it('is made anew with the ports of the primary where somebody deleted it', async () => {
    const { workloads, objects, before } = await withoutTarget();
    objects.delete(APEX);
    await workloads.ensureApex(canary);
    expect(objects.peek<Service>(APEX)?.spec).toEqual(before?.spec);
    expect((await workloads.see(canary)).isApexOnPrimary).toBe(true);
  });

  it('is left as it is where it is as it must be', async () => {
    const { workloads, objects } = await withoutTarget();
    objects.writes.length = 0;
    await workloads.ensureApex(canary);
    expect(objects.writes).toEqual([]);
  });

  it('is not made up where nothing says which ports it has', async () => {
    const { workloads, objects } = await withoutTarget();
    objects.delete(APEX);
    objects.delete({ ...APEX, metadata: { name: 'podinfo-primary', namespace: 'test' } });
    await expect(workloads.ensureApex(canary)).rejects.toThrow('deployments.apps "podinfo" not found');
  });
});
