import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KubeObject } from '@flagger/api';
import { afterEach, describe, expect, it } from '@jest/globals';
import { parseDocument } from 'yaml';
import { type PlayedMesh, playMesh } from '../../../test/played-mesh.ts';
import { kumaReader } from './reader.ts';

let played: PlayedMesh | undefined;
afterEach(async () => {
  await played?.stop();
  played = undefined;
});

const [ROUTES] = kumaReader.resources;
const tag = (name: string): object => ({ 'kuma.io/service': name === '*' ? name : `${name}_test_svc_9898` });
const spec = (primary: number, canary: number, source = '*'): object => ({
  sources: [{ match: tag(source) }],
  destinations: [{ match: tag('podinfo') }],
  conf: {
    split: [
      { destination: tag('podinfo-primary'), weight: primary },
      { destination: tag('podinfo-canary'), weight: canary },
    ],
  },
});

async function withRoute(route: object): Promise<PlayedMesh> {
  played = await playMesh('kuma');
  if (!ROUTES) {
    throw new Error('the reader of Kuma reads nothing');
  }
  await played.apply(ROUTES, { name: 'podinfo' }, route);
  return played;
}

describe('a TrafficRoute', () => {
  it('splits by its weights what is asked of the service', async () => {
    const mesh = await withRoute(spec(75, 25));
    const { '6.0.1': primary = 0, '6.0.2': canary = 0 } = await mesh.versions(200);
    expect(primary + canary).toBe(200);
    expect(canary).toBeGreaterThan(25);
    expect(canary).toBeLessThan(75);
  });

  it('is counted by the service that a request was sent to', async () => {
    const mesh = await withRoute(spec(0, 100));
    await mesh.ask('/status/500');
    const service = { service: 'podinfo-canary_test_svc_9898', envoy_cluster_name: 'localhost_9898' };
    expect(mesh.counted('envoy_cluster_upstream_rq', { ...service, envoy_response_code: '500' })).toBe(1);
    expect(mesh.counted('envoy_cluster_upstream_rq_time_count', service)).toBe(1);
  });

  it('is told of, and changes nothing, where it is for some who ask', async () => {
    const mesh = await withRoute(spec(0, 100, 'till'));
    expect(await mesh.versions(3)).toEqual({ '6.0.1': 3 });
    const object = { apiVersion: 'kuma.io/v1alpha1', kind: 'TrafficRoute', metadata: { name: 'podinfo' } };
    expect(kumaReader.read([{ ...object, spec: spec(0, 100, 'till') }])).toEqual({
      hosts: [],
      ignored: ['TrafficRoute podinfo: routes for some who ask are not played'],
    });
  });
});

describe('the TrafficRoutes of our provider', () => {
  const folder = join(import.meta.dirname, '../../../../../providers/kuma/golden');
  const files = readdirSync(folder).filter((file) => file.endsWith('.out.yaml'));

  it.each(files)('are read whole: %s', (file) => {
    const built = parseDocument(readFileSync(join(folder, file), 'utf8')).toJS() as KubeObject;
    const { hosts, ignored } = kumaReader.read([built]);
    expect(ignored).toEqual([]);
    expect(hosts).toMatchObject([{ hosts: ['basket.shop.svc.cluster.local'] }]);
    const [only] = hosts[0]?.routes ?? [];
    expect(only?.destinations.map(({ to }) => to.name)).toEqual(['basket-primary', 'basket-canary']);
  });
});
