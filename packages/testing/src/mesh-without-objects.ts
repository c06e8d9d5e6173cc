import { expect, it } from '@jest/globals';
import { ALL_TO_CANARY, ALL_TO_PRIMARY, type MeshProvider, type MeshRouter, type Routes, split } from '@flagger/api';
import type { MeshStage } from './mesh-stage.ts';
import { chosen, meshCanary } from './mesh-cluster.ts';
import { WatchedObjects } from './watched-objects.ts';

const SPLITS: readonly Routes[] = [
  ALL_TO_PRIMARY,
  split(1),
  split(50),
  ALL_TO_CANARY,
  { ...ALL_TO_PRIMARY, mirrored: true },
];

const match = [{ headers: { 'x-cohort': { exact: 'early' } } }];

/** Each strategy, and what of it cannot be done. */
const ANALYSES: readonly (readonly [analysis: object, ignored: readonly RegExp[]])[] = [
  [{ iterations: 2 }, []],
  [{ iterations: 2, mirror: true }, [/mirror/]],
  [{ iterations: 2, match }, [/A\/B testing/]],
  [{ stepWeight: 10 }, [/Progressive traffic/]],
  [{ stepWeight: 10, mirror: true }, [/Progressive traffic/, /mirror/]],
];

/**
 * What a provider keeps to that has no object to route with: whatever is asked, the services alone decide, and users
 * stay with the primary.
 */
export function withoutObjects(provider: MeshProvider, stage: MeshStage): void {
  const cluster = async (): Promise<{ readonly objects: WatchedObjects; readonly router: MeshRouter }> => {
    const objects = new WatchedObjects(await stage.objects([]), provider.rules);
    return { objects, router: provider.router(objects, chosen(provider)) };
  };

  it('says that it can do nothing with traffic, and needs no kind of a mesh', () => {
    expect(provider.capabilities).toEqual({ weights: false, mirror: false, match: false, sticky: false });
    expect([provider.crds, provider.rules]).toEqual([[], []]);
  });

  it.each(ANALYSES)(
    'refuses no strategy, since none can send users astray, and warns of what it leaves undone: %j',
    (analysis, ignored) => {
      const canary = meshCanary({ analysis });
      expect(provider.problems(canary)).toEqual([]);
      const told = provider.warnings?.(canary) ?? [];
      ignored.forEach((what) => expect(told).toContainEqual(expect.stringMatching(what)));
      expect(told.length > 0).toBe(ignored.length > 0);
    },
  );

  it.each(SPLITS)('leaves all users with the primary and writes nothing, whatever is asked: %j', async (wanted) => {
    const { objects, router } = await cluster();
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
