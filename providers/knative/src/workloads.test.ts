import { ALL_TO_CANARY, Conflict, MESH_DEFAULTS, type Seen, split, Wait, type Workloads } from '@flagger/api';
import { MemoryObjects } from '@flagger/testing';
import { describe, expect, it } from '@jest/globals';
import { aCanary } from '../test/a-canary.ts';
import { aService } from '../test/a-service.ts';
import { knative } from './index.ts';
import { type KnativeCondition, type KnativeService, type Revision, serviceRef } from './knative-api.ts';
import { KnativeWorkloads } from './workloads.ts';

const canary = aCanary();

const revision = (name: string, ready?: Partial<KnativeCondition>): Revision => ({
  apiVersion: 'serving.knative.dev/v1',
  kind: 'Revision',
  metadata: { name, namespace: 'shop' },
  status: { conditions: ready ? [{ type: 'Ready', status: 'True', ...ready }] : [] },
});

interface Stage {
  readonly objects: MemoryObjects;
  readonly workloads: Workloads;
  service(): KnativeService | undefined;
}

function stage(...objects: readonly (KnativeService | Revision)[]): Stage {
  const there = new MemoryObjects({ objects });
  return {
    objects: there,
    workloads: new KnativeWorkloads(there),
    service: () => there.peek<KnativeService>(serviceRef(canary)),
  };
}

const workloadOf = ({ target }: Seen) => (target.state === 'found' ? target.workload : undefined);
const revisionIn = async ({ workloads }: Stage): Promise<string> =>
  workloadOf(await workloads.see(canary))?.revision ?? '';

describe('the target of Knative', () => {
  it('is its newest revision, ready as Knative says, and measured by its name', async () => {
    const { workloads } = stage(aService({ latest: 'basket-00002', primary: undefined }), revision('basket-00002', {}));
    const seen = await workloads.see(canary);
    expect(workloadOf(seen)).toMatchObject({ state: { state: 'ready' }, isServing: true, route: 'basket-00002' });
    expect(workloadOf(seen)?.revision).toMatch(/^sha256:[0-9a-f]{32}$/);
    expect(seen.primary).toBeUndefined();
  });

  it.each<[string, Partial<KnativeCondition> | undefined, object]>([
    ['says that it is not', { status: 'False', lastTransitionTime: '1970-01-01T00:01:00Z' }, { stuckAt: 120_000 }],
    ['does not know yet', { status: 'Unknown', lastTransitionTime: '1970-01-01T00:00:10Z' }, { stuckAt: 70_000 }],
    ['says nothing', undefined, {}],
  ])('is waited for until the deadline where Knative %s', async (_, ready, more) => {
    const { workloads } = stage(aService(), revision('basket-00001', ready));
    expect(workloadOf(await workloads.see(canary))).toMatchObject({
      state: { state: 'waking', message: 'Knative Revision basket-00001.shop is not ready', ...more },
      isServing: false,
    });
  });

  it('is another revision where the Service was deleted and made anew, though Knative begins to count anew', async () => {
    const made = (uid: string): Stage => {
      const service = aService();
      return stage({ ...service, metadata: { ...service.metadata, uid } }, revision('basket-00001', {}));
    };
    expect(await revisionIn(made('uid-2'))).not.toBe(await revisionIn(made('uid-1')));
  });

  it('is missing where there is no Service, and where Knative has not looked at it', async () => {
    const said = async (...objects: readonly KnativeService[]): Promise<unknown> =>
      (await stage(...objects).workloads.see(canary)).target;
    expect(await said()).toMatchObject({
      state: 'missing',
      message: 'Knative Service basket.shop get query error: services.serving.knative.dev "basket" not found',
    });
    const { status: _, ...untouched } = aService();
    expect(await said(untouched)).toMatchObject({ message: 'Knative Service basket.shop has no revision yet' });
    await expect(stage().workloads.ensurePrimary(canary, 'a')).rejects.toThrow(Wait);
  });

  it('cannot be of another kind', async () => {
    const targetRef = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'basket' };
    const other = aCanary({ targetRef, service: { port: 80 } });
    expect((await stage(aService()).workloads.see(other)).target).toMatchObject({
      state: 'unusable',
      message: "can't use apps/v1/Deployment as target if provider is set to knative",
      field: 'spec.targetRef',
    });
    await expect(stage(aService()).workloads.ensurePrimary(other, 'a')).rejects.toThrow(/spec.targetRef/);
  });

  it('has no autoscaler of its own', () => {
    const autoscalerRef = { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', name: 'basket' };
    expect(knative.problems(aCanary({ autoscalerRef })).map(({ field }) => field)).toEqual(['spec.autoscalerRef']);
    expect(knative.problems(canary)).toEqual([]);
  });
});

