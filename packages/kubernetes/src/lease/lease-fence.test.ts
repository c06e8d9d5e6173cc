import { describe, expect, it } from '@jest/globals';
import { refuse, send, serve, settled, until } from '../../test/api-server.ts';
import { createCluster } from '../cluster.ts';
import { connect } from '../client/connect.ts';
import { fencedConnection, namespaceIn } from './lease-fence.ts';
import { LEASES } from '../client/resource.ts';
import { createTransport } from '../client/transport.ts';

const CALL = { resource: LEASES, place: { namespace: 'test', name: 'a' }, body: { metadata: { name: 'a' } } };

describe('a fenced connection', () => {
  it('lets writes through while writing is allowed', async () => {
    const server = await serve((_, response) => send(response, { done: true }));
    const transport = createTransport({ connection: fencedConnection(server.connection, () => true) });
    expect(await transport.request({ ...CALL, verb: 'update' })).toEqual({ done: true });
  });

  it('stops every write once it is not, and no read', async () => {
    const server = await serve((_, response) => send(response, {}));
    const transport = createTransport({ connection: fencedConnection(server.connection, () => false) });
    for (const verb of ['create', 'update', 'patch', 'delete'] as const) {
      await expect(transport.request({ ...CALL, verb, deadlineMs: 400 })).rejects.toThrow('the lease is not ours');
    }
    await transport.request({ ...CALL, verb: 'get', body: undefined });
    expect(server.lines()).toEqual(['GET /apis/coordination.k8s.io/v1/namespaces/test/leases/a']);
  });

  it('asks for the namespace that is written into, wherever the server is', async () => {
    const server = await serve((_, response) => send(response, {}));
    const asked: (string | undefined)[] = [];
    const mayWrite = (namespace: string | undefined): boolean => {
      asked.push(namespace);
      return namespace !== 'theirs';
    };
    const transport = createTransport({ connection: fencedConnection(server.connection, mayWrite) });
    await transport.request({ ...CALL, verb: 'update' });
    const theirs = { ...CALL, verb: 'update', place: { namespace: 'theirs', name: 'a' }, deadlineMs: 500 } as const;
    await expect(transport.request(theirs)).rejects.toThrow('the lease is not ours');
    expect(asked.slice(0, 2)).toEqual(['test', 'theirs']);
  });

  it.each([
    ['/api/v1/namespaces/shop/events', 'shop'],
    ['/apis/apps/v1/namespaces/shop/deployments/podinfo', 'shop'],
    ['/k8s/clusters/c-1/apis/flagger.app/v1beta1/namespaces/shop/canaries/podinfo/status?fieldManager=flagger', 'shop'],
    ['/api/v1/namespaces/shop', 'shop'],
    ['/apis/metrics.keptn.sh/v1/namespaces/elsewhere/analyses', undefined],
  ])('finds in %s the namespace %s', (path, namespace) => {
    expect(namespaceIn(path)).toBe(namespace);
  });

  it('stops the second attempt of a write that was allowed when it began', async () => {
    let isAllowed = true;
    const server = await serve((_, response) => {
      isAllowed = false;
      refuse(response, 503);
    });
    const transport = createTransport({
      connection: fencedConnection(server.connection, () => isAllowed),
      timings: { firstPauseMs: 1, longestPauseMs: 5 },
    });
    await expect(transport.request({ ...CALL, verb: 'patch', deadlineMs: 800 })).rejects.toThrow();
    expect(server.asked).toHaveLength(1);
  });

  it('stops a write that waited for one of the connections', async () => {
    let isAllowed = true;
    const held: (() => void)[] = [];
    const server = await serve((_, response) => void held.push(() => send(response, {})));
    const transport = createTransport({ connection: fencedConnection(server.connection, () => isAllowed) });
    const end = new AbortController();
    let done = 0;
    const writes = Array.from({ length: 17 }, () =>
      transport.request({ ...CALL, verb: 'patch', signal: end.signal }).then(
        () => void (done += 1),
        () => 'stopped',
      ),
    );
    await until(() => held.length === 16);
    isAllowed = false;
    held.forEach((answer) => answer());
    await until(() => done === 16);
    await settled();
    expect(server.asked).toHaveLength(16);
    end.abort(new Error('enough'));
    expect((await Promise.all(writes)).filter((each) => each === 'stopped')).toHaveLength(1);
  });

  it('brings new credentials after a 401 as an open one does', async () => {
    const server = await serve(({ headers }, response) =>
      headers.authorization === 'Bearer new' ? send(response, {}) : refuse(response, 401),
    );
    let token = 'old';
    const inner = connect({ master: server.url, environment: {} });
    const renewing = {
      ...inner,
      server: inner.server,
      access: async () => ({ ...(await inner.access()), headers: { authorization: `Bearer ${token}` } }),
      refresh: async () => void (token = 'new'),
    };
    await createTransport({ connection: fencedConnection(renewing, () => true) }).request({ ...CALL, verb: 'patch' });
    expect(server.asked.map(({ headers }) => headers.authorization)).toEqual(['Bearer old', 'Bearer new']);
    await inner.close();
  });

  it('lets a cluster watch', async () => {
    const server = await serve(({ query }, response) =>
      query.watch === 'true' ? undefined : send(response, { metadata: { resourceVersion: '1' }, items: [] }),
    );
    const cluster = createCluster({
      connection: fencedConnection(server.connection, () => false),
      log: { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined },
    });
    const end = new AbortController();
    await cluster.start(end.signal);
    await until(() => server.asked.some(({ query }) => query.watch === 'true'));
    expect(cluster.isSynced()).toBe(true);
    end.abort();
  });
});
