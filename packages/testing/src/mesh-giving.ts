import { expect, it } from '@jest/globals';
import { ALL_TO_CANARY, ALL_TO_PRIMARY, type KubeObject, type RoutedCanary, Stop } from '@flagger/api';
import { ORIGINAL, replacement } from '@flagger/mesh-kit';
import { begin, emptyCluster, type MeshCluster, meshCanary, routedCluster, type Subject } from './mesh-cluster.ts';

const basket = meshCanary();

/** The object is ours, or was there before: what a release leaves. */
export function giving(subject: Subject): void {
  it('releases what was never there, and what is its own, without complaint', async () => {
    const cluster = await emptyCluster(subject);
    await expect(cluster.router.release(basket)).resolves.toBeUndefined();
    await begin(cluster, basket);
    await expect(cluster.router.release(basket)).resolves.toBeUndefined();
  });

  it('releases what is its own once where the Canary is deleted, and keeps it to go with the Canary', async () => {
    const cluster = await routedCluster(subject, basket);
    const owners = (await cluster.look(basket))?.metadata.ownerReferences;
    await cluster.router.release(basket, true);
    expect((await cluster.look(basket))?.metadata.ownerReferences).toEqual(owners);
    const { writes } = cluster.objects;
    await cluster.router.release(basket, true);
    expect(cluster.objects.writes).toBe(writes);
  });

  it('lets alone what another Canary made under that name', async () => {
    const { router, objects } = await routedCluster(subject, basket, ALL_TO_CANARY);
    const { writes } = objects;
    await router.release({ ...basket, metadata: { ...basket.metadata, uid: 'another' } }, true);
    expect(objects.writes).toBe(writes);
  });

  const { existing } = subject.fixtures;
  if (!existing) {
    it('has nothing to give back, since it takes nothing over: release leaves all as it is', async () => {
      const cluster = await routedCluster(subject, basket, ALL_TO_CANARY);
      const before = await cluster.look(basket);
      const { writes } = cluster.objects;
      await cluster.router.release(basket);
      expect(await cluster.look(basket)).toEqual(before);
      expect(cluster.objects.writes).toBe(writes);
    });
    return;
  }
  givingBackTheirs(subject, existing);
}

function givingBackTheirs(subject: Subject, existing: (canary: RoutedCanary) => KubeObject): void {
  it('takes over what someone made before, gives it back on release, and does so once', async () => {
    const cluster = await emptyCluster(subject);
    const before = await cluster.objects.create(existing(basket));
    await begin(cluster, basket, ALL_TO_CANARY);
    expect(await cluster.router.routes(basket)).toEqual(ALL_TO_CANARY);
    await cluster.router.release(basket);
    expect((await cluster.look(basket))?.spec).toEqual(before.spec);
    const { writes } = cluster.objects;
    await cluster.router.release(basket);
    expect(cluster.objects.writes).toBe(writes);
  });

  it('gives back what was applied with kubectl, however often it looked after that', async () => {
    const cluster = await emptyCluster(subject);
    const before = existing(basket);
    const annotations = { 'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify(before) };
    await cluster.objects.create({ ...before, metadata: { ...before.metadata, annotations } });
    await begin(cluster, basket);
    await cluster.router.ensure(basket, ALL_TO_PRIMARY);
    await cluster.router.ensure(basket, ALL_TO_PRIMARY);
    await cluster.router.release(basket, true);
    expect((await cluster.look(basket))?.spec).toEqual(before.spec);
  });

  it('gives back what its owner wrote anew since it was taken over, and takes that over in one write', async () => {
    const cluster = await emptyCluster(subject);
    const { spec } = await cluster.objects.create(existing(basket));
    await begin(cluster, basket);
    await cluster.edit(basket, { spec: replacement((await cluster.look(basket))?.spec, spec) });
    await cluster.edit(basket, subject.fixtures.drift);
    const anew = await cluster.look(basket);
    const { writes } = cluster.objects;
    await cluster.router.ensure(basket, ALL_TO_PRIMARY);
    expect(cluster.objects.writes).toBe(writes + 1);
    expect(await cluster.router.routes(basket)).toEqual(ALL_TO_PRIMARY);
    await cluster.router.ensure(basket, ALL_TO_PRIMARY);
    expect(cluster.objects.writes).toBe(writes + 1);
    await cluster.router.release(basket);
    expect((await cluster.look(basket))?.spec).toEqual(anew?.spec);
  });

  const withoutNote = async (): Promise<MeshCluster> => {
    const cluster = await emptyCluster(subject);
    await cluster.objects.create(existing(basket));
    await begin(cluster, basket, ALL_TO_CANARY);
    await cluster.edit(basket, { metadata: { annotations: { [ORIGINAL]: null } } });
    return cluster;
  };
  if (subject.fixtures.cannotNameApex) {
    it('gives nothing back, and says so, where nobody kept what users had before', async () => {
      const { router } = await withoutNote();
      await expect(router.release(basket)).rejects.toThrow(Stop);
      await expect(router.release(basket)).rejects.not.toThrow('revertOnDeletion');
      await expect(router.release(basket, true)).rejects.toThrow(
        'or spec.revertOnDeletion: false to delete the Canary without that',
      );
      expect(await router.routes(basket)).toEqual(ALL_TO_CANARY);
    });
    return;
  }
  it.each([true, false])(
    'leads everybody to the service that is called, once, where nobody kept what users had before: deleted %s',
    async (isDeleted) => {
      const cluster = await withoutNote();
      await cluster.router.release(basket, isDeleted);
      const { spec, metadata } = (await cluster.look(basket)) ?? {};
      expect(JSON.stringify(spec)).not.toMatch(/basket-(primary|canary)/);
      expect(JSON.stringify(spec)).toContain('basket');
      expect(metadata?.annotations ?? {}).not.toHaveProperty([ORIGINAL]);
      const { writes } = cluster.objects;
      await cluster.router.release(basket, isDeleted);
      expect(cluster.objects.writes).toBe(writes);
    },
  );
}
