import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KubeObject } from '@flagger/api';
import { afterEach, describe, expect, it } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import { type PlayedMesh, playMesh } from '../../../test/played-mesh.ts';
import { skipperReader } from './reader.ts';

let played: PlayedMesh | undefined;
afterEach(async () => {
  await played?.stop();
  played = undefined;
});

const URL = 'http://app.example.com/';
const [INGRESSES] = skipperReader.resources;
const path = (name: string, at = '/'): object => ({
  path: at,
  pathType: 'Prefix',
  backend: { service: { name, port: { number: 9898 } } },
});
const spec = (...paths: readonly object[]): object => ({ rules: [{ host: 'app.example.com', http: { paths } }] });

/** The user's Ingress, and one that leads to both sides with these annotations. */
async function withSplit(weights: object, predicate: string): Promise<PlayedMesh> {
  played = await playMesh('skipper');
  if (!INGRESSES) {
    throw new Error('the reader of Skipper reads nothing');
  }
  const annotations = {
    'zalando.org/backend-weights': JSON.stringify(weights),
    'zalando.org/skipper-predicate': predicate,
  };
  await played.apply(INGRESSES, { name: 'front' }, spec(path('podinfo')));
  await played.apply(
    INGRESSES,
    { name: 'front-canary', annotations },
    spec(path('podinfo-primary'), path('podinfo-canary')),
  );
  return played;
}

describe('an Ingress for Skipper', () => {
  it('that is preferred splits by its weights', async () => {
    const mesh = await withSplit({ 'podinfo-primary': 75, 'podinfo-canary': 25 }, 'Weight(100)');
    const { '6.0.1': primary = 0, '6.0.2': canary = 0 } = await mesh.versions(200, { url: URL });
    expect(primary + canary).toBe(200);
    expect(canary).toBeGreaterThan(25);
    expect(canary).toBeLessThan(75);
  });

  it('that says False is passed by', async () => {
    const mesh = await withSplit({ 'podinfo-primary': 0, 'podinfo-canary': 100 }, 'False() && Method("GET")');
    expect(await mesh.versions(5, { url: URL })).toEqual({ '6.0.1': 5 });
  });

  it('that names a method is for no other', async () => {
    const mesh = await withSplit({ 'podinfo-canary': 100 }, 'Weight(100) && Method("POST")');
    expect(await mesh.versions(5, { url: URL })).toEqual({ '6.0.1': 5 });
  });

  it('gives all the same where nobody has a weight', async () => {
    const mesh = await withSplit({}, 'Weight(100)');
    expect(Object.keys(await mesh.versions(40, { url: URL })).sort()).toEqual(['6.0.1', '6.0.2']);
  });

  it('is counted by the name that Skipper gives its route, in seconds', async () => {
    const mesh = await withSplit({ 'podinfo-primary': 0, 'podinfo-canary': 100 }, 'Weight(100)');
    await mesh.ask('/', { url: `${URL}status/500` });
    const route = 'kube_test__front_canary__app_example_com_____podinfo_canary';
    expect(mesh.counted('skipper_response_duration_seconds_bucket', { route, code: '500', le: '+Inf' })).toBe(1);
    expect(mesh.counted('skipper_serve_route_duration_seconds_count', { route, code: '500' })).toBe(1);
    expect(mesh.counted('skipper_serve_route_duration_seconds_sum', { route })).toBeLessThan(5);
  });
});

const GOLDEN = join(import.meta.dirname, '../../../../../providers/skipper/golden');
const names = readdirSync(GOLDEN).flatMap((file) => (file.endsWith('.in.yaml') ? [file.replace('.in.yaml', '')] : []));
const ingressesIn = (file: string): readonly KubeObject[] =>
  parseAllDocuments(readFileSync(join(GOLDEN, file), 'utf8'))
    .map((document) => document.toJS() as KubeObject)
    .filter(({ kind }) => kind === 'Ingress');

describe("the Ingresses of our provider beside a user's", () => {
  it('are all told of here', () => {
    expect(names.sort()).toEqual(['bluegreen', 'waiting', 'weighted']);
  });

  it.each([
    ['weighted', { 'basket-primary': 80, 'basket-canary': 20 }],
    ['bluegreen', { 'basket-primary': 0, 'basket-canary': 100 }],
    ['waiting', { basket: 1 }],
  ])('say the split that they were built for: %s', (name, shares) => {
    const { hosts, ignored } = skipperReader.read([
      ...ingressesIn(`${name}.in.yaml`),
      ...ingressesIn(`${name}.out.yaml`),
    ]);
    const routes = hosts.find((each) => each.hosts.includes('basket.example.com'))?.routes ?? [];
    const first = routes.find(({ destinations }) => destinations.some(({ to }) => to.name.startsWith('basket')));
    const said = first?.destinations.map(({ to, weight }) => [to.name, weight]) ?? [];
    expect([Object.fromEntries(said), ignored]).toEqual([shares, []]);
  });

  it('tells of what is not played', () => {
    const [theirs] = ingressesIn('weighted.in.yaml');
    const annotations = { 'zalando.org/skipper-predicate': 'Cookie("early", /./)' };
    const { hosts, ignored } = skipperReader.read(
      theirs ? [{ ...theirs, metadata: { ...theirs.metadata, annotations } }] : [],
    );
    expect([hosts, ignored]).toEqual([[], ['Ingress front.shop has annotations that are not played']]);
  });
});
