import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { listOf, textOf, treeOf, valueAt, type Tree } from '../compare/values.ts';
import { ALL_WELL } from './metrics.ts';
import { aCanary, image, setImage } from './podinfo.ts';
import { installCrds, Scene } from './scene.ts';
import { target } from './whole-rollout.ts';

// What a Canary made goes with it, by the cluster's own garbage collector: unless another one takes it over.

const TARGET = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'podinfo' };
const PRIMARY = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'podinfo-primary' } };

let scene: Scene;

const primary = (): Promise<Tree> => scene.get('apps/v1', 'Deployment', 'podinfo-primary');
const apex = (): Promise<Tree> => scene.get('v1', 'Service', 'podinfo');
const uidOf = (object: Tree): string => textOf(valueAt(object, 'metadata', 'uid'));
const ownersOf = (object: Tree): readonly Tree[] => listOf(valueAt(object, 'metadata', 'ownerReferences')).map(treeOf);
const namesOf = (object: Tree): readonly string[] => ownersOf(object).map(({ name }) => textOf(name));
const controllerOf = (object: Tree): string =>
  textOf(ownersOf(object).find(({ controller }) => controller === true)?.['uid'] ?? '');

async function remove(canary: string, propagationPolicy = 'Background'): Promise<void> {
  const path = `/apis/flagger.app/v1beta1/namespaces/${scene.namespace}/canaries/${canary}`;
  await scene.kube.must('DELETE', `${path}?propagationPolicy=${propagationPolicy}`);
}

/** A Canary of podinfo, which has an autoscaler, a ConfigMap and a Secret; gives its spec. */
async function begun(namespace: string, name = 'podinfo'): Promise<Tree> {
  scene = await Scene.in(namespace);
  await scene.start();
  const spec = { targetRef: TARGET, autoscalerRef: await target(scene) };
  await scene.create(aCanary({ name, spec }));
  await scene.phase('Initialized', name);
  return spec;
}

/** All that a Canary of podinfo makes. */
const MADE = [
  ['apps/v1', 'Deployment', 'podinfo-primary'],
  ['v1', 'ConfigMap', 'settings-primary'],
  ['v1', 'Secret', 'keys-primary'],
  ['autoscaling/v2', 'HorizontalPodAutoscaler', 'podinfo-primary'],
  ...['podinfo', 'podinfo-canary', 'podinfo-primary'].map((name) => ['v1', 'Service', name] as const),
] as const;

const made = (): Promise<readonly Tree[]> =>
  Promise.all(MADE.map(([apiVersion, kind, name]) => scene.get(apiVersion, kind, name)));

beforeAll(() => installCrds());
afterEach(() => scene.close());

describe.each(['Background', 'Foreground'])('where the elder of two Canaries is deleted (%s)', (propagation) => {
  it('users keep the primary that they have, and the younger analyses what the target is at', async () => {
    const spec = await begun(`story-heir-${propagation.toLowerCase()}`, 'elder');
    await scene.create(aCanary({ name: 'younger', spec }));
    await scene.until(
      async () => (await made()).every((each) => namesOf(each).includes('younger')),
      'the younger holds what it would take over',
    );
    const before = (await made()).map(uidOf);
    scene.metrics = (query) => (query.includes('requests_total') ? 50 : ALL_WELL(query));
    await setImage(scene, '1.1.0');
    await scene.phase('Progressing', 'elder');
    await remove('elder', propagation);
    await scene.phase('Failed', 'younger', 90);
    expect((await made()).map(uidOf)).toEqual(before);
    expect(await image(scene, 'podinfo-primary')).toBe('1.0.0');
    const younger = uidOf(await scene.canary('younger'));
    expect(new Set((await made()).map(controllerOf))).toEqual(new Set([younger]));
    expect(namesOf(await primary())).toEqual(['younger']);
  });
});

describe('a Canary that is deleted and created again at once', () => {
  it('relies on no object that goes with the former one', async () => {
    const spec = await begun('story-again');
    await remove('podinfo');
    await scene.create(aCanary({ spec }));
    const uid = uidOf(await scene.canary());
    await scene.phase('Initialized');
    await scene.until(async () => controllerOf(await apex()) === uid, 'the service is its own');
    const found = await primary();
    await new Promise((resolve) => setTimeout(resolve, 3000));
    expect([uidOf(await primary()), controllerOf(await primary())]).toEqual([uidOf(found), uid]);
  });

  it('makes a primary that is going the way of the former one again as it was', async () => {
    const spec = await begun('story-remade');
    await scene.patch(PRIMARY, { metadata: { finalizers: ['example.com/slow'] } });
    scene.metrics = (query) => (query.includes('requests_total') ? 50 : ALL_WELL(query));
    await setImage(scene, '1.1.0');
    await scene.phase('Progressing');
    const before = uidOf(await primary());
    await remove('podinfo');
    await scene.until(
      async () => valueAt(await primary(), 'metadata', 'deletionTimestamp') !== undefined,
      'the primary is going',
    );
    await scene.create(aCanary({ spec }));
    await scene.until(
      async () => (await scene.events()).some((message) => message.includes('it is being deleted')),
      'it is waited for',
    );
    await scene.patch(PRIMARY, { metadata: { finalizers: null } });
    await scene.phase('Failed', 'podinfo', 90);
    expect(uidOf(await primary())).not.toBe(before);
    expect(await image(scene, 'podinfo-primary')).toBe('1.0.0');
    expect(controllerOf(await primary())).toBe(uidOf(await scene.canary()));
  });
});
