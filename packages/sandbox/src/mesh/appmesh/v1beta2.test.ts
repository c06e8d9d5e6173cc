import { afterEach, describe, expect, it } from '@jest/globals';
import { ALL, type Api, playApi, resourceOf, SECOND } from '../../../test/appmesh-api.ts';
import { type PlayedMesh, textOf, versionOf } from '../../../test/played-mesh.ts';

let played: PlayedMesh | undefined;
afterEach(async () => {
  await played?.stop();
  played = undefined;
});

const play = async (api: Api): Promise<PlayedMesh> => (played = await playApi(api));

describe("App Mesh's v1beta2", () => {
  const to = (node: string): object => ({ weightedTargets: [SECOND.target(node, 1)] });
  const services = resourceOf(SECOND.mesh, 'VirtualService');

  it('has timeouts of its own, and none where that is 0', async () => {
    const mesh = await play(SECOND);
    const route = (value: number, unit: string) =>
      SECOND.route(mesh, [
        { name: 'all' },
        { match: ALL, action: to('podinfo-canary'), timeout: { perRequest: { value, unit } } },
      ]);
    await route(500, 'ms');
    expect((await mesh.askWhile('/delay/5')).status).toBe(504);
    await route(2, 's');
    expect((await mesh.askWhile('/delay/1')).status).toBe(200);
    await route(0, 's');
    expect((await mesh.askWhile('/delay/20')).status).toBe(200);
  });

  it('matches paths, methods and query parameters', async () => {
    const mesh = await play(SECOND);
    const match = {
      path: { regex: '/(version|echo)' },
      method: 'POST',
      queryParameters: [{ name: 'v', match: { exact: '2' } }],
    };
    await SECOND.route(
      mesh,
      [
        { name: 'a', priority: 1 },
        { match, action: to('podinfo-canary') },
      ],
      [{ name: 'b' }, { match: ALL, action: to('podinfo-primary') }],
    );
    const version = async (path: string, method = 'POST') => versionOf(await mesh.ask(path, { method }));
    expect([
      await version('/echo?v=2'),
      await version('/echo?v=1'),
      await version('/echo?v=2', 'GET'),
      await version('/token?v=2'),
    ]).toEqual(['6.0.2', '6.0.1', '6.0.1', '6.0.1']);
  });

  it('lets a node provide a service, under the name that AWS has for it', async () => {
    const mesh = await play(SECOND);
    await mesh.apply(
      services,
      { name: 'shop' },
      { awsName: 'shop.example.com', provider: { virtualNode: { virtualNodeRef: { name: 'podinfo-canary' } } } },
    );
    expect(await mesh.versions(2, { url: 'http://shop.example.com/' })).toEqual({ '6.0.2': 2 });
  });

  it('answers 404 where the router of a service is not there', async () => {
    const mesh = await play(SECOND);
    await mesh.apply(
      services,
      { name: 'podinfo' },
      { provider: { virtualRouter: { virtualRouterRef: { name: 'nobody' } } } },
    );
    const answer = await mesh.ask();
    expect([answer.status, textOf(answer)]).toEqual([
      404,
      'VirtualService podinfo.test has no route for this request\n',
    ]);
  });

  it('finds routers and nodes of other namespaces where they are named so', async () => {
    const mesh = await play(SECOND);
    const virtualNodeRef = { name: 'podinfo-canary', namespace: 'test' };
    await mesh.apply(
      resourceOf(SECOND.mesh, 'VirtualRouter'),
      { name: 'router', namespace: 'edge' },
      {
        routes: [
          { name: 'all', httpRoute: { match: ALL, action: { weightedTargets: [{ virtualNodeRef, weight: 1 }] } } },
        ],
      },
    );
    await mesh.apply(
      services,
      { name: 'podinfo' },
      { provider: { virtualRouter: { virtualRouterRef: { name: 'router', namespace: 'edge' } } } },
    );
    expect(await mesh.versions(2)).toEqual({ '6.0.2': 2 });
  });
});
