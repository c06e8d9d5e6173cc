import { ALL_TO_PRIMARY, backendsOf, type KubeObject, routed, split } from '@flagger/api';
import { ORIGINAL } from '@flagger/mesh-kit';
import { MemoryObjects, meshCanary, type Write } from '@flagger/testing';
import { describe, expect, it } from '@jest/globals';
import { IstioRouter } from './router.ts';
import { httpRoutes, type VirtualService, virtualService, virtualServiceRef } from './virtual-service.ts';

const KUBECTL = 'kubectl.kubernetes.io/last-applied-configuration';
const canary = meshCanary();
const ref = virtualServiceRef(canary);
const rule = (name: string): KubeObject => ({ ...ref, kind: 'DestinationRule', metadata: { name, namespace: 'shop' } });
const theirSpec = { hosts: ['basket'], http: [{ route: [{ destination: { host: 'basket' } }] }] };

function theirs(annotations?: Readonly<Record<string, string>>): KubeObject {
  return {
    ...ref,
    metadata: { ...ref.metadata, labels: { mine: 'yes' }, ...(annotations ? { annotations } : {}) },
    spec: theirSpec,
  };
}

const routerIn = (...objects: readonly KubeObject[]): { objects: MemoryObjects; router: IstioRouter } => {
  const memory = new MemoryObjects({ objects });
  return { objects: memory, router: new IstioRouter(memory) };
};

const specWritten = ({ body }: Write): unknown => (body as KubeObject).spec;

describe('ensure', () => {
  it('makes the rules before the route that relies on them', async () => {
    const { router } = routerIn();
    expect(await router.ensure(canary, ALL_TO_PRIMARY)).toEqual([
      'DestinationRule basket-canary',
      'DestinationRule basket-primary',
      'VirtualService basket',
    ]);
  });

  it('needs no write where another operator of the Canary made the objects', async () => {
    const { objects, router } = routerIn(
      virtualService(canary, split(40)),
      { ...rule('basket-primary'), spec: { host: 'basket-primary' } },
      { ...rule('basket-canary'), spec: { host: 'basket-canary' } },
    );
    expect(await router.ensure(canary, ALL_TO_PRIMARY)).toEqual([]);
    expect(objects.writes).toEqual([]);
  });

  it('takes a weight of 0 that was left out for what it is', async () => {
    const route = [
      { destination: { host: 'basket-primary' }, weight: 100 },
      { destination: { host: 'basket-canary' } },
    ];
    const { router, objects } = routerIn();
    await router.ensure(canary, ALL_TO_PRIMARY);
    await objects.patch(ref, { spec: { http: [{ route }] } });
    expect(await router.ensure(canary, ALL_TO_PRIMARY)).toEqual([]);
    expect(await router.setRoutes(canary, ALL_TO_PRIMARY)).toEqual([]);
  });

  it('writes only what differs', async () => {
    const { router, objects } = routerIn();
    await router.ensure(canary, split(40));
    objects.writes.length = 0;
    const edited = meshCanary({ service: { timeout: '7s', trafficPolicy: { tls: { mode: 'DISABLE' } } } });
    await router.ensure(edited, ALL_TO_PRIMARY);
    const policy = { trafficPolicy: { tls: { mode: 'DISABLE' } } };
    expect(objects.writes.map(specWritten)).toEqual([policy, policy, { http: httpRoutes(edited, split(40)) }]);
    expect(Object.keys(objects.peek(ref)?.metadata.annotations ?? {})).not.toContain(ORIGINAL);
  });

  it('takes foreign fields out of a rule', async () => {
    const { router, objects } = routerIn();
    await router.ensure(canary, ALL_TO_PRIMARY);
    await objects.patch(rule('basket-primary'), { spec: { host: 'x', subsets: [{ name: 'v1' }] } });
    expect(await router.ensure(canary, ALL_TO_PRIMARY)).toEqual(['DestinationRule basket-primary']);
    expect(objects.peek(rule('basket-primary'))?.spec).toEqual({ host: 'basket-primary' });
  });

  it('keeps the split where the service becomes TCP', async () => {
    const { router, objects } = routerIn();
    await router.ensure(canary, split(40));
    const tcp = meshCanary({ service: { appProtocol: 'tcp', match: [{ port: 6379 }] } });
    await router.ensure(tcp, ALL_TO_PRIMARY);
    expect(objects.peek(ref)?.spec).toEqual(virtualService(tcp, split(40)).spec);
    await router.setRoutes(tcp, split(60));
    expect(await router.routes(tcp)).toEqual(split(60));
  });

  it('does not call it a write when the API server drops what it does not know', async () => {
    class Pruning extends MemoryObjects {
      override patch<T extends KubeObject>(to: KubeObject, changes: object): Promise<T> {
        const { spec, ...rest }: { readonly spec?: { readonly trafficPolicy?: unknown } } = changes;
        const { trafficPolicy, ...known } = spec ?? {};
        return super.patch(to, { ...rest, spec: trafficPolicy ? known : spec });
      }
    }
    const router = new IstioRouter(new Pruning());
    await router.ensure(canary, ALL_TO_PRIMARY);
    expect(
      await router.ensure(meshCanary({ service: { trafficPolicy: { tls: { mode: 'DISABLE' } } } }), ALL_TO_PRIMARY),
    ).toEqual([]);
  });
});

