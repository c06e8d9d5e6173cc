import { expect, it } from '@jest/globals';
import { ALL_TO_CANARY, ALL_TO_PRIMARY, type MeshProvider, type MeshRouter, type Routes, split } from '@flagger/api';
import { meshCanary, type MeshFixtures } from './mesh-world.ts';
import { WatchedObjects } from './watched-objects.ts';

const SPLITS: readonly Routes[] = [ALL_TO_PRIMARY, split(1), split(50), ALL_TO_CANARY, { ...ALL_TO_PRIMARY, mirrored: true }];

const ANALYSES = [
  { stepWeight: 10 },
  { stepWeight: 10, mirror: true },
  { iterations: 2 },
  { iterations: 2, mirror: true },
  { iterations: 2, match: [{ headers: { 'x-cohort': { exact: 'early' } } }] },
];

/** What a provider keeps to that has no object to route with: whatever is asked, the services alone decide, and users stay with the primary. */
export function withoutObjects(provider: MeshProvider, inner: MeshFixtures['objects']): void {
  const world = async (): Promise<{ readonly objects: WatchedObjects; readonly router: MeshRouter }> => {
    const objects = new WatchedObjects(await inner());
    return { objects, router: provider.router(objects) };
  };

  it('says that it can do nothing with traffic, and needs no kind of a mesh', () => {
    expect(provider.capabilities).toEqual({ weights: false, mirror: false, match: false });
    expect(provider.crds).toEqual([]);
  });

  it.each(ANALYSES)('refuses no strategy, since none can send users astray: %j', (analysis) => {
    expect(provider.problems(meshCanary({ analysis }))).toEqual([]);
  });

  it.each(SPLITS)('leaves all users with the primary and writes nothing, whatever is asked: %j', async (wanted) => {
    const { objects, router } = await world();
    const basket = meshCanary();
    expect(await router.routes(basket)).toEqual(ALL_TO_PRIMARY);
    await router.prepare(basket);
    expect(await router.ensure(basket, wanted)).toEqual([]);
    expect(await router.setRoutes(basket, wanted)).toEqual([]);
    expect(await router.routes(basket)).toEqual(ALL_TO_PRIMARY);
    await router.release(basket);
    expect(objects.writes).toBe(0);
  });
}
