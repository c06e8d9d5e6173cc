import { ALL_TO_CANARY, ALL_TO_PRIMARY, type KubeObject, MESH_DEFAULTS, split, Stop, Wait } from '@flagger/api';
import { meshCanary, MemoryObjects } from '@flagger/testing';
import { describe, expect, it } from '@jest/globals';
import { anIngress } from '../test/an-ingress.ts';
import { nginx } from './index.ts';
import { canaryIngressRef, userIngressRef } from './ingress.ts';

const basket = meshCanary();
const tested = meshCanary({ analysis: { iterations: 2, match: [{ headers: { 'x-cohort': { exact: 'early' } } }] } });
const NGINX = 'nginx.ingress.kubernetes.io';

function cluster(...there: readonly KubeObject[]) {
  const objects = new MemoryObjects({ objects: there });
  return { objects, router: nginx.router(objects, { name: 'nginx', options: MESH_DEFAULTS }) };
}

async function routedCluster(canary = basket) {
  const made = cluster(anIngress('basket'));
  await made.router.ensure(canary, ALL_TO_PRIMARY);
  const annotations = (): KubeObject['metadata']['annotations'] =>
    made.objects.peek(canaryIngressRef(canary))?.metadata.annotations;
  return { ...made, annotations };
}

describe('the Ingress of the canary', () => {
  it("leaves the user's Ingress as it is", async () => {
    const { objects, router } = await routedCluster();
    await router.setRoutes(basket, split(40));
    expect(objects.writes.map(({ ref }) => ref.metadata.name)).toEqual(['basket-canary', 'basket-canary']);
  });

  it("follows the user's Ingress, with the weights that it has", async () => {
    const { objects, router, annotations } = await routedCluster();
    await router.setRoutes(basket, split(40));
    const { spec } = anIngress('basket', 'elsewhere');
    await objects.patch(userIngressRef(basket), { metadata: { annotations: { [`${NGINX}/limit-rps`]: '9' } }, spec });
    await router.ensure(basket, ALL_TO_PRIMARY);
    expect(objects.peek(canaryIngressRef(basket))?.spec).toMatchObject({
      rules: [{ host: 'basket.elsewhere.example.com' }],
    });
    expect(annotations()).toMatchObject({ [`${NGINX}/limit-rps`]: '9', [`${NGINX}/canary-weight`]: '40' });
  });

  it("loses what was taken off the user's Ingress, and keeps what others wrote", async () => {
    const { objects, router, annotations } = await routedCluster();
    const before = annotations();
    const patchTheirs = (value: string | null) =>
      objects.patch(userIngressRef(basket), { metadata: { annotations: { [`${NGINX}/upstream-hash-by`]: value } } });
    await patchTheirs('$remote_addr');
    await router.ensure(basket, ALL_TO_PRIMARY);
    expect(annotations()).toMatchObject({ [`${NGINX}/upstream-hash-by`]: '$remote_addr' });
    await objects.patch(canaryIngressRef(basket), { metadata: { annotations: { note: 'by them' } } });
    await router.setRoutes(basket, split(40));
    expect(annotations()).toMatchObject({ [`${NGINX}/upstream-hash-by`]: '$remote_addr' });
    await patchTheirs(null);
    await router.ensure(basket, ALL_TO_PRIMARY);
    expect(annotations()).toEqual({ ...before, [`${NGINX}/canary-weight`]: '40', note: 'by them' });
    expect(await router.ensure(basket, ALL_TO_PRIMARY)).toEqual([]);
  });

  it('bears marks that begin as -ingress-annotations-prefix says', async () => {
    const objects = new MemoryObjects({ objects: [anIngress('basket')] });
    const ingress = { ...MESH_DEFAULTS.ingress, annotationsPrefix: 'edge.example' };
    const router = nginx.router(objects, { name: 'nginx', options: { ...MESH_DEFAULTS, ingress } });
    await router.ensure(basket, split(30));
    expect(objects.peek(canaryIngressRef(basket))?.metadata.annotations).toMatchObject({
      'edge.example/canary': 'true',
      'edge.example/canary-weight': '30',
    });
    expect(await router.routes(basket)).toEqual(split(30));
  });

  it.each([
    ['marks of others', { [`${NGINX}/canary-weight-total`]: '1000' }],
    ['a test of others', { [`${NGINX}/canary-by-header-value`]: 'always' }],
    ['no mark at all', { [`${NGINX}/canary`]: null }],
    ['no weight', { [`${NGINX}/canary-weight`]: null }],
    ['a weight above all', { [`${NGINX}/canary-weight`]: '101' }],
  ])('is mended where it has %s', async (_title, changes) => {
    const { objects, router, annotations } = await routedCluster();
    const before = annotations();
    await objects.patch(canaryIngressRef(basket), { metadata: { annotations: changes } });
    expect(await router.routes(basket)).toBeUndefined();
    await router.setRoutes(basket, ALL_TO_PRIMARY);
    expect(annotations()).toEqual(before);
  });

  it('tests whom the Canary names as soon as that is another', async () => {
    const { router, annotations } = await routedCluster(tested);
    await router.setRoutes(tested, ALL_TO_CANARY);
    const match = [{ headers: { 'x-ring': { regex: 'a.*' } } }];
    await router.ensure(meshCanary({ analysis: { iterations: 2, match } }), ALL_TO_PRIMARY);
    expect(annotations()).toMatchObject({ [`${NGINX}/canary-by-header`]: 'x-ring' });
    expect(annotations()).not.toHaveProperty([`${NGINX}/canary-by-header-value`]);
  });

  it('leads nobody to the canary any more where the Canary is deleted', async () => {
    const { router, annotations } = await routedCluster();
    await router.setRoutes(basket, split(40));
    await router.release(basket, true);
    expect(annotations()).toMatchObject({ [`${NGINX}/canary-weight`]: '0' });
  });
});