describe('metadata', () => {
  const labelled = meshCanary({ service: { apex: { labels: { role: 'apex' }, annotations: { note: 'all' } } } });
  it('has the labels of the apex, and the selector label that the services have', async () => {
    const { router, objects } = routerIn();
    await router.ensure(canary, ALL_TO_PRIMARY);
    expect(objects.peek(ref)?.metadata.labels).toBeUndefined();
    expect(await router.ensure(labelled, ALL_TO_PRIMARY)).toEqual(['VirtualService basket']);
    expect(objects.peek(ref)?.metadata).toMatchObject({
      labels: { role: 'apex', app: 'basket' },
      annotations: { note: 'all' },
    });
    expect(await router.ensure(labelled, ALL_TO_PRIMARY)).toEqual([]);
  });

  it('does without a selector label as long as nobody knows how the services select', async () => {
    const { router, objects } = routerIn();
    await router.ensure(routed(labelled, backendsOf(labelled)), ALL_TO_PRIMARY);
    expect(objects.peek(ref)?.metadata.labels).toEqual({ role: 'apex' });
  });
});

describe('takeover', () => {
  it('keeps the spec that was there, and neither owns the object nor takes its labels', async () => {
    const { router, objects } = routerIn(theirs());
    expect(await router.ensure(canary, ALL_TO_PRIMARY)).toContain('VirtualService basket');
    const metadata = objects.peek(ref)?.metadata;
    expect(JSON.parse(metadata?.annotations?.[ORIGINAL] ?? '')).toEqual(theirSpec);
    expect(metadata?.ownerReferences).toBeUndefined();
    expect(metadata?.labels).toEqual({ mine: 'yes' });
  });

  it('keeps nothing where kubectl has kept it', async () => {
    const kept = { [KUBECTL]: JSON.stringify({ from: 'before' }) };
    const { router, objects } = routerIn(theirs(kept));
    await router.ensure(canary, ALL_TO_PRIMARY);
    expect(objects.peek(ref)?.metadata.annotations).toMatchObject(kept);
    expect(objects.peek(ref)?.metadata.annotations).not.toHaveProperty([ORIGINAL]);
  });

  it('is none where the Canary owns the object, or where it splits our services already', async () => {
    const owned = routerIn({ ...virtualService(canary, split(40)), spec: theirSpec });
    await owned.router.ensure(canary, ALL_TO_PRIMARY);
    expect(owned.objects.peek(ref)?.metadata.annotations).not.toHaveProperty([ORIGINAL]);
    const left = routerIn({ ...ref, spec: virtualService(canary, split(40)).spec });
    await left.router.ensure(meshCanary({ service: { timeout: '7s' } }), ALL_TO_PRIMARY);
    expect(left.objects.peek(ref)?.metadata.annotations).not.toHaveProperty([ORIGINAL]);
  });

  it('happens too when the first call is to route', async () => {
    const { router, objects } = routerIn(theirs());
    await router.setRoutes(canary, split(10));
    expect(objects.peek(ref)?.metadata.annotations?.[ORIGINAL]).toBe(JSON.stringify(theirSpec));
  });
});

