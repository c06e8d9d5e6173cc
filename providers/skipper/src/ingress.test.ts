import { ALL_TO_PRIMARY, type KubeObject, MESH_DEFAULTS, split, Stop, Wait } from '@flagger/api';
import { meshCanary, MemoryObjects } from '@flagger/testing';
import { describe, expect, it } from '@jest/globals';
import { anIngress } from '../test/an-ingress.ts';
import { skipper } from './index.ts';
import { canaryIngress } from './ingress.ts';

const basket = meshCanary();
const WEIGHTS = 'zalando.org/backend-weights';
const PREDICATE = 'zalando.org/skipper-predicate';

function cluster(...there: readonly KubeObject[]) {
  const objects = new MemoryObjects({ objects: there });
  const router = skipper.router(objects, { name: 'skipper', options: MESH_DEFAULTS });
  return { objects, router, marks: () => objects.peek(canaryIngress.ours(basket))?.metadata.annotations };
}

const marked = (annotations: Readonly<Record<string, string>>): KubeObject => {
  const plain = anIngress('basket');
  return { ...plain, metadata: { ...plain.metadata, annotations } };
};

describe('the Ingress of a canary', () => {
  it('is passed by while the primary has everybody, and keeps who may come', async () => {
    const { router, marks } = cluster(anIngress('basket'));
    await router.ensure(basket, ALL_TO_PRIMARY);
    expect(marks()).toMatchObject({ [PREDICATE]: 'False() && Method("GET")' });
    await router.setRoutes(basket, split(30));
    expect(marks()).toMatchObject({ [PREDICATE]: 'Weight(100) && Method("GET")' });
    await router.setRoutes(basket, ALL_TO_PRIMARY);
    expect(marks()).toMatchObject({ [PREDICATE]: 'False() && Method("GET")' });
  });

  it('keeps the weights of other services', async () => {
    const { router, marks } = cluster(marked({ [WEIGHTS]: '{"help":80,"news":20}' }));
    await router.ensure(basket, ALL_TO_PRIMARY);
    await router.setRoutes(basket, split(30));
    expect(marks()).toMatchObject({
      [WEIGHTS]: '{"basket-canary":30,"basket-primary":70,"help":80,"news":20}',
      [PREDICATE]: 'Weight(100)',
    });
  });

  it("loses what was taken off the user's Ingress, and keeps what others wrote", async () => {
    const filter = 'zalando.org/skipper-filter';
    const { objects, router, marks } = cluster(marked({ [filter]: 'status(503)', [PREDICATE]: 'Method("GET")' }));
    await router.ensure(basket, ALL_TO_PRIMARY);
    expect(marks()).toMatchObject({ [filter]: 'status(503)' });
    const [ours, theirs] = [canaryIngress.ours(basket), canaryIngress.theirs(basket)];
    await objects.patch(ours, { metadata: { annotations: { note: 'by them' } } });
    await objects.patch(theirs, { metadata: { annotations: { [filter]: null, [PREDICATE]: null } } });
    expect(await router.ensure(basket, ALL_TO_PRIMARY)).toEqual(['Ingress basket-canary']);
    expect(marks()).toEqual({
      [WEIGHTS]: '{"basket-canary":0,"basket-primary":100}',
      [PREDICATE]: 'False()',
      note: 'by them',
    });
    expect(await router.ensure(basket, ALL_TO_PRIMARY)).toEqual([]);
  });

  it('may be preferred while the primary has everybody, as Flagger leaves it', async () => {
    const { objects, router } = cluster(anIngress('basket'));
    await router.ensure(basket, ALL_TO_PRIMARY);
    await objects.patch(canaryIngress.ours(basket), { metadata: { annotations: { [PREDICATE]: 'Weight(100)' } } });
    expect(await router.routes(basket)).toEqual(ALL_TO_PRIMARY);
  });

  it.each([
    ['no JSON', { [WEIGHTS]: 'half' }],
    ['no weights', { [WEIGHTS]: '[]' }],
    ['weights that are texts', { [WEIGHTS]: '{"basket-canary":"30","basket-primary":"70"}' }],
    ['a share, but is passed by', { [PREDICATE]: 'False()' }],
    ['no predicate of ours', { [PREDICATE]: 'Method("GET")' }],
  ])('has no split with %s', async (_title, annotations) => {
    const { objects, router } = cluster(anIngress('basket'));
    await router.ensure(basket, split(30));
    await objects.patch(canaryIngress.ours(basket), { metadata: { annotations } });
    expect(await router.routes(basket)).toBeUndefined();
  });

  it('leads nobody to the canary any more where the Canary is deleted', async () => {
    const { router } = cluster(anIngress('basket'));
    await router.ensure(basket, split(30));
    await router.release(basket, true);
    expect(await router.routes(basket)).toEqual(ALL_TO_PRIMARY);
  });
});

describe('a Canary for Skipper', () => {
  it('is refused without an Ingress, in the words of Flagger', () => {
    const { ingressRef: _, ...spec } = basket.spec;
    expect(skipper.problems({ ...basket, spec }).map(({ allowed }) => allowed)).toEqual([
      'the Ingress of the service: ingress selector is empty',
    ]);
  });

  it.each([
    ['there is none', [], new Wait('ingress basket.shop not found')],
    [
      'it leads elsewhere',
      [{ ...anIngress('help'), metadata: anIngress('basket').metadata }],
      new Wait('backend basket not found in ingress basket'),
    ],
  ])('waits for its Ingress where %s', async (_title, there, words) => {
    await expect(cluster(...there).router.ensure(basket, ALL_TO_PRIMARY)).rejects.toThrow(words);
  });

  it('stops at an Ingress that splits the service itself', async () => {
    const { router } = cluster(marked({ [WEIGHTS]: '{"basket":80,"help":20}' }));
    await expect(router.ensure(basket, ALL_TO_PRIMARY)).rejects.toThrow(Stop);
  });
});
