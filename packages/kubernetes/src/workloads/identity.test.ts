import { describe, expect, it } from '@jest/globals';
import type { KubeObject } from '@flagger/api';
import { aDeployment } from '@flagger/testing';
import { canary, initialized, primaryRef, revisionIn, workloadsOn } from '../../test/workloads-in-memory.ts';
import { WORKLOAD_DEFAULTS } from './index.ts';
import type { Deployment } from './deployment.ts';
import type { Service } from './service.ts';

const labelled = (labels: Readonly<Record<string, string | null>>, changes: object = {}) =>
  aDeployment({ spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, ...changes } } });
const named = (kind: string, name: string): KubeObject => ({
  apiVersion: kind === 'Service' ? 'v1' : 'apps/v1',
  kind,
  metadata: { name, namespace: 'test' },
});

type Initialized = Awaited<ReturnType<typeof initialized>>;

async function selectors({ workloads, objects }: Initialized): Promise<unknown> {
  await workloads.ensureServices(canary);
  await workloads.ensureApex(canary);
  return ['podinfo', 'podinfo-primary', 'podinfo-canary'].map(
    (name) => objects.peek<Service>(named('Service', name))?.spec.selector,
  );
}

describe('a label that the primary cannot have another value of', () => {
  it('is refused with what would be allowed, and nothing is written', async () => {
    const value = 'a'.repeat(56);
    const { workloads, objects } = workloadsOn([labelled({ app: value })]);
    expect((await workloads.see(canary)).target).toEqual({
      state: 'unusable',
      message: `deployment podinfo.test has the label app of 56 characters, and its primary cannot have ${value}-primary`,
      field: 'spec.targetRef.name',
      found: '"podinfo"',
      allowed:
        "the name of a Deployment whose label app in spec.selector.matchLabels has at most 55 characters, or that has another one of the operator's -selector-labels before it",
    });
    await expect(workloads.ensureServices(canary)).rejects.toThrow('at most 55 characters');
    expect(objects.peek(named('Service', 'podinfo-primary'))).toBeUndefined();
  });

  it('is taken where it just fits', async () => {
    const { workloads } = workloadsOn([labelled({ app: 'a'.repeat(55) })]);
    expect((await workloads.see(canary)).target.state).toBe('found');
  });
});

describe('the identity of a primary', () => {
  it('stays when the target is made again with another value of its label', async () => {
    const made = await initialized([aDeployment()]);
    made.objects.set(labelled({ app: 'podinfo-web' }));
    expect(await selectors(made)).toEqual([
      { app: 'podinfo-primary' },
      { app: 'podinfo-primary' },
      { app: 'podinfo-web' },
    ]);
    expect(await made.workloads.see(canary)).toMatchObject({ target: { state: 'found' }, isApexOnPrimary: true });
    const seen = await made.workloads.see(canary);
    await made.workloads.promote(canary, { revision: revisionIn(seen) }, 'run-2');
    const primary = made.objects.peek<Deployment>(primaryRef);
    expect(primary?.spec.selector.matchLabels).toEqual({ app: 'podinfo-primary' });
    expect(primary?.spec.template.metadata?.labels).toEqual({ app: 'podinfo-primary' });
  });

  it('stays when the operator starts with other selector labels', async () => {
    const both = labelled({ app: 'podinfo', tier: 'web' });
    const before = await initialized([both]);
    const primary = before.objects.peek(primaryRef);
    const options = { ...WORKLOAD_DEFAULTS, selectorLabels: ['tier'] };
    const { workloads, objects } = workloadsOn([both, ...(primary ? [primary] : [])], { options });
    expect(await workloads.see(canary)).toMatchObject({ target: { state: 'found', isPromoted: true } });
    await workloads.ensureServices(canary);
    expect(objects.peek<Service>(named('Service', 'podinfo-canary'))?.spec.selector).toEqual({ app: 'podinfo' });
  });

  it.each([
    ['lost the label', { app: null, name: 'podinfo' }],
    ["took the primary's own value", { app: 'podinfo-primary' }],
  ])('is told with the way out, and nothing is written, where the target %s', async (_title, labels) => {
    const { workloads, objects } = await initialized([aDeployment()]);
    objects.set(labelled(labels));
    expect((await workloads.see(canary)).target).toMatchObject({
      state: 'unusable',
      field: 'spec.targetRef.name',
      found: '"podinfo"',
      allowed: expect.stringMatching(/label app .*delete the Canary and create it again/),
    });
    await expect(workloads.ensureServices(canary)).rejects.toThrow('spec.targetRef.name');
    await expect(workloads.promote(canary, { revision: 'x' }, 'run-2')).rejects.toThrow('spec.targetRef.name');
    expect(objects.writes).toEqual([]);
  });

  it("is refused where the target's pods lack another label of the primary's selector", async () => {
    const made = aDeployment({
      metadata: { name: 'podinfo-primary' },
      spec: { selector: { matchLabels: { app: 'podinfo-primary', tier: 'web' } } },
    });
    const target = workloadsOn([aDeployment(), made]).workloads.see(canary);
    expect((await target).target).toMatchObject({ state: 'unusable' });
    const fitting = labelled({ app: 'podinfo', tier: 'web' });
    expect((await workloadsOn([fitting, made]).workloads.see(canary)).target).toMatchObject({ state: 'found' });
  });
});

describe('constraints that name the label of the target', () => {
  const spreading = (app: string): object => ({
    topologySpreadConstraints: [{ maxSkew: 1, labelSelector: { matchLabels: { app } } }],
  });
  const target = labelled({ app: 'shop' }, { spec: spreading('shop') });

  it('name that of the primary in its pods, also where it is not the name of the Deployment', async () => {
    const { objects } = await initialized([target]);
    expect(objects.peek<Deployment>(primaryRef)?.spec.template.spec).toMatchObject(spreading('shop-primary'));
  });

  it('are no new revision for a primary that Flagger copied without that', async () => {
    const { objects, workloads } = await initialized([target]);
    const set = (spec: object) => objects.patch(primaryRef, { spec: { template: { spec } } });
    await set(spreading('shop'));
    expect((await workloads.see(canary)).target).toMatchObject({ isPromoted: true });
    await set(spreading('other'));
    expect((await workloads.see(canary)).target).toMatchObject({ isPromoted: false });
  });
});
