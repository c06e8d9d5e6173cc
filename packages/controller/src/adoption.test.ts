import { describe, expect, it } from '@jest/globals';
import type { KubeObject, OwnerReference, RawCanary, Ref } from '@flagger/api';
import { MemoryObjects } from '@flagger/testing';
import { Adoption } from './adoption.ts';

const canary = (name: string, uid: string): RawCanary => ({
  apiVersion: 'flagger.app/v1beta1',
  kind: 'Canary',
  metadata: { name, namespace: 'test', uid },
});

const owner = (name: string, uid: string, isController = true): OwnerReference => ({
  apiVersion: 'flagger.app/v1beta1',
  kind: 'Canary',
  name,
  uid,
  controller: isController,
  blockOwnerDeletion: isController,
});

const PRIMARY = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'podinfo-primary', namespace: 'test' } };
const APEX = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'podinfo', namespace: 'test' } };
const ELDER = owner('elder', 'uid-of-elder');
const BESIDE = { elder: { name: 'elder', uid: ELDER.uid }, younger: [] };
const MINE = owner('podinfo', 'mine');

const made = (ref: KubeObject, ownerReferences: readonly OwnerReference[], more: object = {}): KubeObject => ({
  ...ref,
  metadata: { ...ref.metadata, labels: { app: 'x' }, ownerReferences, ...more },
  spec: { image: 'analysed' },
  status: { readyReplicas: 1 },
});

/** A canary among these others, which has read all of these objects. */
async function aCanary(objects: readonly KubeObject[], others: readonly RawCanary[] = []) {
  const living = new Map([canary('podinfo', 'mine'), ...others].map((each) => [`test/${each.metadata.name}`, each]));
  const cluster = new MemoryObjects({ objects });
  const adoption = new Adoption({
    canary: canary('podinfo', 'mine'),
    canaries: { read: (key) => living.get(key) },
    objects: cluster,
  });
  const look = () => Promise.all(objects.map((each) => adoption.objects.read(each)));
  await look();
  return {
    cluster,
    adoption,
    living,
    look,
    ownersOf: (ref: KubeObject) => cluster.peek(ref)?.metadata.ownerReferences,
  };
}

