import {
  ALL_TO_PRIMARY,
  backendsOf,
  type KnownPods,
  type Ref,
  routed,
  type RoutedCanary,
  split,
  Wait,
} from '@flagger/api';
import { meshCanary } from '@flagger/testing';
import { describe, expect, it } from '@jest/globals';
import { BY_CONTROLLER, canary, pods, ref, routerIn } from '../test/basket.ts';
import { wantedObjects } from './api-version.ts';
import { v1beta1 } from './v1beta1.ts';
import { v1beta2 } from './v1beta2.ts';

describe.each([
  [
    'v1beta1',
    v1beta1,
    ['VirtualNode basket', 'VirtualNode basket-primary', 'VirtualNode basket-canary'],
    ['VirtualService basket.shop', 'VirtualService basket-canary.shop'],
  ],
  [
    'v1beta2',
    v1beta2,
    ['VirtualNode basket-primary', 'VirtualNode basket-canary'],
    ['VirtualRouter basket', 'VirtualService basket', 'VirtualRouter basket-canary', 'VirtualService basket-canary'],
  ],
])('%s', (_label, version, nodes, routing) => {
  it('makes what pods need before they start, and what routes to them afterwards', async () => {
    const { objects, router } = routerIn(version);
    await router.prepare(canary);
    expect(objects.writes.map(({ verb, ref: { kind, metadata } }) => `${verb} ${kind} ${metadata.name}`)).toEqual(
      nodes.map((node) => `create ${node}`),
    );
    expect(await router.ensure(canary, ALL_TO_PRIMARY)).toEqual(routing);
  });

  it('needs no write where another operator of the Canary made the objects', async () => {
    const { objects, router } = routerIn(version, ...wantedObjects(version, canary, { routes: split(40), pods }));
    await router.prepare(canary);
    expect(await router.ensure(canary, ALL_TO_PRIMARY)).toEqual([]);
    expect(objects.writes).toEqual([]);
  });

  it('repairs each of its objects, made or lost by hand, and keeps the split', async () => {
    const wanted = wantedObjects(version, canary, { routes: split(40), pods });
    for (const { apiVersion, kind, metadata, spec } of wanted) {
      const { objects, router } = routerIn(version, ...wanted);
      await objects.patch({ apiVersion, kind, metadata }, { spec: { theirs: true } });
      expect(await router.ensure(canary, split(40))).toEqual([`${kind} ${metadata.name}`]);
      expect(objects.peek({ apiVersion, kind, metadata })?.spec).toEqual(JSON.parse(JSON.stringify(spec)));
      objects.delete({ apiVersion, kind, metadata });
      expect(await router.ensure(canary, split(40))).toEqual([`${kind} ${metadata.name}`]);
    }
  });

  it('leaves to ensure what was edited, so that no war is fought while pods start', async () => {
    const { objects, router } = routerIn(version, ...wantedObjects(version, canary, { routes: ALL_TO_PRIMARY, pods }));
    await objects.patch(wantedNode(version), { spec: { theirs: true } });
    const before = objects.writes.length;
    await router.prepare(canary);
    expect(objects.writes).toHaveLength(before);
  });

  it('tells nodes the labels and annotations of the apex, and only the gateway about hosts', async () => {
    const told = meshCanary({
      service: {
        meshName: 'global',
        hosts: ['a.example.com'],
        apex: { labels: { role: 'apex' }, annotations: { note: 'all' } },
      },
    });
    const { objects, router } = routerIn(version, ...wantedObjects(version, canary, { routes: ALL_TO_PRIMARY, pods }));
    const service = routing.find((name) => name.startsWith('VirtualService')) ?? '';
    expect(await router.ensure(told, ALL_TO_PRIMARY)).toEqual([...nodes, service]);
    expect(objects.peek(wantedNode(version))?.metadata).toMatchObject({
      labels: { role: 'apex' },
      annotations: { note: 'all' },
    });
    expect(objects.peek(ref('VirtualService', service.split(' ')[1] ?? ''))?.metadata.annotations).toEqual({
      'gateway.appmesh.k8s.aws/expose': 'true',
      'gateway.appmesh.k8s.aws/domain': 'a.example.com,',
    });
    expect(await router.ensure(told, ALL_TO_PRIMARY)).toEqual([]);
  });
});

const wantedNode = (version: typeof v1beta1): Ref =>
  version.virtualNodes(canary, pods)[0] ?? ref('VirtualNode', 'none');

describe("what App Mesh's own controller writes", () => {
  const wanted = wantedObjects(v1beta2, canary, { routes: split(40), pods });
  const filled = wanted.map((object) => ({ ...object, spec: { ...object.spec, ...BY_CONTROLLER } }));

  it('is no drift', async () => {
    const { router } = routerIn(v1beta2, ...filled);
    expect(await router.ensure(canary, ALL_TO_PRIMARY)).toEqual([]);
    expect(await router.setRoutes(canary, split(40))).toEqual([]);
  });

  it('stays where we repair and where we route', async () => {
    const { objects, router } = routerIn(v1beta2, ...filled);
    const slower = meshCanary({ service: { meshName: 'global', timeout: '9s' } });
    await router.ensure(slower, ALL_TO_PRIMARY);
    await router.setRoutes(slower, split(60));
    const expected = wantedObjects(v1beta2, slower, { routes: split(60), pods }).map(({ spec }) => ({
      ...spec,
      ...BY_CONTROLLER,
    }));
    expect(wanted.map((object) => objects.peek(object)?.spec)).toEqual(expected);
  });
});

describe('the pods behind v1beta2 nodes', () => {
  const knowing = (known: KnownPods): RoutedCanary => routed(canary, backendsOf(canary, known));
  const found = knowing({ primary: { team: 'x-primary' }, canary: { team: 'x' }, port: 80 });

  it('have no nodes until it is known how they are found', async () => {
    const { objects, router } = routerIn(v1beta2);
    await router.prepare(knowing({}));
    expect(objects.writes).toEqual([]);
    await expect(router.ensure(knowing({}), ALL_TO_PRIMARY)).rejects.toThrow(Wait);
    await router.prepare(found);
    expect(objects.peek(ref('VirtualNode', 'basket-primary'))?.spec).toMatchObject({
      podSelector: { matchLabels: { team: 'x-primary' } },
    });
    expect(objects.peek(ref('VirtualNode', 'basket-canary'))?.spec).toMatchObject({
      podSelector: { matchLabels: { team: 'x' } },
    });
  });

  it('are sought by the new label where the services select by another', async () => {
    const { objects, router } = routerIn(v1beta2, ...wantedObjects(v1beta2, canary, { routes: ALL_TO_PRIMARY, pods }));
    expect(await router.ensure(found, ALL_TO_PRIMARY)).toEqual([
      'VirtualNode basket-primary',
      'VirtualNode basket-canary',
    ]);
    expect(objects.peek(ref('VirtualNode', 'basket-canary'))?.spec).toMatchObject({
      podSelector: { matchLabels: { team: 'x' } },
    });
  });
});
