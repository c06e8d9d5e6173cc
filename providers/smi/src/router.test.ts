import {
  ALL_TO_CANARY,
  ALL_TO_PRIMARY,
  type KubeObject,
  type MeshRouter,
  type RoutedCanary,
  type Routes,
  split,
  Stop,
} from '@flagger/api';
import { ORIGINAL, SplitRouter } from '@flagger/mesh-kit';
import { MemoryObjects, meshCanary } from '@flagger/testing';
import { describe, expect, it } from '@jest/globals';
import { type Dialect, dialects, type Version } from './dialect.ts';
import { splitTraffic, trafficSplit, trafficSplitRef } from './traffic-split.ts';

const KUBECTL = 'kubectl.kubernetes.io/last-applied-configuration';
const GATEWAYS = 'VirtualService.v1alpha3.networking.istio.io/spec.gateways';
const canary = meshCanary();
const theirSpec = { service: 'basket', backends: [{ service: 'basket', weight: 1 }] };

const dialectOf = (version: Version, isForAdapter = false): Dialect =>
  dialects.find((each) => each.version === version && each.isForAdapter === isForAdapter) as Dialect;

const v1alpha2 = dialectOf('v1alpha2');
const ref = trafficSplitRef(canary, v1alpha2);

function routerIn(
  dialect: Dialect,
  ...existing: readonly KubeObject[]
): { readonly objects: MemoryObjects; readonly router: MeshRouter } {
  const objects = new MemoryObjects({ objects: existing });
  return { objects, router: new SplitRouter(objects, splitTraffic(dialect)) };
}

const theirs = (annotations: Readonly<Record<string, string>> = {}): KubeObject => ({
  ...ref,
  metadata: { ...ref.metadata, labels: { mine: 'yes' }, annotations },
  spec: theirSpec,
});

describe('ensure', () => {
  it.each(['v1alpha1', 'v1alpha2', 'v1alpha3'] as const)(
    'needs no write where another operator of the Canary made the object: %s',
    async (version) => {
      const dialect = dialectOf(version);
      const { objects, router } = routerIn(dialect, trafficSplit(canary, split(40), dialect));
      expect(await router.ensure(canary, ALL_TO_PRIMARY)).toEqual([]);
      expect(await router.setRoutes(canary, split(40))).toEqual([]);
      expect(objects.writes).toEqual([]);
    },
  );

  it.each([
    ['v1alpha1', 'v1alpha2'],
    ['v1alpha2', 'v1alpha1'],
  ] as const)('keeps the split of an object that was written as %s and writes it as %s', async (before, after) => {
    const former = trafficSplit(canary, split(40), dialectOf(before));
    const dialect = dialectOf(after);
    const { objects, router } = routerIn(dialect, {
      ...former,
      apiVersion: trafficSplitRef(canary, dialect).apiVersion,
    });
    expect(await router.ensure(canary, ALL_TO_PRIMARY)).toEqual(['TrafficSplit basket']);
    expect(objects.all()[0]?.spec).toEqual(trafficSplit(canary, split(40), dialect).spec);
  });

  it('follows host and gateways of the service, and keeps the split', async () => {
    const dialect = dialectOf('v1alpha2', true);
    const { objects, router } = routerIn(dialect);
    const first = (changes: object): RoutedCanary => meshCanary({ service: { gateways: ['edge/public'], ...changes } });
    await router.ensure(first({}), split(40));
    const edited = first({ gateways: ['edge/other'], hosts: ['basket.example.com'] });
    expect(await router.ensure(edited, ALL_TO_PRIMARY)).toEqual(['TrafficSplit basket']);
    expect(objects.peek(ref)).toMatchObject({
      metadata: { annotations: { [GATEWAYS]: '["edge/other"]' } },
      spec: { service: 'basket.example.com' },
    });
    expect(await router.routes(edited)).toEqual(split(40));
    expect(await router.ensure(edited, ALL_TO_PRIMARY)).toEqual([]);
  });

  it('writes the split in one order', async () => {
    const { objects, router } = routerIn(v1alpha2);
    await router.ensure(canary, ALL_TO_PRIMARY);
    await objects.patch(ref, {
      spec: {
        backends: [
          { service: 'basket-primary', weight: 100 },
          { service: 'basket-canary', weight: 0 },
        ],
      },
    });
    expect(await router.ensure(canary, ALL_TO_CANARY)).toEqual(['TrafficSplit basket']);
    expect(objects.peek(ref)?.spec).toEqual(trafficSplit(canary, ALL_TO_PRIMARY, v1alpha2).spec);
  });

  it('does not call it a write when the API server drops what it does not know', async () => {
    class Pruning extends MemoryObjects {
      override patch<T extends KubeObject>(to: KubeObject): Promise<T> {
        return super.patch(to, {});
      }
    }
    const router = new SplitRouter(new Pruning({ objects: [theirs()] }), splitTraffic(v1alpha2));
    expect(await router.ensure(canary, ALL_TO_PRIMARY)).toEqual([]);
  });
});

