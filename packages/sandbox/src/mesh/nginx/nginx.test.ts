import { afterEach, describe, expect, it } from '@jest/globals';
import { type PlayedMesh, playMesh } from '../../../test/played-mesh.ts';
import { nginxReader } from './reader.ts';

let played: PlayedMesh | undefined;
afterEach(async () => {
  await played?.stop();
  played = undefined;
});

const CANARY = 'nginx.ingress.kubernetes.io/canary';
const [INGRESSES] = nginxReader.resources;

const spec = (service: string, path = '/', pathType = 'Prefix'): object => ({
  rules: [
    {
      host: 'app.example.com',
      http: { paths: [{ path, pathType, backend: { service: { name: service, port: { number: 9898 } } } }] },
    },
  ],
});

/** The user's Ingress, and one of a canary that says so by these annotations. */
async function withCanary(says: Readonly<Record<string, string>>, theirs = spec('podinfo')): Promise<PlayedMesh> {
  played = await playMesh('nginx');
  if (!INGRESSES) {
    throw new Error('the reader of nginx reads nothing');
  }
  const annotations = Object.fromEntries(Object.entries(says).map(([key, value]) => [`${CANARY}${key}`, value]));
  await played.apply(INGRESSES, { name: 'front' }, theirs);
  await played.apply(
    INGRESSES,
    { name: 'front-canary', annotations: { [CANARY]: 'true', ...annotations } },
    spec('podinfo-canary'),
  );
  return played;
}

const URL = 'http://app.example.com/';

describe('an Ingress', () => {
  it('gives its canary a share of all who come in', async () => {
    const mesh = await withCanary({ '-weight': '25' });
    const { '6.0.1': primary = 0, '6.0.2': canary = 0 } = await mesh.versions(200, { url: URL });
    expect(primary + canary).toBe(200);
    expect(canary).toBeGreaterThan(25);
    expect(canary).toBeLessThan(75);
  });

  it('says nothing of who calls the Service', async () => {
    expect(await (await withCanary({ '-weight': '100' })).versions(5)).toEqual({ '6.0.1': 5 });
  });

  it.each<[string, Readonly<Record<string, string>>, readonly (readonly [string, string])[]]>([
    ['a header by its value', { '-by-header': 'X-Cohort', '-by-header-value': 'early' }, [['x-cohort', 'early']]],
    ['a header by a pattern', { '-by-header': 'x-cohort', '-by-header-pattern': 'e.r' }, [['x-cohort', 'early']]],
    ['a header that says always', { '-by-header': 'x-cohort' }, [['x-cohort', 'always']]],
    ['a cookie that says always', { '-by-cookie': 'early' }, [['cookie', 'a=b; early=always; c=d']]],
  ])('gives its canary who sends %s, and nobody else', async (_title, says, headers) => {
    const mesh = await withCanary(says);
    expect(await mesh.versions(5, { url: URL, headers })).toEqual({ '6.0.2': 5 });
    expect(
      await mesh.versions(5, {
        url: URL,
        headers: [
          ['x-cohort', 'late'],
          ['cookie', 'early=maybe'],
        ],
      }),
    ).toEqual({ '6.0.1': 5 });
  });

  it('keeps who says never', async () => {
    const mesh = await withCanary({ '-by-cookie': 'early', '-weight': '100' });
    expect(await mesh.versions(5, { url: URL, headers: [['cookie', 'early=never']] })).toEqual({ '6.0.1': 5 });
    expect(await mesh.versions(5, { url: URL })).toEqual({ '6.0.2': 5 });
  });

  it('has no canary where the path is another', async () => {
    const mesh = await withCanary({ '-weight': '100' }, spec('podinfo', '/app'));
    expect(await mesh.versions(5, { url: `${URL}app/one` })).toEqual({ '6.0.1': 5 });
    expect((await mesh.ask('/', { url: `${URL}apple` })).by).toBeUndefined();
  });

  it('leads to an exact path alone where it says so', async () => {
    const mesh = await withCanary({}, spec('podinfo', '/app', 'Exact'));
    expect((await mesh.ask('/', { url: `${URL}app` })).by?.version).toBe('6.0.1');
    expect((await mesh.ask('/', { url: `${URL}app/one` })).by).toBeUndefined();
  });

  it('is counted by ingress-nginx, with the name of the alternative for who got it', async () => {
    const mesh = await withCanary({ '-by-header': 'x-cohort' });
    await mesh.ask('/', { url: `${URL}status/500`, headers: [['x-cohort', 'always']] });
    await mesh.ask('/', { url: URL });
    await mesh.ask('/');
    const counted = (labels: Readonly<Record<string, string>>): number =>
      mesh.counted('nginx_ingress_controller_requests', { namespace: 'test', ingress: 'front', ...labels });
    expect(counted({})).toBe(2);
    expect(counted({ canary: 'test-podinfo-canary-9898', status: '500' })).toBe(1);
    expect(counted({ canary: '', status: '200' })).toBe(1);
    expect(mesh.counted('nginx_ingress_controller_response_duration_seconds_count', { canary: '' })).toBe(1);
  });

  it('has the times of whole requests counted for both sides, in buckets', async () => {
    const mesh = await withCanary({ '-by-header': 'x-cohort' });
    await mesh.ask('/', { url: URL, headers: [['x-cohort', 'always']] });
    await mesh.ask('/', { url: URL });
    await mesh.ask('/', { url: URL });
    const within = (labels: Readonly<Record<string, string>>): number =>
      mesh.counted('nginx_ingress_controller_request_duration_seconds_bucket', { ingress: 'front', ...labels });
    expect(within({ canary: 'test-podinfo-canary-9898', le: '+Inf' })).toBe(1);
    expect(within({ canary: '', le: '+Inf' })).toBe(2);
    expect(within({ canary: '', le: '0.005' })).toBe(2);
  });
});
