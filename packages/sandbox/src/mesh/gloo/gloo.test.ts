import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KubeObject } from '@flagger/api';
import { afterEach, describe, expect, it } from '@jest/globals';
import { parseDocument } from 'yaml';
import { type PlayedMesh, playMesh } from '../../../test/played-mesh.ts';
import { glooReader } from './reader.ts';

let played: PlayedMesh | undefined;
afterEach(async () => {
  await played?.stop();
  played = undefined;
});

const URL = 'http://app.example.com/';
const [FRONTS, TABLES, UPSTREAMS] = glooReader.resources;
const upstream = (side: string): string => `test-podinfo-${side}upstream-9898`;
const destination = (side: string) => ({ destination: { upstream: { name: upstream(side), namespace: 'test' } } });
const split = (primary: number, canary: number): object => ({
  inheritablePathMatchers: true,
  routeAction: {
    multi: {
      destinations: [
        { ...destination('primary'), weight: primary },
        { ...destination('canary'), ...(canary > 0 ? { weight: canary } : {}) },
      ],
    },
  },
});
const FRONT = {
  virtualHost: {
    domains: ['app.example.com'],
    routes: [{ matchers: [{ prefix: '/' }], delegateAction: { ref: { name: 'podinfo', namespace: 'test' } } }],
  },
};

/** A VirtualService for a host, the RouteTable that it delegates to, and the Upstreams of both sides. */
async function withRoutes(routes: readonly object[], front: object = FRONT): Promise<PlayedMesh> {
  played = await playMesh('gloo');
  if (!FRONTS || !TABLES || !UPSTREAMS) {
    throw new Error('the reader of Gloo reads nothing');
  }
  for (const side of ['primary', 'canary']) {
    const kube = { serviceName: `podinfo-${side}`, serviceNamespace: 'test', servicePort: 9898 };
    await played.apply(UPSTREAMS, { name: upstream(side) }, { kube });
  }
  await played.apply(FRONTS, { name: 'front' }, front);
  await played.apply(TABLES, { name: 'podinfo' }, { routes });
  return played;
}

describe('a RouteTable', () => {
  it('splits by its weights what comes in for the host of a VirtualService, and nothing else', async () => {
    const mesh = await withRoutes([split(75, 25)]);
    const { '6.0.1': primary = 0, '6.0.2': canary = 0 } = await mesh.versions(200, { url: URL });
    expect(primary + canary).toBe(200);
    expect(canary).toBeGreaterThan(25);
    expect(canary).toBeLessThan(75);
    expect(await mesh.versions(5)).toEqual({ '6.0.1': 5 });
  });

  it('leads who has all headers of one matcher by the first route, and the others by the next', async () => {
    const headers = [
      { name: 'X-Cohort', value: 'early' },
      { name: 'x-ring', value: 'b.*', regex: true },
    ];
    const mesh = await withRoutes([{ ...split(0, 100), matchers: [{ headers }] }, split(100, 0)]);
    const asked = (...given: readonly (readonly [string, string])[]) => mesh.versions(3, { url: URL, headers: given });
    expect(await asked(['x-cohort', 'early'], ['x-ring', 'b2'])).toEqual({ '6.0.2': 3 });
    expect(await asked(['x-cohort', 'early'], ['x-ring', 'ab'])).toEqual({ '6.0.1': 3 });
    expect(await asked(['x-cohort', 'early'])).toEqual({ '6.0.1': 3 });
  });

  it('is asked below the path that leads to it, in the order of the VirtualService', async () => {
    const kube = { ref: { name: 'podinfo-canary', namespace: 'test' }, port: 9898 };
    const api = { matchers: [{ prefix: '/api' }], routeAction: { single: { kube } } };
    const { virtualHost } = FRONT;
    const front = { virtualHost: { ...virtualHost, routes: [api, ...virtualHost.routes] } };
    const mesh = await withRoutes([split(100, 0)], front);
    expect((await mesh.ask('/', { url: `${URL}api/info` })).by?.version).toBe('6.0.2');
    expect((await mesh.ask('/', { url: URL })).by?.version).toBe('6.0.1');
  });

  it('is counted by the Upstream that a request was sent to', async () => {
    const mesh = await withRoutes([split(0, 100)]);
    await mesh.ask('/', { url: `${URL}status/500` });
    const cluster = { envoy_cluster_name: `${upstream('canary')}_test` };
    expect(mesh.counted('envoy_cluster_upstream_rq', { ...cluster, envoy_response_code: '500' })).toBe(1);
    expect(mesh.counted('envoy_cluster_upstream_rq_time_count', cluster)).toBe(1);
  });
});

describe('the RouteTables of our provider', () => {
  const folder = join(import.meta.dirname, '../../../../../providers/gloo/golden');
  const files = readdirSync(folder).filter((file) => file.endsWith('.out.yaml'));

  it.each(files)('are read whole where a VirtualService delegates to them: %s', (file) => {
    const built = parseDocument(readFileSync(join(folder, file), 'utf8')).toJS() as KubeObject;
    const upstreams = ['primary', 'canary'].map((side) => ({
      apiVersion: 'gloo.solo.io/v1',
      kind: 'Upstream',
      metadata: { name: `shop-basket-${side}upstream-80`, namespace: 'shop' },
      spec: { kube: { serviceName: `basket-${side}`, serviceNamespace: 'shop', servicePort: 80 } },
    }));
    const routes = [{ delegateAction: { ref: { name: 'basket', namespace: 'shop' } } }];
    const metadata = { name: 'front', namespace: 'shop' };
    const front = { ...built, kind: 'VirtualService', metadata, spec: { virtualHost: { domains: ['*'], routes } } };
    const [read] = glooReader.read([front, built, ...upstreams]).hosts;
    const written = (built.spec as { readonly routes: readonly unknown[] }).routes;
    expect(read?.routes).toHaveLength(written.length);
    for (const { destinations } of read?.routes ?? []) {
      expect(destinations.map(({ to }) => to.name)).toEqual(['basket-primary', 'basket-canary']);
    }
  });
});
