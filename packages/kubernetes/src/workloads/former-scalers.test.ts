import { type KubeObject, mergePatched } from '@flagger/api';
import { aCanary, aDeployment } from '@flagger/testing';
import { describe, expect, it } from '@jest/globals';
import { workloadsOn } from '../../test/workloads-in-memory.ts';
import { PAUSED } from './scaled-object.ts';

const conditions = (message: string) => [{ type: 'Scaled', status: 'True', reason: 'Autoscaler', message } as const];
const formerly = (message: string, spec: object = {}) => aCanary({ spec, status: { conditions: conditions(message) } });
const OLD = 'ScaledObject old';
const target = (paused: string): KubeObject => ({
  apiVersion: 'keda.sh/v1alpha1',
  kind: 'ScaledObject',
  metadata: { name: 'old', namespace: 'test', annotations: { [PAUSED]: paused } },
  spec: { minReplicaCount: 0, scaleTargetRef: { name: 'podinfo' } },
});
const owner = {
  apiVersion: 'flagger.app/v1beta1',
  kind: 'Canary',
  name: 'podinfo',
  uid: 'canary-uid',
  controller: true,
};
const copy = (changes: object = {}): KubeObject =>
  mergePatched(
    {
      ...target('0'),
      metadata: { name: 'old-primary', namespace: 'test', ownerReferences: [owner] },
      spec: { minReplicaCount: 0, scaleTargetRef: { name: 'podinfo-primary' } },
    },
    changes,
  ) as KubeObject;

const on = (...objects: readonly KubeObject[]) => workloadsOn([aDeployment(), ...objects]);
const seen = async (message: string, ...objects: readonly KubeObject[]) =>
  (await on(...objects).workloads.see(formerly(message))).formerScalers;

describe('an autoscaler that the Canary named before', () => {
  it.each<[string, readonly KubeObject[], object]>([
    ['nothing is there', [], { isPaused: false }],
    ['the Canary paused it', [target('0')], { isPaused: true }],
    ['somebody paused it at another number', [target('3')], { isPaused: false }],
    ['its copy scales the primary', [copy()], { isPaused: false, copy: 'old-primary' }],
    ['the copy is not of this Canary', [copy({ metadata: { ownerReferences: [] } })], { isPaused: false }],
    ['the copy scales another', [copy({ spec: { scaleTargetRef: { name: 'x-primary' } } })], { isPaused: false }],
  ])('is seen as it is: %s', async (_title, objects, is) => {
    expect(await seen(OLD, ...objects)).toEqual([{ kind: 'ScaledObject', name: 'old', isLetGo: false, ...is }]);
  });

  it('that was let go is not looked at for a pause', async () => {
    expect(await seen(`${OLD} was let go`, target('0'))).toMatchObject([{ isLetGo: true, isPaused: false }]);
  });

  it('is none where the Canary names it, or nothing readable was written', async () => {
    const autoscalerRef = { apiVersion: 'keda.sh/v1alpha1', kind: 'ScaledObject', name: 'old' } as const;
    expect((await on().workloads.see(formerly(OLD, { autoscalerRef }))).formerScalers).toBeUndefined();
    expect(await seen('Deployment old; ; nothing')).toBeUndefined();
  });

  it('gives pods to the primary that KEDA took all of while nobody called', async () => {
    const sleeping = aDeployment({ metadata: { name: 'podinfo-primary' }, spec: { replicas: 0 } });
    const { primary } = await on(sleeping, copy()).workloads.see(formerly(OLD));
    expect(primary).toMatchObject({ state: { state: 'ready' }, isServing: true });
  });

  it.each([
    [OLD, ['ScaledObject old']],
    [`${OLD} was let go`, []],
  ])('is let go once, by whatever comes first: %s', async (message, written) => {
    const canary = formerly(message);
    const { workloads } = on(target('0'));
    expect(await workloads.ensureScaler(canary, false)).toEqual(written);
    expect(await workloads.ensureScaler(canary, false)).toEqual([]);
    expect(await on(target('0')).workloads.wakeTarget(canary)).toEqual(written);
  });
});
