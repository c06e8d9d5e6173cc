import { expect, it } from '@jest/globals';
import { ALL_TO_CANARY, ALL_TO_PRIMARY } from '@flagger/api';
import { BY_THEM, meshCanary, routedCluster, type Subject } from './mesh-cluster.ts';
import { withoutWordsOfTheMesh } from './words-of-the-mesh.ts';

const basket = meshCanary();

/** The object that holds the split is ours, and so are those beside it. */
export function repairOfDrift(subject: Subject): void {
  it('repairs drift at once and keeps the live split', async () => {
    const { router, look, edit } = await routedCluster(subject, basket, ALL_TO_CANARY);
    const before = await look(basket);
    await edit(basket, subject.fixtures.drift);
    expect((await look(basket))?.spec).not.toEqual(before?.spec);
    expect(await router.ensure(basket, ALL_TO_PRIMARY)).not.toEqual([]);
    expect((await look(basket))?.spec).toEqual(before?.spec);
    expect(await router.ensure(basket, ALL_TO_PRIMARY)).toEqual([]);
  });

  const { beside } = subject.fixtures;
  if (beside) {
    it('repairs the objects beside it, and keeps the live split', async () => {
      const { router, lookBeside, spoilBeside } = await routedCluster(subject, basket, ALL_TO_CANARY);
      const before = await lookBeside(basket);
      await spoilBeside(basket);
      expect(await lookBeside(basket)).not.toEqual(before);
      expect(await router.ensure(basket, ALL_TO_PRIMARY)).toHaveLength(before.length);
      expect(await lookBeside(basket)).toEqual(before);
      expect(await router.routes(basket)).toEqual(ALL_TO_CANARY);
    });
  }
}

/** The object that holds the split is the user's own target: nothing else of it is ours. */
export function keepingTheirs(subject: Subject): void {
  it('leaves what is not of the split as its owner wants it', async () => {
    const { router, objects, look, edit } = await routedCluster(subject, basket, ALL_TO_CANARY);
    await edit(basket, subject.fixtures.drift);
    const before = withoutWordsOfTheMesh(await look(basket));
    const { writes } = objects;
    expect(await router.ensure(basket, ALL_TO_PRIMARY)).toEqual([]);
    expect(objects.writes).toBe(writes);
    expect(withoutWordsOfTheMesh(await look(basket))).toEqual(before);
  });
}

/** The object is the user's, and was there before in one way only. */
export function givingBack(subject: Subject): void {
  it.each([false, true])(
    'gives the object back once, and takes nothing else from it; deleted: %s',
    async (isDeleted) => {
      const { router, objects, look, edit } = await routedCluster(subject, basket, ALL_TO_CANARY);
      await edit(basket, { ...subject.fixtures.drift, metadata: BY_THEM });
      await router.release(basket, isDeleted);
      const given = await look(basket);
      expect(given).toMatchObject({ metadata: BY_THEM, ...subject.fixtures.drift });
      expect(given?.spec).toMatchObject(subject.fixtures.theirs?.released ?? {});
      expect(await router.routes(basket)).toBeUndefined();
      const { writes } = objects;
      await router.release(basket, isDeleted);
      expect(objects.writes).toBe(writes);
    },
  );
}
