import { afterEach, describe, expect, it } from '@jest/globals';
import { ALL, type Api, FIRST, playApi, SECOND } from '../../../test/appmesh-api.ts';
import { type PlayedMesh, versionOf } from '../../../test/played-mesh.ts';

let played: PlayedMesh | undefined;
afterEach(async () => {
  await played?.stop();
  played = undefined;
});

const play = async (api: Api): Promise<PlayedMesh> => (played = await playApi(api));

describe.each([
  ['v1beta1', FIRST],
  ['v1beta2', SECOND],
])("App Mesh's %s", (_, api) => {
  const shares = (primary: number, canary: number): object => ({
    weightedTargets: [api.target('podinfo-canary', canary), api.target('podinfo-primary', primary)],
  });

  it('splits requests by weight', async () => {
    const mesh = await play(api);
    await api.route(mesh, [{ name: 'all' }, { match: ALL, action: shares(60, 40) }]);
    const { '6.0.1': primary = 0, '6.0.2': canary = 0 } = await mesh.versions(200);
    expect(primary + canary).toBe(200);
    expect(canary).toBeGreaterThan(50);
    expect(canary).toBeLessThan(110);
    await api.route(mesh, [{ name: 'all' }, { match: ALL, action: shares(100, 0) }]);
    expect(await mesh.versions(10)).toEqual({ '6.0.1': 10 });
  });

  it('sends who asks by any name of the Service the same way', async () => {
    const mesh = await play(api);
    await api.route(mesh, [{ name: 'all' }, { match: ALL, action: shares(0, 100) }]);
    for (const url of ['http://podinfo.test:9898/', 'http://podinfo.test.svc.cluster.local:9898/']) {
      expect(await mesh.versions(2, { url })).toEqual({ '6.0.2': 2 });
    }
    expect(await mesh.versions(2, { url: 'http://podinfo:9898/', source: { namespace: 'test' } })).toEqual({
      '6.0.2': 2,
    });
  });

  it('tries the routes by priority, those that state none last', async () => {
    const mesh = await play(api);
    const insider = { ...ALL, headers: [{ name: 'X-Canary', match: { exact: 'insider' } }] };
    await api.route(
      mesh,
      [{ name: 'rest' }, { match: ALL, action: shares(100, 0) }],
      [
        { name: 'b', priority: 20 },
        { match: insider, action: shares(100, 0) },
      ],
      [
        { name: 'a', priority: 10 },
        { match: insider, action: shares(0, 100) },
      ],
    );
    expect([await mesh.versions(3), await mesh.versions(3, { headers: [['x-canary', 'insider']] })]).toEqual([
      { '6.0.1': 3 },
      { '6.0.2': 3 },
    ]);
  });

  it.each<[string, object, readonly [string, string], boolean]>([
    ['a prefix', { match: { prefix: 'in' } }, ['x-who', 'insider'], true],
    ['a suffix', { match: { suffix: '.example.com' } }, ['x-who', 'a.example.com'], true],
    ['another suffix', { match: { suffix: '.example.com' } }, ['x-who', 'a.example.org'], false],
    [
      'a regex that the whole value fits',
      { match: { regex: '^(.*?;)?(ring=beta)(;.*)?$' } },
      ['x-who', 'a=b;ring=beta'],
      true,
    ],
    ['a regex that a part fits', { match: { regex: 'beta' } }, ['x-who', 'ring=beta'], false],
    ['the first number of a range', { match: { range: { start: 10, end: 20 } } }, ['x-who', '10'], true],
    ['the end of a range', { match: { range: { start: 10, end: 20 } } }, ['x-who', '20'], false],
    ['no number', { match: { range: { start: 0, end: 20 } } }, ['x-who', 'ten'], false],
    ['a header that is there', {}, ['x-who', ''], true],
    ['another header', {}, ['x-other', ''], false],
    ['a header that must not be so', { match: { exact: 'me' }, invert: true }, ['x-who', 'me'], false],
    ['a header that is otherwise', { match: { exact: 'me' }, invert: true }, ['x-who', 'you'], true],
  ])('matches a header by %s', async (_title, header, given, expected) => {
    const mesh = await play(api);
    const match = { ...ALL, headers: [{ name: 'x-who', ...header }] };
    await api.route(
      mesh,
      [
        { name: 'a', priority: 10 },
        { match, action: shares(0, 100) },
      ],
      [
        { name: 'b', priority: 20 },
        { match: ALL, action: shares(100, 0) },
      ],
    );
    expect(versionOf(await mesh.ask('/', { headers: [given] }))).toBe(expected ? '6.0.2' : '6.0.1');
  });

  it('answers 404 where no route fits', async () => {
    const mesh = await play(api);
    await api.route(mesh, [{ name: 'some' }, { match: { prefix: '/shop' }, action: shares(0, 100) }]);
    expect((await mesh.ask('/other')).status).toBe(404);
    expect(versionOf(await mesh.ask('/shop'))).toBe('6.0.2');
  });

  it('gives up after 15 seconds where nothing is said', async () => {
    const mesh = await play(api);
    await api.route(mesh, [{ name: 'all' }, { match: ALL, action: shares(0, 100) }]);
    const startedAt = mesh.clock.now();
    expect(await mesh.askWhile('/delay/60')).toMatchObject({ status: 504, flags: 'UT' });
    expect(mesh.clock.now() - startedAt).toBeGreaterThanOrEqual(15_000);
    expect((await mesh.askWhile('/delay/1')).status).toBe(200);
  });

  it('tries again what the policy names, and 503 unasked', async () => {
    const mesh = await play(api);
    const tries = async (path: string, retryPolicy?: object): Promise<number> => {
      await api.route(mesh, [
        { name: 'all' },
        { match: ALL, action: shares(0, 100), ...(retryPolicy && { retryPolicy }) },
      ]);
      const before = mesh.counted('envoy_cluster_upstream_rq', {});
      await mesh.ask(path);
      return mesh.counted('envoy_cluster_upstream_rq', {}) - before;
    };
    expect([await tries('/status/503'), await tries('/status/500')]).toEqual([3, 1]);
    expect(await tries('/status/500', { maxRetries: 1, httpRetryEvents: ['server-error'] })).toBe(2);
    expect(await tries('/status/500', { maxRetries: 1, httpRetryEvents: ['gateway-error'] })).toBe(1);
    expect(await tries('/status/502', { maxRetries: 4, httpRetryEvents: ['gateway-error'] })).toBe(5);
    expect(await tries('/status/409', { maxRetries: 1, httpRetryEvents: ['client-error'] })).toBe(2);
    expect(await tries('/status/503', { maxRetries: 1, tcpRetryEvents: ['connection-error'] })).toBe(1);
  });

  it('answers 503 where a target is no node', async () => {
    const mesh = await play(api);
    await api.route(mesh, [{ name: 'all' }, { match: ALL, action: { weightedTargets: [api.target('nobody', 1)] } }]);
    expect(await mesh.ask()).toMatchObject({ status: 503, flags: 'UH' });
  });

  it('tells of a route that cannot be read, and Services decide', async () => {
    const mesh = await play(api);
    await api.route(mesh, [
      { name: 'all' },
      { match: { headers: [{ name: 'x', match: { regex: '(' } }] }, action: shares(0, 100) },
    ]);
    expect(await mesh.versions(2)).toEqual({ '6.0.1': 2 });
    expect(mesh.log.lines.filter(({ level }) => level === 'warn').map(({ keys }) => String(keys.because))).toEqual([
      expect.stringMatching(/^VirtualService podinfo(\.test)?\.test cannot be read: /),
    ]);
  });
});
