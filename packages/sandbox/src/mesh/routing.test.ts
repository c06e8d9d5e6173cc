import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  addPod,
  apex,
  APEX,
  DESTINATION_RULES,
  type PlayedMesh,
  playMesh,
  shares,
  textOf,
  versionOf,
  VIRTUAL_SERVICES,
} from '../../test/played-mesh.ts';
import type { Ask } from './start.ts';

let played: PlayedMesh;
beforeEach(async () => {
  played = await playMesh();
});
afterEach(() => played.stop());

describe('the mesh', () => {
  it('sends requests to the pods of the Service where nothing else is said', async () => {
    expect(await played.versions(5)).toEqual({ '6.0.1': 5 });
    expect(await played.versions(5, { url: 'http://podinfo-canary.test.svc.cluster.local:9898/' })).toEqual({
      '6.0.2': 5,
    });
    expect(await played.versions(2, { url: 'http://podinfo-canary:9898/', source: { namespace: 'test' } })).toEqual({
      '6.0.2': 2,
    });
    expect(JSON.parse(textOf(await played.ask()))).toMatchObject({
      hostname: 'podinfo-primary-5d9f-abcde',
      version: '6.0.1',
    });
  });

  it('splits requests by weight', async () => {
    await played.route({ route: shares(70, 30) });
    const { '6.0.1': primary = 0, '6.0.2': canary = 0 } = await played.versions(400);
    expect(primary + canary).toBe(400);
    expect(canary).toBeGreaterThan(90);
    expect(canary).toBeLessThan(150);
  });

  it('gives everything to a single destination, whatever its weight', async () => {
    await played.route({ route: [{ destination: { host: 'podinfo-canary' }, weight: 0 }] });
    expect(await played.versions(5)).toEqual({ '6.0.2': 5 });
  });

  it('routes an A/B test by header and cookie', async () => {
    const match = [
      { headers: { 'x-canary': { exact: 'insider' } } },
      { headers: { cookie: { regex: '^(.*?;)?(canary=always)(;.*)?$' } } },
    ];
    await played.route(
      { match, route: shares(0, 100) },
      { route: [{ destination: { host: 'podinfo-primary' }, weight: 0 }] },
    );
    const version = async (headers: Ask['headers'] = []) => versionOf(await played.ask('/', { headers }));
    expect([
      await version(),
      await version([['x-canary', 'insider']]),
      await version([['Cookie', 'a=b;canary=always']]),
    ]).toEqual(['6.0.1', '6.0.2', '6.0.2']);
  });

  it('keeps users of session affinity where they are', async () => {
    const cookie = 'flagger-cookie=abc; Max-Age=60; Path=/';
    const [primary, canary] = shares(0, 100);
    await played.route(
      { match: [{ headers: { Cookie: { regex: '.*flagger-cookie.*abc.*' } } }], route: shares(0, 100) },
      { route: [primary, { ...canary, headers: { response: { add: { 'Set-Cookie': cookie } } } }] },
    );
    expect((await played.ask()).headers.getSetCookie()).toEqual([cookie]);
    const sticky = await played.ask('/', { headers: [['cookie', 'flagger-cookie=abc']] });
    expect([versionOf(sticky), sticky.headers.getSetCookie()]).toEqual(['6.0.2', []]);
  });

  it('copies requests to a mirror and answers without it', async () => {
    await played.route({ route: shares(100, 0), mirror: { host: 'podinfo-canary' }, mirrorPercentage: { value: 100 } });
    expect(await played.versions(10)).toEqual({ '6.0.1': 10 });
    for (
      let round = 0;
      played.counted('istio_requests_total', { reporter: 'destination', destination_workload: 'podinfo' }) < 10
      && round < 100;
      round++
    ) {
      await played.clock.pass(1);
    }
    expect(played.counted('istio_requests_total', { reporter: 'destination', destination_workload: 'podinfo' })).toBe(
      10,
    );
    expect(played.counted('istio_requests_total', { reporter: 'source' })).toBe(10);
    await played.route({ route: shares(100, 0), mirror: { host: 'podinfo-canary' }, mirrorPercentage: { value: 0 } });
    await played.versions(5);
    await played.clock.pass(1);
    expect(played.counted('istio_requests_total', { reporter: 'destination', destination_workload: 'podinfo' })).toBe(
      10,
    );
  });

  it('rewrites paths and sets headers, for a route and for a destination', async () => {
    const [primary, canary] = shares(0, 100);
    await played.route({
      match: [{ uri: { prefix: '/shop' } }],
      rewrite: { uri: '/headers', authority: 'inside' },
      headers: {
        request: { set: { 'x-from': 'edge' }, remove: ['x-drop'] },
        response: { set: { 'x-powered': 'cats' } },
      },
      route: [primary, { ...canary, headers: { request: { add: { 'x-to': 'canary' } } } }],
    });
    const answer = await played.ask('/shop', { headers: [['x-drop', '1']] });
    expect(JSON.parse(textOf(answer))).toMatchObject({ 'x-from': 'edge', 'x-to': 'canary', host: 'inside:9898' });
    expect(textOf(answer)).not.toContain('x-drop');
    expect(answer.headers.get('x-powered')).toBe('cats');
    expect((await played.ask('/other')).status).toBe(404);
  });

  it('uses the pods of a subset', async () => {
    await addPod(played.client, {
      app: 'podinfo',
      image: 'podinfo:7',
      name: 'podinfo-5d9f-seven',
      labels: { track: 'next' },
    });
    const subsets = [{ name: 'next', labels: { track: 'next' } }];
    await played.client.create(DESTINATION_RULES, {
      apiVersion: 'networking.istio.io/v1beta1',
      kind: 'DestinationRule',
      metadata: APEX,
      spec: { host: 'podinfo-canary', subsets },
    });
    await played.route({ route: [{ destination: { host: 'podinfo-canary', subset: 'next' } }] });
    expect(await played.versions(5)).toEqual({ 7: 5 });
    await played.route({ route: [{ destination: { host: 'podinfo-canary', subset: 'none' } }] });
    expect((await played.ask()).status).toBe(503);
  });

  it('follows a VirtualService into the one that it delegates to', async () => {
    const http = [{ match: [{ uri: { prefix: '/' } }], delegate: { name: 'podinfo', namespace: 'test' } }];
    await played.client.create(VIRTUAL_SERVICES, {
      ...apex(),
      metadata: { namespace: 'edge', name: 'root' },
      spec: { hosts: ['app.example.com'], http },
    });
    await played.client.create(VIRTUAL_SERVICES, { ...apex(), spec: { http: [{ route: shares(0, 100) }] } });
    await played.clock.pass(500);
    expect(await played.versions(2, { url: 'http://app.example.com/' })).toEqual({ '6.0.2': 2 });
    expect(await played.versions(2)).toEqual({ '6.0.1': 2 });
  });

  it('heeds a VirtualService of a gateway only for who comes through it', async () => {
    await played.client.create(VIRTUAL_SERVICES, {
      ...apex(),
      spec: { hosts: ['podinfo', 'app.example.com'], gateways: ['edge/public'], http: [{ route: shares(0, 100) }] },
    });
    await played.clock.pass(500);
    const through = { source: { gateway: 'edge/public' } };
    expect([
      await played.versions(2),
      await played.versions(2, through),
      await played.versions(2, { ...through, url: 'http://app.example.com/' }),
    ]).toEqual([{ '6.0.1': 2 }, { '6.0.2': 2 }, { '6.0.2': 2 }]);
    expect((await played.ask('/', { url: 'http://app.example.com/' })).status).toBe(502);
  });

  it('knows a gateway by the oldest form of its name too', async () => {
    const gateways = ['public.edge.svc.cluster.local'];
    const http = [{ route: shares(0, 100) }];
    await played.client.create(VIRTUAL_SERVICES, { ...apex(), spec: { hosts: ['podinfo'], gateways, http } });
    await played.clock.pass(500);
    expect(await played.versions(2, { source: { gateway: 'edge/public' } })).toEqual({ '6.0.2': 2 });
  });

  it('answers a browser that asks beforehand', async () => {
    const corsPolicy = {
      allowOrigins: [{ regex: 'https://.*\\.example\\.org' }],
      allowMethods: ['GET'],
      allowCredentials: true,
      maxAge: '24h',
    };
    await played.route({ corsPolicy, route: shares(100, 0) });
    const headers = [
      ['origin', 'https://a.example.org'],
      ['access-control-request-method', 'GET'],
    ] as const;
    const asked = await played.ask('/', { method: 'OPTIONS', headers });
    expect(Object.fromEntries(asked.headers)).toEqual({
      'access-control-allow-credentials': 'true',
      'access-control-allow-methods': 'GET',
      'access-control-allow-origin': 'https://a.example.org',
      'access-control-max-age': '86400',
    });
    expect((await played.ask('/', { headers })).headers.get('access-control-allow-origin')).toBe(
      'https://a.example.org',
    );
    expect(
      (await played.ask('/', { headers: [['origin', 'https://other.org']] })).headers.has(
        'access-control-allow-origin',
      ),
    ).toBe(false);
  });
});
