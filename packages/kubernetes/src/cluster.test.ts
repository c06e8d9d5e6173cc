import { describe, expect, it } from '@jest/globals';
import { type CanaryStatus, Conflict } from '@flagger/api';
import { aLog, type Answering, refuse, serve, settled, until } from '../test/api-server.ts';
import { FakeCluster } from '../test/fake-cluster.ts';
import { CANARIES, CANARY, canaryIn, DEPLOYMENTS, ending, podinfo, start, watchOf } from '../test/started-cluster.ts';
import { createCluster } from './cluster.ts';

async function startOn(answer: Answering): Promise<void> {
  const { connection } = await serve(answer);
  await createCluster({ connection, log: aLog() }).start(ending().signal);
}

describe('Cluster: start', () => {
  it('knows the canaries then, and tells of each', async () => {
    const fake = new FakeCluster();
    fake.put(`${CANARIES}/podinfo`, {});
    const { connection } = await serve(fake.answer);
    const cluster = createCluster({ connection, log: aLog() });
    const woken: string[] = [];
    cluster.onChange((key) => woken.push(key));
    expect(cluster.isSynced()).toBe(false);
    await cluster.start(ending().signal);
    expect([cluster.canaries.keys(), woken, cluster.isSynced()]).toEqual([[CANARY], [CANARY], true]);
    expect(canaryIn(cluster)).toMatchObject({
      apiVersion: 'flagger.app/v1beta1',
      kind: 'Canary',
      metadata: { name: 'podinfo', namespace: 'test' },
    });
  });

  it('looks into one namespace only where it is told so', async () => {
    const { server } = await start(undefined, { namespace: 'test' });
    expect(new Set(server.lines())).toEqual(new Set([`GET ${CANARIES}`]));
  });

  it('fails where Canaries are not installed', async () => {
    await expect(startOn((_, response) => refuse(response, 404))).rejects.toThrow(
      'Canary CRD is not registered: the cluster does not serve canaries.flagger.app in version flagger.app/v1beta1',
    );
  });

  it('fails where they may not be watched', async () => {
    await expect(startOn((_, response) => refuse(response, 403))).rejects.toThrow(
      'Canaries cannot be watched: our account must be allowed to list and watch canaries.flagger.app in the whole cluster',
    );
  });

  it('waits for a server that cannot be reached until the signal aborts', async () => {
    const started = startOn((_, response) => response.destroy());
    await settled();
    ending().abort(new Error('stopped'));
    await expect(started).rejects.toThrow('stopped');
  });

  it('needs no canaries in a cluster that only holds a mesh', async () => {
    const fake = new FakeCluster();
    fake.put(`${DEPLOYMENTS}/podinfo`, {});
    const server = await serve(fake.answer);
    const cluster = createCluster({ connection: server.connection, log: aLog(), hasCanaries: false });
    await cluster.start(ending().signal);
    expect(await cluster.objects(CANARY).read(podinfo)).toMatchObject({ metadata: { name: 'podinfo' } });
    expect([cluster.isSynced(), server.lines().some((line) => line.includes('canaries'))]).toEqual([true, false]);
  });
});

describe('Cluster: groups', () => {
  it('are asked for only where Kubernetes, Flagger or a mesh has them', async () => {
    const fake = new FakeCluster();
    const server = await serve(fake.answer);
    const groups = ['networking.istio.io'];
    const cluster = createCluster({ connection: server.connection, log: aLog(), hasCanaries: false, groups });
    await cluster.start(ending().signal);
    const read = (apiVersion: string) =>
      cluster.objects(CANARY).read({ apiVersion, kind: 'Thing', metadata: { namespace: 'test', name: 'a' } });
    await expect(read('evil.example/v1')).rejects.toThrow('Thing evil.example/v1 is not asked for');
    expect(server.lines()).toEqual([]);
    await expect(read('networking.istio.io/v1')).rejects.toThrow('is not installed');
    await expect(read('apps/v1')).rejects.toThrow('is not installed');
    expect(server.lines()).toEqual(['GET /apis/networking.istio.io/v1', 'GET /apis/apps/v1']);
  });
});

describe('Cluster: canaries', () => {
  const first: CanaryStatus = {
    phase: 'Progressing',
    iterations: 3,
    trackedConfigs: { 'configmap/a': '1', 'secret/b': '2' },
  };

  it('get exactly the status that is written, removing what it no longer has', async () => {
    const { fake, cluster } = await start();
    const canary = await cluster.canaries.writeStatus(canaryIn(cluster), first);
    const status: CanaryStatus = { phase: 'Succeeded', trackedConfigs: { 'secret/b': '3' } };
    const written = await cluster.canaries.writeStatus(canary, status);
    expect(written.status).toEqual(status);
    expect(fake.get(`${CANARIES}/podinfo`)?.status).toEqual(status);
  });

  it('are written by merge patches of the status that name the version they were decided on', async () => {
    const { server, cluster } = await start();
    const canary = canaryIn(cluster);
    await cluster.canaries.writeStatus(canary, first);
    const { path, headers, body } = server.asked.at(-1) ?? {};
    expect([path, headers?.['content-type']]).toEqual([`${CANARIES}/podinfo/status`, 'application/merge-patch+json']);
    expect(body).toEqual({ metadata: { resourceVersion: canary.metadata.resourceVersion }, status: first });
  });

  it('are in the cache as written, at once, and are not woken by that', async () => {
    const { cluster, woken } = await start();
    const canary = await cluster.canaries.writeStatus(canaryIn(cluster), first);
    expect(canaryIn(cluster)).toEqual(canary);
    await settled();
    expect(woken).toEqual([]);
  });

  it('are woken by what others change, and a write on an older version is a Conflict', async () => {
    const { fake, cluster, woken } = await start();
    const old = canaryIn(cluster);
    fake.put(`${CANARIES}/podinfo`, { spec: { suspend: true } });
    await until(() => woken.length > 0);
    expect(woken).toEqual([CANARY]);
    await expect(cluster.canaries.writeStatus(old, first)).rejects.toThrow(Conflict);
  });

  it('get metadata without losing the rest', async () => {
    const { server, cluster } = await start();
    const canary = await cluster.canaries.writeMetadata(canaryIn(cluster), { finalizers: ['finalizer.flagger.app'] });
    expect(canary.metadata.finalizers).toEqual(['finalizer.flagger.app']);
    expect(canary.spec).toEqual({ targetRef: { name: 'podinfo' } });
    expect(server.lines().at(-1)).toBe(`PATCH ${CANARIES}/podinfo`);
  });

  it('are woken when they are gone, and what they wanted is dropped', async () => {
    const { fake, server, cluster, woken, asked } = await start((filled) => filled.put(`${DEPLOYMENTS}/podinfo`, {}));
    await cluster.objects(CANARY).read(podinfo);
    await until(() => watchOf(server, '/apis/apps/v1/deployments'));
    fake.delete(`${CANARIES}/podinfo`);
    await until(() => woken.length > 0);
    expect([cluster.canaries.keys(), cluster.canaries.read(CANARY)]).toEqual([[], undefined]);
    cluster.forget(CANARY);
    asked();
    fake.put(`${DEPLOYMENTS}/podinfo`, { spec: { replicas: 2 } });
    await settled();
    expect([woken, asked()]).toEqual([[CANARY], []]);
  });
});
