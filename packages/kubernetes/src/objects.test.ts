import { describe, expect, it } from '@jest/globals';
import type { KubeObject, Ref } from '@flagger/api';
import { aLog, serve, settled, until } from '../test/api-server.ts';
import { FakeCluster } from '../test/fake-cluster.ts';
import { CANARY, DEPLOYMENTS, ending, podinfo, SECRETS, start, watchOf } from '../test/started-cluster.ts';
import { thisMachine } from './client/machine.ts';
import { createCluster } from './cluster.ts';

describe('ClusterObjects', () => {
  const withTarget = (fake: FakeCluster): unknown => fake.put(`${DEPLOYMENTS}/podinfo`, { spec: { replicas: 1 } });

  it('start to be watched when they are first read, and cost no request from then on', async () => {
    const { server, cluster, asked } = await start(withTarget);
    const objects = cluster.objects(CANARY);
    expect(await objects.read(podinfo)).toMatchObject({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      spec: { replicas: 1 },
    });
    await until(() => watchOf(server, '/apis/apps/v1/deployments'));
    expect(asked()).toEqual(['GET /apis/apps/v1', 'GET /apis/apps/v1/deployments', 'GET /apis/apps/v1/deployments']);
    await objects.read(podinfo);
    expect(await objects.read({ ...podinfo, metadata: { namespace: 'test', name: 'none' } })).toBeUndefined();
    expect(asked()).toEqual([]);
  });

  it('of which the watch is yet to bring one are asked for once by a canary that must be sure', async () => {
    const { fake, cluster, asked } = await start();
    const objects = cluster.objects(CANARY);
    expect(await objects.read(podinfo)).toBeUndefined();
    await settled();
    asked();
    fake.isSilent = true;
    withTarget(fake);
    expect(await objects.read(podinfo)).toBeUndefined();
    expect(asked()).toEqual([]);
    expect(await objects.confirm(podinfo)).toMatchObject({ spec: { replicas: 1 } });
    expect(await objects.read(podinfo)).toMatchObject({ spec: { replicas: 1 } });
    expect(asked()).toEqual([`GET ${DEPLOYMENTS}/podinfo`]);
    const none = { ...podinfo, metadata: { namespace: 'test', name: 'none' } };
    for (let turn = 0; turn < 5; turn++) {
      expect(await objects.confirm(none)).toBeUndefined();
      cluster.endTurn(CANARY);
    }
    expect(asked()).toEqual([`GET ${DEPLOYMENTS}/none`]);
    await cluster.objects('test/another').confirm(none);
    expect(asked()).toEqual([`GET ${DEPLOYMENTS}/none`]);
  });

  it('that a canary will ask for are kept from the first list on', async () => {
    const { cluster, asked } = await start((fake) => {
      withTarget(fake);
      fake.put(`${DEPLOYMENTS}/podinfo-primary`, {});
    });
    await cluster.objects('test/another').read(podinfo);
    await settled();
    asked();
    await cluster.objects(CANARY).read({ ...podinfo, metadata: { namespace: 'test', name: 'podinfo-primary' } });
    expect(asked()).toEqual([]);
  });

  it('are in the cache as written, at once, and wake only others', async () => {
    const { cluster, woken } = await start(withTarget);
    const objects = cluster.objects(CANARY);
    await Promise.all([objects.read(podinfo), cluster.objects('test/other').read(podinfo)]);
    const patched = await objects.patch<KubeObject>(podinfo, { spec: { replicas: 5 } });
    expect(patched.spec).toEqual({ replicas: 5 });
    expect(await objects.read(podinfo)).toEqual(patched);
    const replaced = await objects.replace<KubeObject>({ ...patched, spec: { replicas: 7 } });
    expect(await objects.read(podinfo)).toEqual(replaced);
    await settled();
    expect(new Set(woken)).toEqual(new Set(['test/other']));
  });

  it('that are created are read next', async () => {
    const { cluster, woken, asked } = await start();
    const objects = cluster.objects(CANARY);
    expect(await objects.read(podinfo)).toBeUndefined();
    await settled();
    asked();
    const created = await objects.create({ ...podinfo, spec: { replicas: 1 } });
    expect(await objects.read(podinfo)).toEqual(created);
    expect(asked()).toEqual([`POST ${DEPLOYMENTS}`]);
    await settled();
    expect(woken).toEqual([]);
  });

  it('that exist already are a Conflict when created, and are read next even if the watch is late', async () => {
    const fake = new FakeCluster();
    withTarget(fake);
    const late = await serve((asked, response) =>
      (asked.query.limit === undefined ? fake : new FakeCluster()).answer(asked, response),
    );
    const cluster = createCluster({ connection: late.connection, log: aLog(), hasCanaries: false });
    await cluster.start(ending().signal);
    const objects = cluster.objects(CANARY);
    expect(await objects.read(podinfo)).toBeUndefined();
    await expect(objects.create({ ...podinfo, spec: {} })).rejects.toThrow(
      'creating Deployment podinfo.test: podinfo already exists',
    );
    expect(await objects.read(podinfo)).toMatchObject({ spec: { replicas: 1 } });
  });

  it('that were written without an answer are asked for: the watch may be late', async () => {
    const fake = new FakeCluster();
    withTarget(fake);
    let late = 0;
    const server = await serve((asked, response) => {
      if (asked.method === 'PATCH') {
        // done, and never heard of
        fake.isSilent = true;
        fake.put(`${DEPLOYMENTS}/podinfo`, { spec: { replicas: 5 } });
        late += 60_000;
        return void response.destroy();
      }
      return fake.answer(asked, response);
    });
    const machine = { ...thisMachine, elapsed: () => thisMachine.elapsed() + late };
    const cluster = createCluster({ connection: server.connection, log: aLog(), hasCanaries: false, machine });
    await cluster.start(ending().signal);
    const objects = cluster.objects(CANARY);
    await objects.read(podinfo);
    await expect(objects.patch(podinfo, { spec: { replicas: 5 } })).rejects.toThrow('patching Deployment podinfo.test');
    expect(await objects.read(podinfo)).toMatchObject({ spec: { replicas: 5 } });
  });

  it('that are removed are gone at once; removing what is not there is done', async () => {
    const { fake, cluster, woken } = await start(withTarget);
    const objects = cluster.objects(CANARY);
    await objects.read(podinfo);
    await objects.remove(podinfo);
    expect([await objects.read(podinfo), fake.get(`${DEPLOYMENTS}/podinfo`)]).toEqual([undefined, undefined]);
    await objects.remove(podinfo);
    await settled();
    expect(woken).toEqual([]);
  });

  it('that finalizers hold back are still there after they were removed', async () => {
    const { cluster } = await start((fake) =>
      fake.put(`${DEPLOYMENTS}/podinfo`, { metadata: { finalizers: ['x/y'] } }),
    );
    const objects = cluster.objects(CANARY);
    await objects.read(podinfo);
    await objects.remove(podinfo);
    expect((await objects.read(podinfo))?.metadata.deletionTimestamp).toBeDefined();
  });

  it('of the whole cluster have no namespace, and others need one', async () => {
    const { cluster } = await start((fake) => fake.put('/apis/gateway.networking.k8s.io/v1/gatewayclasses/istio', {}), {
      namespace: 'test',
    });
    const istio: Ref = {
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'GatewayClass',
      metadata: { name: 'istio' },
    };
    const objects = cluster.objects(CANARY);
    expect(await objects.read(istio)).toMatchObject({ metadata: { name: 'istio' } });
    await expect(objects.read({ ...istio, metadata: { name: 'istio', namespace: 'test' } })).rejects.toThrow(
      'GatewayClass istio has no namespace',
    );
    await expect(objects.read({ ...podinfo, metadata: { name: 'podinfo' } })).rejects.toThrow(
      'Deployment podinfo needs a namespace',
    );
  });

  it('outside the only namespace are watched in theirs', async () => {
    const { cluster, asked } = await start((fake) => fake.put('/apis/apps/v1/namespaces/mesh/deployments/gate', {}), {
      namespace: 'test',
    });
    expect(
      await cluster.objects(CANARY).read({ ...podinfo, metadata: { namespace: 'mesh', name: 'gate' } }),
    ).toMatchObject({ metadata: { name: 'gate' } });
    expect(asked().slice(0, 2)).toEqual(['GET /apis/apps/v1', 'GET /apis/apps/v1/namespaces/mesh/deployments']);
  });

  it('of a kind that is not installed are waited for', async () => {
    const { cluster } = await start();
    const read = cluster
      .objects(CANARY)
      .read({ apiVersion: 'keda.sh/v1alpha1', kind: 'ScaledObject', metadata: { namespace: 'test', name: 'a' } });
    await expect(read).rejects.toMatchObject({
      name: 'Wait',
      message: 'ScaledObject keda.sh/v1alpha1 is not installed in this cluster',
    });
  });

  it('which are Secrets are watched as metadata, and their data is read each time', async () => {
    const { server, cluster, asked } = await start((fake) => fake.put(`${SECRETS}/token`, { data: { token: 'aGk=' } }));
    const token: Ref = { apiVersion: 'v1', kind: 'Secret', metadata: { namespace: 'test', name: 'token' } };
    const objects = cluster.objects(CANARY);
    expect(await objects.read(token)).toMatchObject({ data: { token: 'aGk=' } });
    await until(() => watchOf(server, '/api/v1/secrets'));
    expect(
      server.asked
        .filter(({ path }) => path === '/api/v1/secrets')
        .map(({ headers }) => headers.accept?.includes('PartialObjectMetadata')),
    ).toEqual([true, true]);
    asked();
    await objects.read(token);
    expect(asked()).toEqual([`GET ${SECRETS}/token`]);
  });
});
