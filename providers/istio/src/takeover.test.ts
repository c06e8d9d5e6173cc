import { ALL_TO_PRIMARY, type KubeObject, split, Stop } from '@flagger/api';
import { ORIGINAL } from '@flagger/mesh-kit';
import { MemoryObjects, meshCanary } from '@flagger/testing';
import { describe, expect, it } from '@jest/globals';
import { IstioRouter } from './router.ts';
import { type VirtualService, virtualService, virtualServiceRef } from './virtual-service.ts';

const KUBECTL = 'kubectl.kubernetes.io/last-applied-configuration';
const canary = meshCanary();
const ref = virtualServiceRef(canary);
const to = (host: string, port?: number): object => ({
  route: [{ destination: { host, ...(port === undefined ? {} : { port: { number: port } }) } }],
});

function routerIn(spec: object): { readonly objects: MemoryObjects; readonly router: IstioRouter } {
  const objects = new MemoryObjects({ objects: [{ ...ref, spec }] });
  return { objects, router: new IstioRouter(objects) };
}

const specIn = (objects: MemoryObjects): unknown => objects.peek<KubeObject>(ref)?.spec;

describe("someone else's VirtualService", () => {
  const redis = { match: [{ port: 6379 }], ...to('basket', 6379) };
  const secure = { match: [{ port: 8443, sniHosts: ['basket'] }], ...to('basket', 8443) };

  it('keeps routes for other protocols and who may see it, through each change of the split', async () => {
    const { objects, router } = routerIn({
      hosts: ['basket'],
      exportTo: ['.'],
      http: [to('basket')],
      tcp: [redis],
      tls: [secure],
    });
    await router.ensure(canary, ALL_TO_PRIMARY);
    await router.setRoutes(canary, split(40));
    const { spec } = virtualService(canary, split(40));
    expect(specIn(objects)).toEqual({ ...spec, exportTo: ['.'], tcp: [redis], tls: [secure] });
    const { length } = objects.writes;
    expect(await router.ensure(canary, ALL_TO_PRIMARY)).toEqual([]);
    expect(await router.setRoutes(canary, split(40))).toEqual([]);
    expect(objects.writes).toHaveLength(length);
  });

  it('keeps the connections of other ports and its HTTP routes beside those of a TCP service', async () => {
    const tcp = meshCanary({ service: { appProtocol: 'tcp' } });
    const http = [{ match: [{ port: 8080 }], ...to('basket', 8080) }];
    const { objects, router } = routerIn({
      hosts: ['basket'],
      http,
      tcp: [{ match: [{ port: 80, gateways: ['mesh'] }], ...to('basket', 80) }, redis],
    });
    await router.ensure(tcp, split(40));
    const ours = virtualService(tcp, split(40)).spec?.tcp ?? [];
    expect(specIn(objects)).toMatchObject({ http, tcp: [redis, ...ours] });
    expect(await router.routes(tcp)).toEqual(split(40));
  });

  it.each([
    [
      'names none: both stay, and calls inside the mesh come in too',
      {},
      ['a.example.com', 'basket'],
      ['edge/public', 'mesh'],
    ],
    ['names its own', { hosts: ['b.example.com'], gateways: ['edge/b'] }, ['b.example.com', 'basket'], ['edge/b']],
  ])('has hosts and gateways; a Canary %s', async (_title, service, hosts, gateways) => {
    const { objects, router } = routerIn({ hosts: ['a.example.com'], gateways: ['edge/public'], http: [to('basket')] });
    await router.ensure(meshCanary({ service }), ALL_TO_PRIMARY);
    expect(specIn(objects)).toMatchObject({ hosts, gateways });
    expect(await router.ensure(meshCanary({ service }), ALL_TO_PRIMARY)).toEqual([]);
  });

  it.each([
    [
      'the Canary says HTTP for a port that has tcp routes',
      { tcp: [{ match: [{ port: 80 }], ...to('basket', 80) }] },
      {},
      'spec.service.appProtocol',
    ],
    [
      'the same by tls',
      { tls: [{ match: [{ port: 80, sniHosts: ['a'] }], ...to('basket') }] },
      {},
      'spec.service.appProtocol',
    ],
    [
      'the port is raw by its name, and so are the routes',
      { tcp: [to('basket')] },
      { portName: 'tcp-relay' },
      'spec.service.appProtocol',
    ],
    ['another host gets some requests', { http: [to('other'), to('basket')] }, {}, 'spec.service.name'],
    ['a request is redirected', { http: [{ redirect: { uri: '/' } }, to('basket')] }, {}, 'spec.service.name'],
    [
      'only connections of some are meant',
      { tcp: [{ match: [{ port: 80, sourceLabels: { app: 'till' } }], ...to('basket') }] },
      { appProtocol: 'tcp' },
      'spec.service.name',
    ],
    [
      'connections go to a subset',
      { tcp: [{ route: [{ destination: { host: 'basket', subset: 'v1' } }] }] },
      { appProtocol: 'tcp' },
      'spec.service.name',
    ],
    ['another host gets the connections', { tcp: [to('other')] }, { appProtocol: 'tcp' }, 'spec.service.name'],
  ])('is refused with what would be lost, and left as it is: %s', async (_title, lists, service, field) => {
    const spec = { hosts: ['basket'], ...lists };
    const { objects, router } = routerIn(spec);
    const asked = meshCanary({ service });
    for (const act of [() => router.prepare(asked), () => router.ensure(asked, ALL_TO_PRIMARY)]) {
      const error: unknown = await act().catch((caught: unknown) => caught);
      expect(error instanceof Stop && error.problem.field).toBe(field);
      expect(String(error)).toContain('VirtualService basket.shop');
    }
    expect(specIn(objects)).toEqual(spec);
  });

  it.each([['basket'], ['basket.shop.svc.cluster.local']])('is taken over where it leads to %s', async (host) => {
    const { router } = routerIn({ hosts: ['basket'], http: [to(host, 80)], tcp: [redis] });
    await router.prepare(canary);
    await router.ensure(canary, split(10));
    expect(await router.routes(canary)).toEqual(split(10));
  });
});

