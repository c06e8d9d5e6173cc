import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KubeObject } from '@flagger/api';
import { afterEach, describe, expect, it } from '@jest/globals';
import { parseDocument } from 'yaml';
import { type PlayedMesh, playMesh } from '../../../test/played-mesh.ts';
import { traefikReader } from './reader.ts';
import { ruleIn } from './rule.ts';

let played: PlayedMesh | undefined;
afterEach(async () => {
  await played?.stop();
  played = undefined;
});

const URL = 'http://app.example.com/';
const [ROUTES, SERVICES] = traefikReader.resources;
const HOST = 'Host(`app.example.com`)';
const primary = { name: 'podinfo-primary', port: 9898 };
const canary = { name: 'podinfo-canary', port: 9898 };
const route = (name: string, match = HOST) => ({ match, kind: 'Rule', services: [{ name, kind: 'TraefikService' }] });

/** The IngressRoute of a user, and the TraefikService that it names. */
async function withShares(services: readonly object[], routes: readonly object[] = [route('podinfo')]) {
  played = await playMesh('traefik');
  if (!ROUTES || !SERVICES) {
    throw new Error('the reader of Traefik reads nothing');
  }
  await played.apply(ROUTES, { name: 'front' }, { routes });
  await played.apply(SERVICES, { name: 'podinfo' }, { weighted: { services } });
  return played;
}

describe('a TraefikService', () => {
  it('splits by its weights what comes in for the host of an IngressRoute, and nothing else', async () => {
    const mesh = await withShares([
      { ...primary, weight: 75 },
      { ...canary, weight: 25 },
    ]);
    const { '6.0.1': first = 0, '6.0.2': second = 0 } = await mesh.versions(200, { url: URL });
    expect(first + second).toBe(200);
    expect(second).toBeGreaterThan(25);
    expect(second).toBeLessThan(75);
    expect(await mesh.versions(5)).toEqual({ '6.0.1': 5 });
  });

  it('gives nobody to who has the weight 0, and the weight 1 to who has none', async () => {
    const zero = await withShares([{ ...primary, weight: 0 }, canary]);
    expect(await zero.versions(20, { url: URL })).toEqual({ '6.0.2': 20 });
    await zero.stop();
    const none = await withShares([primary, { ...canary, weight: 1 }]);
    expect(Object.keys(await none.versions(40, { url: URL })).sort()).toEqual(['6.0.1', '6.0.2']);
  });

  it('leads to Services beside it, by the longest prefix', async () => {
    const api = { match: `${HOST} && PathPrefix(\`/api\`)`, kind: 'Rule', services: [canary] };
    const mesh = await withShares([primary], [route('podinfo'), api]);
    expect((await mesh.ask('/', { url: `${URL}api/info` })).by?.version).toBe('6.0.2');
    expect((await mesh.ask('/', { url: URL })).by?.version).toBe('6.0.1');
  });

  it('is counted by the name that Traefik has for each Service, in seconds', async () => {
    const mesh = await withShares([{ ...canary, weight: 100 }]);
    await mesh.ask('/', { url: `${URL}status/500` });
    const labels = { service: 'test-podinfo-canary-9898@kubernetescrd', code: '500' };
    const series = 'traefik_service_request_duration_seconds';
    expect(mesh.counted(`${series}_bucket`, { ...labels, le: '+Inf' })).toBe(1);
    expect(mesh.counted(`${series}_sum`, labels)).toBeLessThan(5);
  });
});

describe('the rule of an IngressRoute', () => {
  it('is read where it names a host and a prefix, and told of where it says more', () => {
    expect(ruleIn(`${HOST} && PathPrefix(\`/api\`)`)).toEqual({ host: 'app.example.com', prefix: '/api' });
    expect(ruleIn(`${HOST} || Header(\`x\`, \`y\`)`)).toBeUndefined();
    expect(ruleIn('PathPrefix(`/api`)')).toBeUndefined();
    const object = {
      apiVersion: 'traefik.io/v1alpha1',
      kind: 'IngressRoute',
      metadata: { name: 'front', namespace: 'a' },
    };
    expect(traefikReader.read([{ ...object, spec: { routes: [route('podinfo', 'PathPrefix(`/`)')] } }])).toEqual({
      hosts: [],
      ignored: ['IngressRoute front.a has a rule that is not played: PathPrefix(`/`)'],
    });
  });
});

describe('the TraefikServices of our provider', () => {
  const folder = join(import.meta.dirname, '../../../../../providers/traefik/golden');
  const files = readdirSync(folder).filter((file) => file.endsWith('.out.yaml'));

  it.each([
    ['weighted.out.yaml', { 'basket-primary': 0.8, 'basket-canary': 0.2 }],
    ['bluegreen.out.yaml', { 'basket-primary': 0, 'basket-canary': 1 }],
    ['apex.out.yaml', { 'basket-primary': 1 }],
  ])('are read whole where an IngressRoute names them: %s', (file, shares) => {
    expect(files).toContain(file);
    const built = parseDocument(readFileSync(join(folder, file), 'utf8')).toJS() as KubeObject;
    const front = {
      ...built,
      kind: 'IngressRoute',
      metadata: { name: 'front', namespace: 'shop' },
      spec: { routes: [route('basket')] },
    };
    const [{ routes: [only] } = { routes: [] }] = traefikReader.read([front, built]).hosts;
    expect(Object.fromEntries((only?.destinations ?? []).map(({ to, weight }) => [to.name, weight]))).toEqual(shares);
  });
});
