import { describe, expect, it } from '@jest/globals';
import { send, serve, until } from '../../test/api-server.ts';
import { EVENTS, type Resource } from './resource.ts';
import { createTransport } from './transport.ts';

const ROUTES: Resource = {
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'HTTPRoute',
  plural: 'httproutes',
  namespaced: true,
  verbs: [],
};

describe('events that nobody answers', () => {
  it('hold up nothing else, however many there are', async () => {
    const hung: unknown[] = [];
    const { connection } = await serve((asked, response) =>
      asked.path.includes('/events') ? hung.push(response) : send(response, { metadata: { name: 'podinfo' } }),
    );
    const transport = createTransport({ connection });
    const end = new AbortController();
    const told = Array.from({ length: 40 }, (_, at) =>
      transport.request({
        verb: 'create',
        resource: EVENTS,
        place: { namespace: 'test', name: `podinfo.${at}` },
        body: {},
        signal: end.signal,
      }),
    );
    await until(() => hung.length > 0);
    const route = { verb: 'get', resource: ROUTES, place: { namespace: 'test', name: 'podinfo' } } as const;
    expect(await transport.request(route)).toMatchObject({ metadata: { name: 'podinfo' } });
    end.abort(new Error('over'));
    expect((await Promise.allSettled(told)).every(({ status }) => status === 'rejected')).toBe(true);
  });
});
