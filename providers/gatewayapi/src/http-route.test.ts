import { ALL_TO_PRIMARY, type KubeObject, split, Stop } from '@flagger/api';
import { ORIGINAL, SplitRouter } from '@flagger/mesh-kit';
import { MemoryObjects, meshCanary } from '@flagger/testing';
import { describe, expect, it } from '@jest/globals';
import { V1, V1BETA1 } from './dialect.ts';
import type { HttpRoute } from './gateway-api.ts';
import { httpRouteRef, splitRoute } from './http-route.ts';

const canary = meshCanary({ service: { gatewayRefs: [{ name: 'public' }], timeout: '9s' } });
const ref = httpRouteRef(canary, V1);
const leading = (value: string, ...names: readonly string[]): object => ({
  matches: [{ path: { type: 'PathPrefix', value } }],
  backendRefs: names.map((name) => ({ name, port: 80 })),
});

function routerIn(...rules: readonly object[]): {
  readonly objects: MemoryObjects;
  readonly router: SplitRouter<HttpRoute>;
} {
  const theirs: KubeObject = {
    ...ref,
    spec: { parentRefs: [{ name: 'public' }], hostnames: ['old.example.com'], rules },
  };
  const objects = new MemoryObjects({ objects: rules.length > 0 ? [theirs] : [] });
  return { objects, router: new SplitRouter(objects, splitRoute(V1)) };
}

const specIn = (objects: MemoryObjects): HttpRoute['spec'] => objects.peek<HttpRoute>(ref)?.spec;
const names = (objects: MemoryObjects): readonly (readonly string[])[] =>
  (specIn(objects)?.rules ?? []).map(({ backendRefs = [] }) => backendRefs.map(({ name }) => name));