describe('what was made for a Canary that is gone', () => {
  it('gets the canary as its owner, and is else as it was', async () => {
    const { adoption, cluster, ownersOf } = await aCanary([made(PRIMARY, [ELDER])]);
    expect(adoption.wanted(undefined)).toEqual(['Deployment podinfo-primary']);
    expect(await adoption.adopt([], undefined)).toEqual(['Deployment podinfo-primary']);
    expect(ownersOf(PRIMARY)).toEqual([MINE]);
    expect(cluster.peek(PRIMARY)).toMatchObject({ spec: { image: 'analysed' }, status: { readyReplicas: 1 } });
    expect(adoption.wanted(undefined)).toEqual([]);
  });

  it('is found where a Canary of the same name was deleted and made again', async () => {
    const { adoption, ownersOf } = await aCanary([made(PRIMARY, [owner('podinfo', 'of the former')])]);
    await adoption.adopt([], undefined);
    expect(ownersOf(PRIMARY)).toEqual([MINE]);
  });

  it('is found among objects that were not read before', async () => {
    const { adoption, cluster, ownersOf } = await aCanary([made(PRIMARY, [ELDER])]);
    cluster.set(made(APEX, [ELDER]));
    expect(await adoption.adopt([PRIMARY, APEX], undefined)).toEqual(['Deployment podinfo-primary', 'Service podinfo']);
    expect(ownersOf(APEX)).toEqual([MINE]);
  });

  it('keeps the owners that it has besides', async () => {
    const other = owner('another', 'living', false);
    const { adoption, ownersOf } = await aCanary([made(APEX, [ELDER, other])]);
    await adoption.adopt([], undefined);
    expect(ownersOf(APEX)).toEqual([MINE, other]);
  });

  it('is adopted as it is now where somebody changed it since it was read', async () => {
    const { adoption, cluster, ownersOf } = await aCanary([made(APEX, [ELDER])]);
    await cluster.patch(APEX, { spec: { image: 'another' } });
    await adoption.adopt([], undefined);
    expect(ownersOf(APEX)).toEqual([MINE]);
  });

  it('is not written where somebody changes it in this moment', async () => {
    const { adoption, cluster, ownersOf } = await aCanary([made(PRIMARY, [ELDER])]);
    const read = cluster.read.bind(cluster);
    cluster.read = async <T extends KubeObject>(ref: Ref) => {
      const found = await read<T>(ref);
      await cluster.patch(ref, { spec: { image: 'another' } });
      return found;
    };
    await expect(adoption.adopt([], undefined)).rejects.toThrow('changed meanwhile');
    expect(ownersOf(PRIMARY)).toEqual([ELDER]);
  });

  it('is made again as it was where Kubernetes was faster, since users were served by it', async () => {
    const { adoption, cluster, look } = await aCanary([made(PRIMARY, [ELDER])]);
    cluster.delete(PRIMARY);
    await look();
    expect(adoption.wanted(undefined)).toEqual(['Deployment podinfo-primary']);
    await adoption.adopt([], undefined);
    const { metadata, spec, status } = cluster.peek(PRIMARY) ?? {};
    expect({ labels: metadata?.labels, owners: metadata?.ownerReferences, spec, status }).toEqual({
      labels: { app: 'x' },
      owners: [MINE],
      spec: { image: 'analysed' },
      status: undefined,
    });
    expect(adoption.wanted(undefined)).toEqual([]);
  });

  it('is made again as well where Kubernetes was faster by a moment only', async () => {
    const { adoption, cluster } = await aCanary([made(PRIMARY, [ELDER])]);
    cluster.delete(PRIMARY);
    expect(await adoption.adopt([PRIMARY], undefined)).toEqual(['Deployment podinfo-primary']);
    expect(cluster.peek(PRIMARY)).toMatchObject({ spec: { image: 'analysed' } });
  });

  it('is made again only once it is gone where it is being deleted already', async () => {
    const leaving = made(PRIMARY, [ELDER], { deletionTimestamp: 't', finalizers: ['foregroundDeletion'] });
    const { adoption, cluster, look, ownersOf } = await aCanary([leaving]);
    expect(await adoption.adopt([], undefined)).toEqual([]);
    expect(ownersOf(PRIMARY)).toEqual([ELDER]);
    cluster.delete(PRIMARY);
    await look();
    expect(await adoption.adopt([], undefined)).toEqual(['Deployment podinfo-primary']);
    expect(cluster.peek(PRIMARY)?.metadata.finalizers).toBeUndefined();
  });

  it('is made by nobody else where it goes between the look and the writes of a turn', async () => {
    const { adoption, cluster, look } = await aCanary([made(PRIMARY, [ELDER], { deletionTimestamp: 'now' })]);
    cluster.delete(PRIMARY);
    await look();
    const ofTheTarget = { ...made(PRIMARY, [MINE]), spec: { image: 'not analysed' } };
    await expect(adoption.objects.create(ofTheTarget)).rejects.toThrow('it is made again as it was');
    await adoption.adopt([], undefined);
    expect(cluster.peek(PRIMARY)).toMatchObject({ spec: { image: 'analysed' } });
  });

  it('stays away where it is no workload: it is made anew by whoever needs it', async () => {
    const { adoption, cluster, look } = await aCanary([made(APEX, [ELDER])]);
    cluster.delete(APEX);
    await look();
    expect(adoption.wanted(undefined)).toEqual([]);
  });

  it('stays away where it was in the way', async () => {
    const { adoption, cluster, look } = await aCanary([made(PRIMARY, [ELDER])]);
    adoption.leave();
    cluster.delete(PRIMARY);
    await look();
    expect(adoption.wanted(undefined)).toEqual([]);
  });
});

