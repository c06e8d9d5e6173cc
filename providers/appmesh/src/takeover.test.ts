import { ALL_TO_PRIMARY, type KubeObject, type Ref, type RoutedCanary, split, Stop } from '@flagger/api';
import { ORIGINAL } from '@flagger/mesh-kit';
import { meshCanary } from '@flagger/testing';
import { describe, expect, it } from '@jest/globals';
import { BY_CONTROLLER, canary, pods, ref, routerIn } from '../test/basket.ts';
import { type AppMeshObject, wantedObjects } from './api-version.ts';
import { v1beta2 } from './v1beta2.ts';

const KUBECTL = 'kubectl.kubernetes.io/last-applied-configuration';

const foreign = (object: Ref, spec: object, annotations?: object): KubeObject => ({
  ...object,
  metadata: {
    ...object.metadata,
    labels: { mine: 'yes' },
    ...(annotations ? { annotations: { ...annotations } } : {}),
  },
  spec,
});

describe('what was there before', () => {
  const router = ref('VirtualRouter', 'basket');
  const before = {
    ...BY_CONTROLLER,
    routes: [
      { name: 'all', httpRoute: { action: { weightedTargets: [{ virtualNodeRef: { name: 'basket' }, weight: 1 }] } } },
    ],
  };
  const begin = async (of: RoutedCanary, ...objects: readonly KubeObject[]) => {
    const made = routerIn(v1beta2, ...objects);
    await made.router.prepare(of);
    await made.router.ensure(of, ALL_TO_PRIMARY);
    return made;
  };

  it('is refused where some of its routes lead to other nodes, before anything is made', async () => {
    const help = { name: 'help', httpRoute: { action: { weightedTargets: [{ virtualNodeRef: { name: 'help' } }] } } };
    const grpc = { name: 'grpc', grpcRoute: {} };
    for (const [routes, words] of [
      [[help, ...before.routes], 'a route to help'],
      [[...before.routes, grpc], 'a route to no node'],
    ] as const) {
      for (const act of ['prepare', 'ensure'] as const) {
        const made = routerIn(v1beta2, foreign(router, { ...before, routes }));
        await expect(made.router[act](canary, ALL_TO_PRIMARY)).rejects.toThrow(`${words}, which would be lost`);
        expect(made.objects.writes).toEqual([]);
      }
    }
  });

  it('is not refused once it is taken over', async () => {
    const made = await begin(canary, foreign(router, before));
    const { routes = [] } = made.objects.peek<AppMeshObject>(router)?.spec ?? {};
    await made.objects.patch(router, { spec: { routes: [...routes, { name: 'grpc', grpcRoute: {} }] } });
    await expect(made.router.prepare(canary)).resolves.toBeUndefined();
  });

  it('is kept, neither owned nor relabelled, and given back', async () => {
    const made = await begin(
      canary,
      foreign(router, before),
      foreign(ref('VirtualService', 'basket'), { provider: { virtualNode: {} } }),
    );
    const metadata = made.objects.peek(router)?.metadata;
    expect(JSON.parse(metadata?.annotations?.[ORIGINAL] ?? '')).toEqual(before);
    expect(metadata?.ownerReferences).toBeUndefined();
    expect(metadata?.labels).toEqual({ mine: 'yes' });
    await made.router.release(canary);
    expect(made.objects.peek(router)?.spec).toEqual(before);
    expect(made.objects.peek(router)?.metadata.annotations).not.toHaveProperty([ORIGINAL]);
    expect(made.objects.peek(ref('VirtualService', 'basket'))?.spec).toEqual({ provider: { virtualNode: {} } });
  });

  it("is given back from kubectl's annotation, without what App Mesh's controller wrote since", async () => {
    const applied = {
      [KUBECTL]: JSON.stringify({
        kind: 'VirtualRouter',
        spec: { routes: before.routes, meshRef: { name: 'old', uid: 'u-0' } },
      }),
    };
    const made = await begin(canary, foreign(router, before, applied));
    expect(made.objects.peek(router)?.metadata.annotations).toEqual(applied);
    await made.router.release(canary);
    expect(made.objects.peek(router)?.spec).toEqual(before);
  });

  it('is kept too when the first call is to route', async () => {
    const { objects, router: routing } = routerIn(v1beta2, foreign(router, before));
    await routing.setRoutes(canary, split(10));
    expect(JSON.parse(objects.peek(router)?.metadata.annotations?.[ORIGINAL] ?? '')).toEqual(before);
  });

  it('is not kept where it says what we want already', async () => {
    const { spec = {} } =
      wantedObjects(v1beta2, canary, { routes: split(40), pods }).find(({ kind }) => kind === 'VirtualRouter') ?? {};
    const made = await begin(canary, foreign(router, spec));
    expect(made.objects.peek(router)?.metadata.annotations).toBeUndefined();
  });

  it('is kept once, whatever is edited later', async () => {
    const made = await begin(canary, foreign(router, before));
    await made.objects.patch(router, { spec: { theirs: true } });
    await made.router.ensure(canary, ALL_TO_PRIMARY);
    await made.router.release(canary);
    expect(made.objects.peek(router)?.spec).toEqual(before);
  });

  it('is kept anew where its owner wrote the routes anew', async () => {
    const made = await begin(canary, foreign(router, before));
    const anew = { ...before, routes: [{ ...before.routes[0], name: 'anew' }] };
    await made.objects.patch(router, { spec: anew });
    const written = made.objects.peek(router)?.spec;
    await made.router.ensure(canary, ALL_TO_PRIMARY);
    await made.router.release(canary);
    expect(made.objects.peek(router)?.spec).toEqual(written);
  });

  it('is not our own split, for which nobody finds what to give back', async () => {
    const { spec = {} } =
      wantedObjects(v1beta2, canary, { routes: split(40), pods }).find(({ kind }) => kind === 'VirtualRouter') ?? {};
    const edited = await begin(canary, foreign(router, spec));
    await edited.router.ensure(meshCanary({ service: { meshName: 'global', timeout: '7s' } }), ALL_TO_PRIMARY);
    expect(edited.objects.peek(router)?.metadata.annotations).toBeUndefined();
    const noted = await begin(canary, foreign(router, spec, { [ORIGINAL]: JSON.stringify(spec) }));
    await expect(noted.router.release(canary)).rejects.toThrow(Stop);
    await noted.objects.patch(router, { spec: before });
    await noted.router.release(canary);
    expect(noted.objects.peek(router)?.spec).toMatchObject(before);
  });

  it('is nothing where the Canary owns the objects: release leaves them to go with it', async () => {
    const made = await begin(canary);
    const applied = { [KUBECTL]: JSON.stringify({ spec: { theirs: true } }) };
    await made.objects.patch(router, { metadata: { annotations: applied }, spec: { theirs: true } });
    await made.router.ensure(canary, ALL_TO_PRIMARY);
    made.objects.writes.length = 0;
    await made.router.release(canary);
    expect(made.objects.writes).toEqual([]);
    expect(JSON.stringify(made.objects.all())).not.toContain(ORIGINAL);
  });
});
