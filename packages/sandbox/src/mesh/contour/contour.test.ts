import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KubeObject } from '@flagger/api';
import { afterEach, describe, expect, it } from '@jest/globals';
import { parseDocument } from 'yaml';
import { type PlayedMesh, playMesh } from '../../../test/played-mesh.ts';
import { contourReader } from './reader.ts';

let played: PlayedMesh | undefined;
afterEach(async () => {
  await played?.stop();
  played = undefined;
});

const URL = 'http://app.example.com/';
const [PROXIES] = contourReader.resources;
const services = (primary: number, canary: number): object => ({
  services: [
    { name: 'podinfo-primary', port: 9898, weight: primary },
    { name: 'podinfo-canary', port: 9898, weight: canary },
  ],
});
const ROOT = {
  virtualhost: { fqdn: 'app.example.com' },
  includes: [{ name: 'podinfo', conditions: [{ prefix: '/' }] }],
};

/** A root for a host, and the HTTPProxy with these routes that it includes. */
async function withRoutes(routes: readonly object[], root: object = ROOT): Promise<PlayedMesh> {
  played = await playMesh('contour');
  if (!PROXIES) {
    throw new Error('the reader of contour reads nothing');
  }
  await played.apply(PROXIES, { name: 'front' }, root);
  await played.apply(PROXIES, { name: 'podinfo' }, { routes });
  return played;
}

describe('an HTTPProxy', () => {
  it('splits by its weights what comes in for the host of its root, and nothing else', async () => {
    const mesh = await withRoutes([services(75, 25)]);
    const { '6.0.1': primary = 0, '6.0.2': canary = 0 } = await mesh.versions(200, { url: URL });
    expect(primary + canary).toBe(200);
    expect(canary).toBeGreaterThan(25);
    expect(canary).toBeLessThan(75);
    expect(await mesh.versions(5)).toEqual({ '6.0.1': 5 });
  });

  it.each([
    [{ exact: 'early' }, 'early', 'early-bird'],
    [{ regex: 'e.*y' }, 'early', 'early-bird'],
    [{ contains: 'bird' }, 'early-bird', 'early'],
  ])('leads who has a header by %j', async (match, fitting, other) => {
    const test = { conditions: [{ prefix: '/' }, { header: { name: 'X-Cohort', ...match } }], ...services(0, 100) };
    const mesh = await withRoutes([services(100, 0), test]);
    const asked = (value: string) => mesh.versions(3, { url: URL, headers: [['x-cohort', value]] });
    expect([await asked(fitting), await asked(other)]).toEqual([{ '6.0.2': 3 }, { '6.0.1': 3 }]);
  });

  it('is asked below the prefix of its root, the longest first', async () => {
    const includes = [{ name: 'podinfo', namespace: 'test', conditions: [{ prefix: '/shop' }] }];
    const mesh = await withRoutes([services(100, 0), { conditions: [{ prefix: '/new' }], ...services(0, 100) }], {
      ...ROOT,
      includes,
    });
    expect((await mesh.ask('/', { url: `${URL}shop` })).by?.version).toBe('6.0.1');
    expect((await mesh.ask('/', { url: `${URL}shop/new` })).by?.version).toBe('6.0.2');
    expect((await mesh.ask('/', { url: URL })).by).toBeUndefined();
  });

  it("is counted by the cluster that Contour's Envoys send to", async () => {
    const mesh = await withRoutes([services(0, 100)]);
    await mesh.ask('/', { url: `${URL}status/500` });
    const cluster = { envoy_cluster_name: 'test_podinfo-canary_9898' };
    expect(mesh.counted('envoy_cluster_upstream_rq', { ...cluster, envoy_response_code: '500' })).toBe(1);
    expect(mesh.counted('envoy_cluster_upstream_rq_time_count', cluster)).toBe(1);
  });
});

describe('the HTTPProxies of our provider', () => {
  const folder = join(import.meta.dirname, '../../../../../providers/contour/golden');
  const files = readdirSync(folder).filter((file) => file.endsWith('.out.yaml'));

  it.each(files)('are read whole where a root includes them: %s', (file) => {
    const built = parseDocument(readFileSync(join(folder, file), 'utf8')).toJS() as KubeObject;
    const root = {
      ...built,
      metadata: { name: 'front', namespace: 'shop' },
      spec: { ...ROOT, includes: [{ name: 'basket' }] },
    };
    const [{ routes } = { routes: [] }] = contourReader.read([root, built]).hosts;
    const written = (built.spec as { readonly routes: readonly unknown[] }).routes;
    expect(routes).toHaveLength(written.length);
    for (const { destinations } of routes) {
      expect(destinations.map(({ to }) => to.name)).toEqual(['basket-primary', 'basket-canary']);
    }
  });
});