describe('setRoutes', () => {
  it('writes the shares and nothing else', async () => {
    const { objects, router } = routerIn(v1alpha2);
    await router.ensure(canary, ALL_TO_PRIMARY);
    objects.writes.length = 0;
    expect(await router.setRoutes(canary, split(30))).toEqual(['TrafficSplit basket']);
    const backends = [
      { service: 'basket-canary', weight: 30 },
      { service: 'basket-primary', weight: 70 },
    ];
    expect(objects.writes.map(({ body }) => body)).toEqual([
      { metadata: { resourceVersion: '1' }, spec: { backends } },
    ]);
  });
});

describe('takeover', () => {
  it('keeps the spec that was there, and neither owns the object nor takes its labels', async () => {
    const { objects, router } = routerIn(v1alpha2, theirs());
    expect(await router.ensure(canary, ALL_TO_PRIMARY)).toEqual(['TrafficSplit basket']);
    const metadata = objects.peek(ref)?.metadata;
    expect(JSON.parse(metadata?.annotations?.[ORIGINAL] ?? '')).toEqual(theirSpec);
    expect(metadata?.ownerReferences).toBeUndefined();
    expect(metadata?.labels).toEqual({ mine: 'yes' });
  });

  it('keeps nothing where kubectl has kept it', async () => {
    const kept = { [KUBECTL]: JSON.stringify({ from: 'before' }) };
    const { objects, router } = routerIn(v1alpha2, theirs(kept));
    await router.ensure(canary, ALL_TO_PRIMARY);
    expect(objects.peek(ref)?.metadata.annotations).toEqual(kept);
  });

  it.each<[string, KubeObject]>([
    ['the Canary owns the object', { ...trafficSplit(canary, split(40), v1alpha2), spec: theirSpec }],
    [
      'it splits our services already',
      { ...ref, spec: { ...trafficSplit(canary, split(40), v1alpha2).spec, service: 'other' } },
    ],
  ])('is none where %s', async (_title, object) => {
    const { objects, router } = routerIn(v1alpha2, object);
    expect(await router.ensure(canary, ALL_TO_PRIMARY)).toEqual(['TrafficSplit basket']);
    expect(objects.peek(ref)?.metadata.annotations ?? {}).not.toHaveProperty([ORIGINAL]);
  });
});

