import { request } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  addPod,
  apex,
  APEX,
  type PlayedMesh,
  playMesh,
  shares,
  textOf,
  versionOf,
  VIRTUAL_SERVICES,
} from '../../test/played-mesh.ts';
import { PODS } from '../workloads/index.ts';
import { type Mesh, startMesh } from './start.ts';

let played: PlayedMesh;
let plain: Mesh | undefined;
beforeEach(async () => {
  played = await playMesh();
});
afterEach(async () => {
  await played.stop();
  await plain?.stop();
  plain = undefined;
});

describe('the mesh', () => {
  it('hears of a change half a second later', async () => {
    await played.route({ route: shares(100, 0) });
    await played.client.patch(VIRTUAL_SERVICES, APEX, { spec: { http: [{ route: shares(0, 100) }] } });
    await played.clock.pass(499);
    expect(versionOf(await played.ask())).toBe('6.0.1');
    await played.clock.pass(1);
    expect(versionOf(await played.ask())).toBe('6.0.2');
    await played.client.remove(VIRTUAL_SERVICES, APEX);
    await played.clock.pass(500);
    expect(versionOf(await played.ask())).toBe('6.0.1');
  });

  it('answers 504 when a pod takes longer than the timeout, and the pod sees a client that went away', async () => {
    await played.route({ timeout: '1m', route: shares(0, 100) });
    expect(await played.askWhile('/delay/100')).toMatchObject({ status: 504, flags: 'UT' });
    expect((await played.askWhile('/delay/1')).status).toBe(200);
    expect(
      played.counted('istio_requests_total', { reporter: 'destination', response_code: '0', response_flags: 'DC' }),
    ).toBe(1);
  });

  it('tries another pod when one fails, as often as it may', async () => {
    await addPod(played.client, {
      app: 'podinfo',
      image: 'podinfo:6.0.2',
      name: 'podinfo-5d9f-bad',
      env: { PODINFO_FAILURES: '503:100%' },
    });
    await played.route({ retries: { attempts: 1, retryOn: 'gateway-error' }, route: shares(0, 100) });
    const statuses: number[] = [];
    for (let each = 0; each < 20; each++) {
      statuses.push((await played.ask()).status);
    }
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(played.counted('istio_requests_total', { reporter: 'destination', response_code: '503' })).toBeGreaterThan(
      0,
    );
    await played.route({ retries: { attempts: 0 }, route: shares(0, 100) });
    const { '6.0.2': answered = 0 } = await played.versions(20);
    expect(answered).toBe(20);
    expect(played.counted('istio_requests_total', { reporter: 'source', response_code: '503' })).toBeGreaterThan(0);
  });

  it('answers 503 when no pod of the destination is ready', async () => {
    await played.route({ route: shares(0, 100) });
    await played.unready('podinfo-5d9f-abcde');
    await played.clock.pass(500);
    const answer = await played.ask();
    expect([answer.status, answer.flags, textOf(answer)]).toEqual([503, 'UH', 'no healthy upstream']);
    expect(
      played.counted('istio_requests_total', {
        reporter: 'source',
        response_code: '503',
        destination_workload: 'unknown',
      }),
    ).toBe(1);
    expect(played.counted('istio_requests_total', { reporter: 'destination' })).toBe(0);
  });

  it('lets a pod that is deleted answer until the proxies have heard of it', async () => {
    await played.client.remove(PODS, { namespace: 'test', name: 'podinfo-primary-5d9f-abcde' });
    await played.clock.pass(400);
    expect((await played.ask()).status).toBe(200);
    await played.clock.pass(100);
    expect(await played.ask()).toMatchObject({ status: 503, flags: 'UH' });
    expect(
      played.counted('http_request_duration_seconds_count', { kubernetes_pod_name: 'podinfo-primary-5d9f-abcde' }),
    ).toBe(1);
    await played.clock.pass(3000);
    expect(
      played.counted('http_request_duration_seconds_count', { kubernetes_pod_name: 'podinfo-primary-5d9f-abcde' }),
    ).toBe(0);
  });

  it('says which ports a Service has, and who is not there', async () => {
    const wrong = await played.ask('/', { url: 'http://podinfo.test/' });
    expect([wrong.status, textOf(wrong)]).toEqual([503, 'Service podinfo.test has no port 80; it has 9898\n']);
    const nobody = await played.ask('/', { url: 'http://nobody.test/' });
    expect([nobody.status, textOf(nobody)]).toEqual([502, 'nobody here is called nobody.test\n']);
  });

  it('tells once what it cannot do', async () => {
    await played.route({ fault: { abort: {} }, route: shares(100, 0) });
    await played.route({ fault: { abort: { httpStatus: 500 } }, route: shares(100, 0) });
    await played.route({ match: [{ uri: { regex: '(' } }], route: shares(100, 0) });
    const told = played.log.lines.filter(({ level }) => level === 'warn').map(({ keys }) => String(keys.because));
    expect(told).toEqual([
      'VirtualService podinfo.test: fault is not played',
      expect.stringMatching(/^VirtualService podinfo\.test cannot be read: /),
    ]);
    expect((await played.ask()).status).toBe(200);
  });

  it("counts as Istio's proxies do", async () => {
    await played.route({ route: shares(0, 100) });
    await played.ask('/', { source: { namespace: 'shop', workload: 'front', labels: { app: 'front' } } });
    const sample = played.mesh
      .metrics()
      .split('\n')
      .find((line) => line.startsWith('istio_requests_total{reporter="destination"'));
    const labels: unknown = Object.fromEntries(
      Array.from(sample?.matchAll(/(\w+)="([^"]*)"/g) ?? [], ([, name, value]) => [name, value]),
    );
    expect(labels).toMatchObject({
      reporter: 'destination',
      source_workload: 'front',
      source_workload_namespace: 'shop',
      source_app: 'front',
      destination_workload: 'podinfo',
      destination_workload_namespace: 'test',
      destination_app: 'podinfo',
      destination_service: 'podinfo-canary.test.svc.cluster.local',
      destination_service_name: 'podinfo-canary',
      destination_service_namespace: 'test',
      request_protocol: 'http',
      response_code: '200',
      response_flags: '-',
      connection_security_policy: 'mutual_tls',
    });
    expect(
      played.counted('istio_request_duration_milliseconds_count', {
        reporter: 'destination',
        destination_workload: 'podinfo',
      }),
    ).toBe(1);
    expect(
      played.counted('istio_request_duration_milliseconds_bucket', { reporter: 'destination', le: '3600000' }),
    ).toBe(1);
    expect(
      played.counted('http_request_duration_seconds_count', {
        kubernetes_namespace: 'test',
        kubernetes_pod_name: 'podinfo-5d9f-abcde',
        status: '200',
      }),
    ).toBe(1);
  });

  it('shows its metrics over HTTP and lets requests in by Host header or as a proxy', async () => {
    await played.route({ route: shares(0, 100) });
    expect(await get(`${played.mesh.url}/version`, { host: 'podinfo.test' })).toContain('6.0.2');
    expect(await get(played.mesh.url, {}, 'http://podinfo.test:9898/version')).toContain('6.0.2');
    expect(await get(played.mesh.metricsUrl)).toContain('istio_requests_total{');
  });

  it('leads to hosts that are no Services', async () => {
    played.mesh.hosts.set('elsewhere.test', played.mesh.metricsUrl.replace('/metrics', ''));
    for (const host of ['elsewhere.test', 'elsewhere.test.svc.cluster.local']) {
      expect(textOf(await played.ask('/', { url: `http://${host}/metrics` }))).toContain('istio_requests_total');
    }
    expect(textOf(await played.ask('/', { url: 'http://elsewhere/metrics', source: { namespace: 'test' } }))).toContain(
      'istio_requests_total',
    );
    played.mesh.hosts.delete('elsewhere.test');
    expect((await played.ask('/', { url: 'http://elsewhere.test/metrics' })).status).toBe(502);
  });
});