describe("someone else's HTTPRoute", () => {
  const help = leading('/help', 'help');
  const redirect = { filters: [{ type: 'RequestRedirect', requestRedirect: { scheme: 'https' } }] };

  it('keeps the rules that lead elsewhere, in their places, and its host names', async () => {
    const { objects, router } = routerIn(help, leading('/', 'basket'), redirect);
    await router.ensure(canary, split(20));
    expect(names(objects)).toEqual([['help'], ['basket-primary', 'basket-canary'], []]);
    expect(specIn(objects)?.rules?.[0]).toEqual(help);
    expect(specIn(objects)).toMatchObject({ hostnames: ['old.example.com'], parentRefs: [{ name: 'public' }] });
    await router.setRoutes(canary, split(60));
    expect(specIn(objects)?.rules?.[2]).toEqual(redirect);
    expect(await router.routes(canary)).toEqual(split(60));
    expect(await router.ensure(canary, ALL_TO_PRIMARY)).toEqual([]);
  });

  it('keeps what it said before in an annotation, and has no owner', async () => {
    const { objects, router } = routerIn(leading('/', 'basket'));
    const before = specIn(objects);
    await router.setRoutes(canary, split(20));
    const { annotations, ownerReferences } = objects.peek(ref)?.metadata ?? {};
    expect([JSON.parse(annotations?.[ORIGINAL] ?? ''), ownerReferences]).toEqual([before, undefined]);
  });

  it.each(['prepare', 'ensure'] as const)('is refused where a rule of it leads to others as well: %s', async (act) => {
    const { objects, router } = routerIn(leading('/', 'basket', 'other'));
    await expect(router[act](canary, ALL_TO_PRIMARY)).rejects.toThrow(Stop);
    expect(objects.writes).toEqual([]);
  });

  it.each<[string, readonly object[], object, string]>([
    ['paths of ours among those of others', [leading('/api', 'basket'), leading('/', 'web')], {}, '/api'],
    [
      'other paths of ours than the Canary says',
      [leading('/api', 'basket'), leading('/', 'web')],
      { match: [{ uri: { prefix: '/shop' } }] },
      '/api',
    ],
    [
      'one of several paths that it says',
      [leading('/api', 'basket'), leading('/', 'web')],
      { match: [{ uri: { prefix: '/api' } }, { uri: { prefix: '/shop' } }] },
      '/api',
    ],
  ])('is refused where who comes to others would come to us: %s', async (_title, rules, service, path) => {
    const asked = meshCanary({ service: { gatewayRefs: [{ name: 'public' }], ...service } });
    for (const act of ['prepare', 'ensure'] as const) {
      const { objects, router } = routerIn(...rules);
      await expect(router[act](asked, ALL_TO_PRIMARY)).rejects.toThrow(
        `rules for web, beside those for basket at PathPrefix ${path}, which would be lost`,
      );
      expect(objects.writes).toEqual([]);
    }
  });

  it('is taken over where the Canary says the same paths, in whatever order', async () => {
    const match = [{ uri: { exact: '/b' }, headers: { 'X-A': { exact: '1' } } }, { uri: { prefix: '/a' } }];
    const asked = meshCanary({ service: { gatewayRefs: [{ name: 'public' }], match } });
    const b = { path: { type: 'Exact', value: '/b' }, headers: [{ name: 'x-a', value: '1' }] };
    const ours = { matches: [b], backendRefs: [{ name: 'basket', port: 80 }] };
    const { objects, router } = routerIn(leading('/a', 'basket'), leading('/', 'web'), ours);
    await router.prepare(asked);
    await router.ensure(asked, ALL_TO_PRIMARY);
    expect(names(objects)).toEqual([['basket-primary', 'basket-canary'], ['web']]);
  });

  it('is refused where it has parents that the Canary does not name', async () => {
    const inside = { group: '', kind: 'Service', name: 'basket' };
    const to = (...parentRefs: readonly object[]) => {
      const spec = { parentRefs, rules: [leading('/', 'basket')] };
      const router = new SplitRouter(new MemoryObjects({ objects: [{ ...ref, spec }] }), splitRoute(V1));
      return router.prepare(canary);
    };
    await expect(to({ name: 'public' }, { name: 'internal', namespace: 'edge' }, inside)).rejects.toThrow(
      'parents Gateway internal.edge, Service basket.shop, which would be lost',
    );
    await expect(to({ kind: 'Gateway', name: 'public', sectionName: 'https' })).resolves.toBeUndefined();
  });

  const named = (type: string): object => ({ filters: [{ type }] });

  it.each<[string, object, string]>([
    [
      'a login',
      { filters: [{ type: 'RequestHeaderModifier' }, { type: 'ExtensionRef' }] },
      'filters[1] (ExtensionRef)',
    ],
    [
      'one of its service',
      { backendRefs: [{ name: 'basket', ...named('ExternalAuth') }] },
      'backendRefs[0].filters[0]',
    ],
    ['a session', { sessionPersistence: { type: 'Cookie' } }, 'sessionPersistence'],
    ['attempts', { retry: { attempts: 2 } }, 'retry'],
    ['a name that policies go by', { name: 'front' }, 'name'],
  ])('is refused where rules of ours have what no Canary says: %s', async (_title, more, field) => {
    for (const act of ['prepare', 'ensure'] as const) {
      const { objects, router } = routerIn(leading('/help', 'help'), { ...leading('/', 'basket'), ...more });
      await expect(router[act](canary, ALL_TO_PRIMARY)).rejects.toThrow(
        `HTTPRoute basket.shop with spec.rules[1].${field}`,
      );
      expect(objects.writes).toEqual([]);
    }
  });

  const sayable = {
    ...leading('/', 'basket'),
    filters: ['RequestHeaderModifier', 'ResponseHeaderModifier', 'URLRewrite', 'RequestMirror', 'CORS'].map((type) => ({
      type,
    })),
    timeouts: { request: '5s' },
    retry: {},
  };

  it('is taken over with what a Canary can say, or where only rules of others have more', async () => {
    const { router } = routerIn({ ...leading('/help', 'help'), ...named('ExtensionRef') }, sayable);
    await expect(router.prepare(canary)).resolves.toBeUndefined();
  });

  it('is refused in v1beta1 for what only v1 has a word for', async () => {
    const { objects } = routerIn(sayable);
    const theirs = { ...httpRouteRef(canary, V1BETA1), spec: specIn(objects) };
    const router = new SplitRouter(new MemoryObjects({ objects: [theirs] }), splitRoute(V1BETA1));
    await expect(router.prepare(canary)).rejects.toThrow(
      'spec.rules[0].timeouts, spec.rules[0].filters[4] (CORS), which would be lost',
    );
  });

  it('is not refused for what its owner adds once it is taken over, or where it is of a Canary', async () => {
    const { objects, router } = routerIn(leading('/', 'basket'));
    await router.ensure(canary, split(20));
    await objects.patch(ref, { spec: { rules: [{ ...leading('/', 'basket'), ...named('ExtensionRef') }] } });
    await expect(router.prepare(canary)).resolves.toBeUndefined();
    const own = routerIn();
    await own.router.ensure(canary, split(20));
    await own.objects.patch(ref, { spec: { rules: [{ ...leading('/', 'basket'), ...named('ExtensionRef') }] } });
    await expect(own.router.prepare(canary)).resolves.toBeUndefined();
  });

  it('is never refused once it is taken over, or where it is of a Canary', async () => {
    const { objects, router } = routerIn(leading('/', 'basket'), leading('/help', 'help'));
    await router.ensure(canary, split(20));
    const moved = meshCanary({ service: { gatewayRefs: [{ name: 'edge' }], match: [{ uri: { prefix: '/api' } }] } });
    await router.prepare(moved);
    await router.ensure(moved, ALL_TO_PRIMARY);
    expect(specIn(objects)).toMatchObject({ parentRefs: [{ name: 'edge' }] });
    expect(await router.routes(moved)).toEqual(split(20));
  });

  it.each([
    ['helm', {}],
    ['kubectl apply', { 'kubectl.kubernetes.io/last-applied-configuration': '{}' }],
  ])('nor where %s has written it anew since, while the Canary matches otherwise', async (_, annotations) => {
    const rules = [leading('/', 'basket'), leading('/help', 'help')];
    const { objects, router } = routerIn(...rules);
    await objects.patch(ref, { metadata: { annotations } });
    await router.ensure(canary, split(20));
    await objects.patch(ref, { spec: { rules } });
    const moved = meshCanary({ service: { gatewayRefs: [{ name: 'edge' }], match: [{ uri: { prefix: '/api' } }] } });
    await router.prepare(moved);
    await router.ensure(moved, split(20));
    expect(await router.routes(moved)).toEqual(split(20));
  });

  it('is not ours by a service of the same name in another namespace', async () => {
    const far = { backendRefs: [{ name: 'basket', namespace: 'far', port: 80 }] };
    const { objects, router } = routerIn(far);
    await router.ensure(canary, ALL_TO_PRIMARY);
    expect(specIn(objects)?.rules?.[0]).toEqual(far);
  });
});

describe('an HTTPRoute of ours', () => {
  it('leads to the service that is called where the Canary is deleted, without copies and with all else', async () => {
    const { objects, router } = routerIn();
    await router.ensure(canary, { ...ALL_TO_PRIMARY, mirrored: true });
    await router.release(canary, true);
    expect(specIn(objects)?.rules).toEqual([
      {
        matches: [{ path: { type: 'PathPrefix', value: '/' } }],
        timeouts: { request: '9s' },
        backendRefs: [{ group: '', kind: 'Service', name: 'basket', port: 80, weight: 100 }],
      },
    ]);
  });

  it('is silent about what nobody said, and where it is not there', async () => {
    const { router } = routerIn();
    expect(await router.acknowledgement(canary)).toEqual({ kind: 'silent' });
    await router.ensure(canary, ALL_TO_PRIMARY);
    expect(await router.acknowledgement(canary)).toEqual({ kind: 'silent' });
  });

  it('names no host where the Canary is for all of them', async () => {
    const { objects, router } = routerIn();
    await router.ensure(meshCanary({ service: { gatewayRefs: [{ name: 'public' }], hosts: ['*'] } }), ALL_TO_PRIMARY);
    expect(specIn(objects)?.hostnames).toBeUndefined();
  });
});