describe('a test', () => {
  it('is what its Canary says, and no share of everybody that a hand wrote', async () => {
    const { objects, router, annotations } = await routedCluster(tested);
    await objects.patch(canaryIngressRef(tested), { metadata: { annotations: { [`${NGINX}/canary-weight`]: '30' } } });
    expect(await router.routes(tested)).toBeUndefined();
    await router.ensure(tested, ALL_TO_PRIMARY);
    expect(annotations()).toMatchObject({ [`${NGINX}/canary-weight`]: '0' });
    expect(annotations()).not.toHaveProperty([`${NGINX}/canary-by-header`]);
  });

  it('has nobody in it where some were to be', async () => {
    const { router } = await routedCluster(tested);
    await router.setRoutes(tested, split(50));
    expect(await router.routes(tested)).toEqual(ALL_TO_PRIMARY);
  });
});

describe('an Ingress that does not fit', () => {
  it('is waited for where there is none', async () => {
    const { router } = cluster();
    await expect(router.ensure(basket, ALL_TO_PRIMARY)).rejects.toThrow(new Wait('ingress basket.shop not found'));
  });

  it('is waited for where it does not lead to the service, in the words of Flagger', async () => {
    const { router } = cluster({ ...anIngress('help'), metadata: { name: 'basket', namespace: 'shop' } });
    const words = 'backend basket not found in ingress basket';
    await expect(router.ensure(basket, ALL_TO_PRIMARY)).rejects.toThrow(new Wait(words));
  });

  it.each([
    ['somebody', undefined, 'somebody else keeps Ingress basket-canary.shop'],
    ['another Canary', 'till', 'the Canary till keeps Ingress basket-canary.shop'],
  ])('is left to %s whose it is, before anything is made', async (_title, owner, words) => {
    const ownerReferences = owner ? [{ apiVersion: 'flagger.app/v1beta1', kind: 'Canary', name: owner, uid: 'u' }] : [];
    const theirs = { ...anIngress('help'), metadata: { name: 'basket-canary', namespace: 'shop', ownerReferences } };
    const { router, objects } = cluster(anIngress('basket'), theirs);
    for (const act of [() => router.prepare(basket), () => router.ensure(basket, ALL_TO_PRIMARY)]) {
      await expect(act()).rejects.toThrow(Stop);
      await expect(act()).rejects.toThrow(words);
    }
    expect(objects.writes).toEqual([]);
  });
});