describe('release', () => {
  it.each([
    ['our annotation, which goes', undefined],
    ["kubectl's annotation", { [KUBECTL]: JSON.stringify({ kind: 'VirtualService', spec: theirSpec }) }],
  ])('restores from %s', async (_title, annotations) => {
    const { router, objects } = routerIn(theirs(annotations));
    await router.ensure(canary, ALL_TO_PRIMARY);
    await router.release(canary);
    const released = objects.peek(ref);
    expect(released?.spec).toEqual(theirSpec);
    expect(released?.metadata.annotations).not.toHaveProperty([ORIGINAL]);
    expect(released?.metadata.annotations).toMatchObject(annotations ?? {});
  });

  it('leaves an object that goes with its Canary', async () => {
    const { router, objects } = routerIn();
    await router.ensure(canary, split(40));
    objects.writes.length = 0;
    await router.release(canary);
    expect(objects.writes).toEqual([]);
  });

  it.each<[string, ReturnType<typeof meshCanary>, object]>([
    ['weights', canary, { http: [{ route: [{ destination: { host: 'basket' } }] }] }],
    [
      'a mirror and settings',
      meshCanary({ service: { timeout: '7s', match: [{ uri: { prefix: '/x' } }] } }),
      { http: [{ match: [{ uri: { prefix: '/x' } }], timeout: '7s', route: [{ destination: { host: 'basket' } }] }] },
    ],
    [
      'raw TCP',
      meshCanary({ service: { appProtocol: 'tcp' } }),
      { tcp: [{ route: [{ destination: { host: 'basket' } }] }] },
    ],
    [
      'a gateway that must be told the port',
      meshCanary({ service: { gateways: ['edge/public'], portDiscovery: true } }),
      { http: [{ route: [{ destination: { host: 'basket', port: { number: 80 } } }] }] },
    ],
  ])('leads to the service that is called where the Canary is deleted: %s', async (_title, deleted, lists) => {
    const { router, objects } = routerIn();
    await router.ensure(deleted, { ...split(0), mirrored: deleted.spec.service.timeout !== undefined });
    const { http: _http, tcp: _tcp, ...rest } = virtualService(deleted, ALL_TO_PRIMARY).spec ?? {};
    await router.release(deleted, true);
    expect(objects.peek(ref)?.spec).toEqual({ ...rest, ...lists });
    expect(await router.routes(deleted)).toBeUndefined();
  });

  it.each([undefined, 'no JSON', '7', 'null'])(
    'leads to the service that is called where nobody kept what it said before: %s',
    async (kept) => {
      const { router, objects } = routerIn(theirs());
      await router.ensure(canary, ALL_TO_PRIMARY);
      await objects.patch(ref, { metadata: { annotations: { [ORIGINAL]: kept ?? null } } });
      await router.release(canary);
      expect(objects.peek<VirtualService>(ref)?.spec?.http).toEqual([
        expect.objectContaining({ route: [{ destination: { host: 'basket' } }] }),
      ]);
    },
  );

  it('leaves the spec alone where someone put it back already', async () => {
    const { router, objects } = routerIn(theirs());
    await router.ensure(canary, ALL_TO_PRIMARY);
    const back = {
      hosts: ['basket'],
      gateways: ['mesh'],
      http: [{ route: [{ destination: { host: 'basket' } }], timeout: '1s' }],
    };
    await objects.patch(ref, { spec: back });
    await router.release(canary);
    expect(objects.peek(ref)?.spec).toEqual(back);
    expect(objects.peek(ref)?.metadata.annotations).not.toHaveProperty([ORIGINAL]);
  });
});