describe('a split with shares for others', () => {
  const to = (service: string, weight?: number | string): object => ({ service, weight });
  const written = (...backends: readonly object[]): KubeObject => ({ ...ref, spec: { service: 'basket', backends } });

  it.each([
    ['20 of 100', to('basket-legacy', 20)],
    ['a quantity', to('basket-legacy', '200m')],
    ['no weight', to('basket-legacy')],
  ])('is refused with what would be lost, and left as it is: %s', async (_title, share) => {
    const object = written(to('basket', 80), share);
    const { objects, router } = routerIn(v1alpha2, object);
    const sentence =
      'TrafficSplit basket.shop with a share for basket-legacy, which would be lost, '
      + 'allowed is a TrafficSplit basket.shop whose shares lead to basket alone, or none';
    await expect(router.prepare(canary)).rejects.toThrow(sentence);
    await expect(router.ensure(canary, ALL_TO_PRIMARY)).rejects.toThrow(Stop);
    expect(objects.writes).toEqual([]);
  });

  it.each([
    ['they get nothing', written(to('basket', 100), to('basket-legacy', 0))],
    ['the Canary owns it', { ...trafficSplit(canary, split(40), v1alpha2), spec: written(to('old', 1)).spec }],
    ['it is taken over', { ...theirs({ [ORIGINAL]: JSON.stringify(theirSpec) }), spec: written(to('old', 1)).spec }],
    ['Flagger took it over', written(to('basket-primary', 90), to('old', 10))],
  ])('is ours where %s', async (_title, object) => {
    const { router } = routerIn(v1alpha2, object);
    await router.prepare(canary);
    await router.ensure(canary, ALL_TO_PRIMARY);
    expect(await router.routes(canary)).toEqual(ALL_TO_PRIMARY);
  });
});

describe('release', () => {
  const taken = async (
    annotations: Readonly<Record<string, string>>,
    routes: Routes = split(40),
  ): Promise<ReturnType<typeof routerIn>> => {
    const made = routerIn(v1alpha2, theirs(annotations));
    await made.router.ensure(canary, routes);
    return made;
  };

  it.each([
    ['our annotation, which goes', {}],
    ["kubectl's annotation", { [KUBECTL]: JSON.stringify({ kind: 'TrafficSplit', spec: theirSpec }) }],
  ])('restores from %s', async (_title, annotations) => {
    const { objects, router } = await taken(annotations);
    await router.release(canary);
    expect(objects.peek(ref)?.spec).toEqual(theirSpec);
    expect(objects.peek(ref)?.metadata.annotations).toEqual(annotations);
  });

  it('leaves an object that goes with its Canary', async () => {
    const { objects, router } = routerIn(v1alpha2);
    await router.ensure(canary, split(40));
    objects.writes.length = 0;
    await router.release(canary);
    expect(objects.writes).toEqual([]);
  });

  it.each<[Version, number | string]>([
    ['v1alpha1', '100'],
    ['v1alpha2', 100],
  ])('leads to the service that is called where the Canary is deleted: %s', async (version, weight) => {
    const { objects, router } = routerIn(dialectOf(version));
    await router.ensure(canary, split(40));
    await router.release(canary, true);
    const released = objects.peek(trafficSplitRef(canary, dialectOf(version)));
    expect(released?.spec).toEqual({ service: 'basket', backends: [{ service: 'basket', weight }] });
    expect(await router.routes(canary)).toBeUndefined();
  });

  it.each([null, 'no JSON', '7', 'null'])(
    'leads to the service that is called where nobody kept what it said before: %s',
    async (kept) => {
      const { objects, router } = await taken({});
      await objects.patch(ref, { metadata: { annotations: { [ORIGINAL]: kept } } });
      await router.release(canary);
      expect(objects.peek(ref)?.spec).toEqual({ ...theirSpec, backends: [{ service: 'basket', weight: 100 }] });
    },
  );

  it('leaves the spec alone where someone put it back already', async () => {
    const { objects, router } = await taken({});
    const back = { service: 'basket', backends: [{ service: 'basket-v3', weight: 1 }] };
    await objects.patch(ref, { spec: back });
    await router.release(canary);
    expect(objects.peek(ref)?.spec).toEqual(back);
    expect(objects.peek(ref)?.metadata.annotations).toEqual({});
  });
});