describe('what has another owner', () => {
  it('is left alone where that is a Canary that lives', async () => {
    const { adoption, ownersOf } = await aCanary([made(PRIMARY, [ELDER])], [canary('elder', ELDER.uid)]);
    expect(await adoption.adopt([], undefined)).toEqual([]);
    expect(ownersOf(PRIMARY)).toEqual([ELDER]);
  });

  it('is left alone where that is a person, or no Canary', async () => {
    const chart = { ...owner('podinfo', 'chart'), apiVersion: 'charts.example/v1', kind: 'Release' };
    const { adoption } = await aCanary([made(PRIMARY, [chart]), made(APEX, [])]);
    expect(adoption.wanted(undefined)).toEqual([]);
  });
});

describe('what belongs to a younger Canary of the same target, which was at work before', () => {
  it('is the older one’s, which works now, and goes no more with the younger', async () => {
    const { adoption, ownersOf } = await aCanary([made(PRIMARY, [ELDER])], [canary('elder', ELDER.uid)]);
    await adoption.adopt([], { elder: undefined, younger: [ELDER.uid] });
    expect(ownersOf(PRIMARY)).toEqual([MINE]);
  });
});

describe('what belongs to the older Canary of the same target', () => {
  const beside = () => aCanary([made(PRIMARY, [ELDER])], [canary('elder', ELDER.uid)]);

  it('has the younger as a further owner, so that it outlives the older one', async () => {
    const { adoption, ownersOf } = await beside();
    expect(await adoption.adopt([], BESIDE)).toEqual(['Deployment podinfo-primary']);
    expect(ownersOf(PRIMARY)).toEqual([ELDER, { ...MINE, controller: false, blockOwnerDeletion: false }]);
    expect(adoption.wanted(BESIDE)).toEqual([]);
  });

  it('is the younger one’s once only that is left', async () => {
    const { adoption, cluster, living, look, ownersOf } = await beside();
    await adoption.adopt([], BESIDE);
    living.delete('test/elder');
    await cluster.patch(PRIMARY, { metadata: { ownerReferences: [{ ...MINE, controller: false }] } });
    await look();
    await adoption.adopt([], undefined);
    expect(ownersOf(PRIMARY)).toEqual([MINE]);
  });

  it('is the younger one’s with the copies of configs first, by whose owner nobody would find them after a crash', async () => {
    const copy = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings-primary', namespace: 'test' } };
    const beside = [owner('podinfo', 'mine', false)];
    const { adoption, cluster } = await aCanary([made(PRIMARY, beside), made(APEX, [ELDER]), made(copy, beside)]);
    await adoption.adopt([copy], undefined);
    expect(cluster.writes.map(({ ref }) => ref.kind)).toEqual(['Service', 'ConfigMap', 'Deployment']);
    expect(adoption.wanted(undefined)).toEqual([]);
  });

  it('is adopted by a new Canary where the younger is all that is left of its owners, and is gone as well', async () => {
    const { adoption, ownersOf } = await aCanary([made(PRIMARY, [{ ...ELDER, controller: false }])]);
    expect(await adoption.adopt([], undefined)).toEqual(['Deployment podinfo-primary']);
    expect(ownersOf(PRIMARY)).toContainEqual(MINE);
  });

  it('is made again by the younger where it went with the older one', async () => {
    const { adoption, cluster, living, look, ownersOf } = await beside();
    await adoption.adopt([], BESIDE);
    cluster.delete(PRIMARY);
    await look();
    expect(adoption.wanted(BESIDE)).toEqual([]);
    living.delete('test/elder');
    await adoption.adopt([], undefined);
    expect(ownersOf(PRIMARY)).toEqual([MINE]);
  });

  it('is made again by the younger where it went before that became an owner', async () => {
    const { adoption, cluster, living, look } = await beside();
    cluster.delete(PRIMARY);
    await look();
    expect(adoption.wanted(BESIDE)).toEqual([]);
    living.delete('test/elder');
    expect(await adoption.adopt([], undefined)).toEqual(['Deployment podinfo-primary']);
    expect(cluster.peek(PRIMARY)).toMatchObject({ spec: { image: 'analysed' } });
  });

  it('of a third Canary that is gone is left to the older one', async () => {
    const { adoption } = await aCanary([made(PRIMARY, [owner('third', 'gone')])], [canary('elder', ELDER.uid)]);
    expect(adoption.wanted(BESIDE)).toEqual([]);
  });
});
