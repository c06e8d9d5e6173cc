import { ALL_TO_PRIMARY, type KubeObject, split, Stop } from '@flagger/api';
import { ORIGINAL, SplitRouter } from '@flagger/mesh-kit';
import { MemoryObjects, meshCanary } from '@flagger/testing';
import { describe, expect, it } from '@jest/globals';
import { V1 } from './dialect.ts';
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
  const theirs: KubeObject = { ...ref, spec: { parentRefs: [{ name: 'old' }], hostnames: ['old.example.com'], rules } };
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