describe('a mesh of Services alone', () => {
  it('does not read the objects of a mesh', async () => {
    const { client, clock, log } = played;
    plain = await startMesh({ client, clock, log, mesh: 'kubernetes' });
    await played.client.create(VIRTUAL_SERVICES, apex({ route: shares(0, 100) }));
    await played.clock.pass(500);
    expect(versionOf(await plain.request({ url: 'http://podinfo.test:9898/' }))).toBe('6.0.1');
  });

  it('fails for all versions alike where what they share does, until it does no more', async () => {
    const failed = async (origin: string): Promise<number> => {
      const answers = [];
      for (let each = 0; each < 20; each++) {
        answers.push(await played.ask('/', { url: `${origin}.test:9898/` }));
      }
      return answers.filter(({ status }) => status === 503).length;
    };
    const both = async (): Promise<readonly number[]> => [
      await failed('http://podinfo-primary'),
      await failed('http://podinfo-canary'),
    ];
    expect(await both()).toEqual([0, 0]);
    played.mesh.fail([{ status: 503, share: 1 }]);
    expect(await both()).toEqual([20, 20]);
    played.mesh.fail([]);
    expect(await both()).toEqual([0, 0]);
  });

  it('refuses a mesh that it does not know', async () => {
    const { client, clock, log } = played;
    await expect(startMesh({ client, clock, log, mesh: 'consul' })).rejects.toThrow(
      /^the sandbox cannot play consul; it knows istio, appmesh, .*, kubernetes, .*/,
    );
  });
});

/** The body that a server of the mesh answers with; `path` may be a whole address, as for an HTTP proxy. */
function get(url: string, headers: Readonly<Record<string, string>> = {}, path?: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { headers, agent: false, ...(path !== undefined && { path }) }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve(Buffer.concat(chunks).toString()));
    });
    asked.on('error', reject);
    asked.end();
  });
}