describe('the primary of Knative', () => {
  it('is the revision that is there first, which has everybody from then on', async () => {
    const { workloads, objects, service } = stage(aService({ primary: undefined }), revision('basket-00001', {}));
    expect(await workloads.ensurePrimary(canary, 'run-1')).toEqual(['Service basket']);
    expect(service()).toMatchObject({
      metadata: { annotations: { 'flagger.app/primary-revision': 'basket-00001' } },
      spec: {
        traffic: [
          { latestRevision: true, percent: 0 },
          { revisionName: 'basket-00001', percent: 100 },
        ],
      },
    });
    expect(await workloads.see(canary)).toMatchObject({
      target: { isPromoted: true },
      primary: { flaggerId: 'run-1', isServing: true },
    });
    objects.writes.length = 0;
    expect(await workloads.ensurePrimary(canary, 'run-2')).toEqual([]);
    expect(objects.writes).toEqual([]);
  });

  it('stays where a newer revision comes', async () => {
    const found = stage(aService({ latest: 'basket-00002', primary: 'basket-00001' }), revision('basket-00001', {}));
    expect(await found.workloads.ensurePrimary(canary, 'run-2')).toEqual([]);
    expect(await found.workloads.see(canary)).toMatchObject({
      target: { isPromoted: false, workload: { state: { state: 'waking' } } },
      primary: { state: { state: 'ready' }, route: 'basket-00001' },
    });
  });

  it('is promoted with its share in one write, and once for a run', async () => {
    const traffic = [
      { latestRevision: true, percent: 60 },
      { revisionName: 'basket-00001', percent: 40 },
    ];
    const found = stage(aService({ latest: 'basket-00002', primary: 'basket-00001', traffic }));
    const { workloads, objects, service } = found;
    const wanted = await revisionIn(found);
    expect(await workloads.promote(canary, { revision: wanted }, 'run-2')).toEqual(['Service basket']);
    expect(objects.writes).toHaveLength(1);
    expect(service()).toMatchObject({
      metadata: { annotations: { 'flagger.app/primary-revision': 'basket-00002' } },
      spec: {
        traffic: [
          { latestRevision: true, percent: 60 },
          { revisionName: 'basket-00002', percent: 40 },
        ],
      },
    });
    expect(await workloads.promote(canary, { revision: wanted }, 'run-2')).toEqual([]);
    expect(objects.writes).toHaveLength(1);
  });

  it('whose mark was removed is the one that was promoted, as long as the traffic names it, and has everybody', async () => {
    const traffic = [
      { latestRevision: true, percent: 60 },
      { revisionName: 'basket-00001', percent: 40 },
    ];
    const initialised = stage(aService());
    const lastPromotedSpec = await revisionIn(initialised);
    const { workloads, service } = stage(aService({ latest: 'basket-00002', primary: undefined, traffic }));
    const promoted = { ...canary, status: { ...canary.status, lastPromotedSpec } };
    expect(await workloads.see(promoted)).toMatchObject({ isPromotedKept: true, target: { neverReturns: true } });
    await workloads.ensurePrimary(promoted, 'run-2');
    expect(service()).toMatchObject({
      metadata: { annotations: { 'flagger.app/primary-revision': 'basket-00001' } },
      spec: {
        traffic: [
          { latestRevision: true, percent: 0 },
          { revisionName: 'basket-00001', percent: 100 },
        ],
      },
    });
    const promoting = { ...canary, status: { phase: 'Promoting' as const, lastAppliedSpec: lastPromotedSpec } };
    const tagged = { ...promoting, status: { ...promoting.status, lastAppliedSpec: 'another', lastPromotedSpec } };
    const again = stage(aService({ latest: 'basket-00002', primary: undefined, traffic })).workloads;
    expect([await again.see(promoting), await again.see(tagged)].map(({ isPromotedKept }) => isPromotedKept)).toEqual([
      true,
      false,
    ]);
    expect(await stage(aService({ primary: undefined })).workloads.see(promoted)).toMatchObject({
      isPromotedKept: false,
    });
  });

  it('is not promoted to another revision than the one that was analysed', async () => {
    const found = stage(aService({ latest: 'basket-00002', primary: 'basket-00001' }));
    const analysed = await revisionIn(found);
    found.objects.set(aService({ latest: 'basket-00003', primary: 'basket-00001' }));
    await expect(found.workloads.promote(canary, { revision: analysed }, 'run-2')).rejects.toThrow(Conflict);
  });

  it('has users before and after its share goes on to the new revision', async () => {
    const found = stage(aService({ latest: 'basket-00002', primary: 'basket-00001' }));
    const router = knative.router(found.objects, { name: 'knative', options: MESH_DEFAULTS });
    await router.ensure(canary, split(100));
    await found.workloads.promote(canary, { revision: await revisionIn(found) }, 'run-2');
    expect(await router.routes(canary)).toEqual(ALL_TO_CANARY);
  });

  it('leaves services, pods and their number to Knative', async () => {
    const { workloads, objects } = stage(aService());
    for (const act of ['ensureServices', 'ensureApex', 'sleepTarget', 'wakeTarget', 'releaseServices'] as const) {
      expect(await workloads[act](canary)).toEqual([]);
    }
    expect(await workloads.ensureScaler(canary, true)).toEqual([]);
    expect(objects.writes).toEqual([]);
  });
});
