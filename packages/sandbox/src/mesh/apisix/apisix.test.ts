import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KubeObject } from '@flagger/api';
import { afterEach, describe, expect, it } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import { type PlayedMesh, playMesh } from '../../../test/played-mesh.ts';
import { apisixReader } from './reader.ts';

let played: PlayedMesh | undefined;
afterEach(async () => {
  await played?.stop();
  played = undefined;
});

const URL = 'http://app.example.com/';
const [ROUTES] = apisixReader.resources;
const backend = (serviceName: string, weight?: number): object => ({
  serviceName,
  servicePort: 9898,
  ...(weight === undefined ? {} : { weight }),
});
const rule = (backends: readonly object[], match: object = {}, more: object = {}): object => ({
  name: 'main',
  match: { hosts: ['app.example.com'], paths: ['/*'], ...match },
  backends,
  ...more,
});

/** The route of a user, and one beside it with this rule. */
async function withRule(beside: object): Promise<PlayedMesh> {
  played = await playMesh('apisix');
  if (!ROUTES) {
    throw new Error('the reader of APISIX reads nothing');
  }
  await played.apply(ROUTES, { name: 'front' }, { http: [rule([backend('podinfo')])] });
  await played.apply(ROUTES, { name: 'front-podinfo-canary' }, { http: [beside] });
  return played;
}

describe('an ApisixRoute', () => {
  it('with a higher priority splits by its weights', async () => {
    const backends = [backend('podinfo-primary', 75), backend('podinfo-canary', 25)];
    const mesh = await withRule(rule(backends, {}, { priority: 10_000 }));
    const { '6.0.1': primary = 0, '6.0.2': canary = 0 } = await mesh.versions(200, { url: URL });
    expect(primary + canary).toBe(200);
    expect(canary).toBeGreaterThan(25);
    expect(canary).toBeLessThan(75);
    expect(await mesh.versions(5)).toEqual({ '6.0.1': 5 });
  });

  it.each([
    ['a lower priority', {}, { priority: -1 }],
    ['another method', { methods: ['POST', 'PUT'] }, { priority: 1 }],
    ['another path', { paths: ['/exactly'] }, { priority: 1 }],
  ])('leaves a request to the other one by %s', async (_title, match, more) => {
    const mesh = await withRule(rule([backend('podinfo-canary')], match, more));
    expect(await mesh.versions(5, { url: URL })).toEqual({ '6.0.1': 5 });
  });

  it('with a longer path decides where the priorities are the same', async () => {
    const mesh = await withRule(rule([backend('podinfo-canary')], { paths: ['/api/*'] }));
    expect((await mesh.ask('/', { url: `${URL}api/info` })).by?.version).toBe('6.0.2');
    expect((await mesh.ask('/', { url: URL })).by?.version).toBe('6.0.1');
  });

  it('is counted by the name of its rule, in milliseconds', async () => {
    const mesh = await withRule(rule([backend('podinfo-canary')], {}, { priority: 1 }));
    await mesh.ask('/', { url: `${URL}status/500` });
    const route = 'test_front-podinfo-canary_main';
    expect(mesh.counted('apisix_http_status', { route, code: '500' })).toBe(1);
    expect(mesh.counted('apisix_http_latency_bucket', { route, type: 'request', le: '+Inf' })).toBe(1);
    expect(mesh.counted('apisix_http_status', { route, type: 'request' })).toBe(0);
  });
});

const GOLDEN = join(import.meta.dirname, '../../../../../providers/apisix/golden');
const names = readdirSync(GOLDEN).flatMap((file) => (file.endsWith('.in.yaml') ? [file.replace('.in.yaml', '')] : []));
const routesIn = (file: string): readonly KubeObject[] =>
  parseAllDocuments(readFileSync(join(GOLDEN, file), 'utf8'))
    .map((document) => document.toJS() as KubeObject)
    .filter(({ kind }) => kind === 'ApisixRoute');

describe("the ApisixRoutes of our provider beside a user's", () => {
  it('are all told of here', () => {
    expect(names.sort()).toEqual(['bluegreen', 'waiting', 'weighted']);
  });

  it.each([
    ['weighted', 80, 20],
    ['bluegreen', 0, 100],
    ['waiting', 100, 0],
  ])('say the split that they were built for: %s', (name, primary, canary) => {
    const { hosts, ignored } = apisixReader.read([...routesIn(`${name}.in.yaml`), ...routesIn(`${name}.out.yaml`)]);
    const [first] = hosts.find((each) => each.hosts.includes('basket.example.com'))?.routes ?? [];
    const said = first?.destinations.map(({ to, weight }) => [to.name, weight]) ?? [];
    expect([said, ignored]).toEqual([
      [
        ['basket-primary', primary],
        ['basket-canary', canary],
      ],
      [],
    ]);
  });

  it('tells of what is not played', () => {
    const [theirs] = routesIn('weighted.in.yaml');
    const spec = { http: [rule([backend('podinfo')], { exprs: [] })] };
    const { hosts, ignored } = apisixReader.read(theirs ? [{ ...theirs, spec }] : []);
    expect([hosts, ignored]).toEqual([[], ['ApisixRoute front.shop has a rule main that is not played: exprs']]);
  });
});