describe('a delegate of a root VirtualService', () => {
  const delegate = { http: [{ ...to('basket'), timeout: '9s' }] };

  it('stays one, through each change of the split, until it is given back', async () => {
    const { objects, router } = routerIn(delegate);
    await router.prepare(canary);
    await router.ensure(canary, ALL_TO_PRIMARY);
    await router.setRoutes(canary, split(30));
    const { spec } = virtualService(meshCanary({ service: { delegation: true } }), split(30));
    expect(specIn(objects)).toEqual({ http: spec?.http });
    expect(await router.ensure(canary, ALL_TO_PRIMARY)).toEqual([]);
    await router.release(canary, true);
    expect(specIn(objects)).toEqual(delegate);
  });

  it.each([
    ['the Canary names hosts', { hosts: ['a.example.com'] }, delegate, ['a.example.com', 'basket']],
    ['the Canary names gateways', { gateways: ['edge/public'] }, delegate, ['basket']],
    ['it has nothing to delegate', {}, { exportTo: ['.'] }, ['basket']],
  ])('is none where %s', async (_title, service, spec, hosts) => {
    const { objects, router } = routerIn(spec);
    await router.ensure(meshCanary({ service }), ALL_TO_PRIMARY);
    expect(specIn(objects)).toMatchObject({ hosts });
  });
});

describe('what is kept of it', () => {
  const theirSpec = { hosts: ['basket'], http: [to('basket')] };

  it('keeps it once, and anew where its owner wrote it anew', async () => {
    const { router, objects } = routerIn(theirSpec);
    const kept = (): unknown => JSON.parse(objects.peek(ref)?.metadata.annotations?.[ORIGINAL] ?? '');
    await router.ensure(canary, ALL_TO_PRIMARY);
    await objects.patch(ref, { spec: { hosts: ['a.example.com'] } });
    await router.ensure(canary, split(40));
    expect(kept()).toEqual(theirSpec);
    const anew = { hosts: ['b.example.com'], gateways: ['edge/public'], http: theirSpec.http };
    await objects.patch(ref, { spec: anew });
    await router.ensure(canary, ALL_TO_PRIMARY);
    expect(kept()).toEqual(anew);
  });

  it.each<[string, (spec: unknown) => Readonly<Record<string, string>>]>([
    ['Flagger overwrote', (spec) => ({ [ORIGINAL]: JSON.stringify(spec) })],
    ['kubectl applied from an export', (spec) => ({ [KUBECTL]: JSON.stringify({ kind: 'VirtualService', spec }) })],
  ])('leads to the service that is called where what %s is our split', async (_title, noted) => {
    const { spec } = virtualService(canary, ALL_TO_PRIMARY);
    const annotations = noted(virtualService(canary, split(40)).spec);
    const objects = new MemoryObjects({ objects: [{ ...ref, metadata: { ...ref.metadata, annotations }, spec }] });
    const router = new IstioRouter(objects);
    await router.ensure(canary, ALL_TO_PRIMARY);
    await router.release(canary, true);
    expect(objects.peek(ref)?.spec).toEqual({ ...spec, http: [{ route: [{ destination: { host: 'basket' } }] }] });
    expect(objects.peek(ref)?.metadata.annotations).not.toHaveProperty([ORIGINAL]);
  });
});

describe('a service with more ports than the Canary says', () => {
  const primary = (...ports: readonly number[]): KubeObject => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'basket-primary', namespace: 'shop' },
    spec: { ports: ports.map((port) => ({ port })) },
  });

  const edge = { gateways: ['edge/public'] };
  it.each([
    ['several', edge, primary(80, 9999), [80, 80]],
    ['one', edge, primary(80), [undefined, undefined]],
    ['several behind the root of a delegate', { delegation: true }, primary(80, 9999), [80, 80]],
    ['several and empty lists', { delegation: true, gateways: [], hosts: [] }, primary(80, 9999), [80, 80]],
  ])('has the port named for gateways where there are %s', async (_title, said, service, named) => {
    const objects = new MemoryObjects({ objects: [service] });
    const router = new IstioRouter(objects);
    const gated = meshCanary({ service: said });
    await router.ensure(gated, ALL_TO_PRIMARY);
    await router.setRoutes(gated, split(10));
    const route = objects.peek<VirtualService>(ref)?.spec?.http?.[0]?.route ?? [];
    expect(route.map(({ destination }) => destination?.port?.number)).toEqual(named);
  });
});
