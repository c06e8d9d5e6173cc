import { instantQuery, MetricStore, PROVIDER_QUERIES, Scraper } from '@flagger/prometheus';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type PlayedMesh, playMesh } from '../../../test/played-mesh.ts';
import { PODS } from '../../workloads/index.ts';

/** Meshes, and whose queries ask about them. */
const MESHES = [
  ['istio', 'istio'],
  ['smi:istio', 'istio'],
  ['smi:v1alpha2', 'istio'],
  ['smi:v1alpha3:istio', 'istio'],
  ['smi:linkerd', 'linkerd'],
  ['linkerd', 'linkerd'],
  ['osm', 'osm'],
  ['appmesh', 'appmesh'],
  ['appmesh:v1beta2', 'appmesh'],
  ['kubernetes', 'kubernetes'],
] as const;

const CANARY = 'http://podinfo-canary.test:9898';

describe.each(MESHES)('the metrics of %s', (mesh, queries) => {
  let played: PlayedMesh;
  let store: MetricStore;
  let scraper: Scraper;
  beforeEach(async () => {
    played = await playMesh(mesh);
    const { clock } = played;
    store = new MetricStore();
    scraper = new Scraper({
      store,
      clock,
      intervalMs: 10_000,
      targets: () => [{ job: 'mesh', instance: 'sandbox', show: () => played.mesh.metrics() }],
    });
  });
  afterEach(() => played.stop());

  const asked = (about: string): readonly number[] => {
    const query = PROVIDER_QUERIES.find((each) => each.about === `${queries}: ${about}`)?.query ?? '';
    const answer = instantQuery(query, played.clock.now(), { store });
    return answer.type === 'vector' ? answer.samples.map(({ value }) => value) : [];
  };
  const scrapeLater = async (): Promise<void> => {
    await played.clock.pass(10_000);
    await scraper.scrape();
  };
  const ask = async (origin: string, ...paths: readonly string[]): Promise<void> => {
    for (const path of paths) {
      await played.ask('/', { url: `${origin}${path}` });
    }
  };

  it("answer the provider's queries about the canary, whatever befalls the primary", async () => {
    // far enough from 0, where rates are made of fewer samples
    for (let time = 0; time < 5; time++) {
      await ask(CANARY, '/status/500', '/status/404', '/');
    }
    await ask('http://podinfo-primary.test:9898', '/status/500');
    await scrapeLater();
    await ask(CANARY, '/', '/status/404', '/status/500', '/');
    await ask('http://podinfo-primary.test:9898', '/status/500', '/status/500', '/status/500');
    await scrapeLater();
    expect(asked('success rate')).toEqual([expect.closeTo(75, 6)]);
    expect(asked('duration')).toEqual([expect.any(Number)]);
    expect(asked('duration')[0]).toBeGreaterThanOrEqual(0);
  });

  it('say nothing of a canary that nobody asked', async () => {
    await ask('http://podinfo-primary.test:9898', '/');
    await scrapeLater();
    await ask('http://podinfo-primary.test:9898', '/');
    await scrapeLater();
    expect([asked('success rate'), asked('duration')]).toEqual([[], []]);
  });

  it('end with the pod', async () => {
    await ask(CANARY, '/');
    const ofCanary = (): boolean =>
      played.mesh
        .metrics()
        .split('\n')
        .some((line) => line.includes('"podinfo-5d9f-abcde"'));
    expect(ofCanary()).toBe(true);
    await played.client.remove(PODS, { namespace: 'test', name: 'podinfo-5d9f-abcde' });
    await played.clock.pass(5000);
    const left = played.mesh
      .metrics()
      .split('\n')
      .filter((line) => line.includes('"podinfo-5d9f-abcde"'));
    // of the proxies only those beside who asked remember it
    expect(left.filter((line) => !line.includes('direction="outbound"'))).toEqual([]);
  });
});

describe("Linkerd's proxies", () => {
  let played: PlayedMesh;
  beforeEach(async () => {
    played = await playMesh('linkerd');
  });
  afterEach(() => played.stop());

  it('tell what came in and what went out, and how it went', async () => {
    const source = { namespace: 'shop', workload: 'front', labels: {} };
    await played.ask('/', { url: `${CANARY}/status/500`, source });
    await played.ask('/', { url: `${CANARY}/status/404`, source });
    expect(
      played.counted('response_total', {
        direction: 'inbound',
        namespace: 'test',
        deployment: 'podinfo',
        pod: 'podinfo-5d9f-abcde',
        classification: 'failure',
        status_code: '500',
      }),
    ).toBe(1);
    expect(
      played.counted('response_total', {
        direction: 'outbound',
        namespace: 'shop',
        deployment: 'front',
        dst_deployment: 'podinfo',
        dst_namespace: 'test',
        classification: 'success',
        status_code: '404',
      }),
    ).toBe(1);
    expect(played.counted('response_latency_ms_count', { direction: 'inbound', status_code: '500' })).toBe(1);
    expect(played.mesh.metrics()).not.toContain('istio_');
  });
});

describe('Envoy', () => {
  it('keeps the times of all answers together, whatever their status', async () => {
    const played = await playMesh('appmesh');
    for (const path of ['/', '/status/500']) {
      await played.ask('/', { url: `${CANARY}${path}` });
    }
    const lines = played.mesh.metrics().split('\n');
    await played.stop();
    expect(
      lines
        .filter((line) => line.startsWith('envoy_cluster_upstream_rq{'))
        .map((line) => /response_code="(\d+)".* (\d+)$/.exec(line)?.slice(1)),
    ).toEqual([
      ['200', '1'],
      ['500', '1'],
    ]);
    expect(
      lines
        .filter((line) => line.startsWith('envoy_cluster_upstream_rq_time_count'))
        .map((line) => line.split(' ').at(-1)),
    ).toEqual(['2']);
  });
});

describe('a cluster without mesh', () => {
  it('has no proxies that count', async () => {
    const played = await playMesh('kubernetes');
    await played.ask();
    const names = new Set(Array.from(played.mesh.metrics().matchAll(/^# TYPE (\w+)/gm), ([, name]) => name));
    await played.stop();
    expect(names).toEqual(new Set(['http_requests_total', 'http_request_duration_seconds']));
  });
});
