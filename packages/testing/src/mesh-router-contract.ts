import { beforeAll, describe, expect, it } from '@jest/globals';
import { ALL_TO_CANARY, ALL_TO_PRIMARY, Conflict, type MeshProvider } from '@flagger/api';
import { capabilities } from './mesh-capabilities.ts';
import { fieldsRead, fieldsWarnedOf } from './mesh-fields.ts';
import { rules } from './mesh-rules.ts';
import { stage } from './mesh-stage.ts';
import { stickiness } from './mesh-stickiness.ts';
import { giving } from './mesh-giving.ts';
import { givingBack, keepingTheirs, repairOfDrift } from './mesh-drift.ts';
import { withoutObjects } from './mesh-without-objects.ts';
import {
  begin,
  BY_THEM,
  emptyCluster,
  meshCanary,
  type MeshFixtures,
  routedCluster,
  type Subject,
} from './mesh-cluster.ts';

export { meshCanary, type MeshCanaryParts, type MeshFixtures } from './mesh-cluster.ts';

const basket = meshCanary();

/**
 * What every provider does alike, whatever its mesh. Call it in `router.contract.test.ts` of the provider, with what
 * is to be known of its objects; one that keeps no object of its own gives nothing. Nothing is skipped: of what the
 * mesh cannot do, the refusal or the warning is tested.
 */
export function meshRouterContract(provider: MeshProvider, fixtures?: MeshFixtures): void {
  describe(`the contract of a mesh router, as kept by ${provider.names.join(', ')}`, () => {
    measuring(provider);
    fieldsWarnedOf(provider);
    if (fixtures) {
      withObjects({ provider, fixtures, stage: stage() });
    } else {
      withoutObjects(provider, stage());
    }
  });
}

function measuring({ queries }: MeshProvider): void {
  it.each(['successRate', 'duration'] as const)("measures the canary alone, over the metric's interval: %s", (what) => {
    const used = [...queries[what].matchAll(/\{\{ (\w+) \}\}/g)].map(([, name]) => name);
    expect(used).toEqual(expect.arrayContaining(['namespace', 'interval']));
    expect(used.some((name) => ['target', 'service', 'ingress', 'route'].includes(name ?? ''))).toBe(true);
  });

  it('divides by the requests that it says there were', () => {
    const { successRate, requests = '' } = queries;
    const divided = successRate.replaceAll(/\s+/g, ' ').replace(/ \* 100$/, '');
    expect(divided.endsWith(requests)).toBe(true);
  });
}

function withObjects(subject: Subject): void {
  beforeAll(() => subject.stage.set(subject.provider, subject.fixtures.routing(basket).apiVersion));
  creation(subject);
  repair(subject);
  damage(subject);
  others(subject);
  capabilities(subject);
  stickiness(subject);
  fieldsRead(subject);
  rules(subject);
  neighbours(subject);
  (subject.fixtures.theirs ? givingBack : giving)(subject);
}

function creation(subject: Subject): void {
  it('prepares more than once without writing twice', async () => {
    const { router, objects } = await emptyCluster(subject);
    await router.prepare(basket);
    const { writes } = objects;
    await router.prepare(basket);
    expect(objects.writes).toBe(writes);
  });

  it('reads no routes before its objects exist', async () => {
    const { router } = await emptyCluster(subject);
    await router.prepare(basket);
    expect(await router.routes(basket)).toBeUndefined();
  });

  it.each([ALL_TO_PRIMARY, ALL_TO_CANARY])('creates its objects with the expected routes: %j', async (expected) => {
    const cluster = await emptyCluster(subject);
    expect(await begin(cluster, basket, expected)).not.toEqual([]);
    expect(await cluster.router.routes(basket)).toEqual(expected);
  });

  it('creates its objects when the first call is to route', async () => {
    const { router } = await emptyCluster(subject);
    await router.prepare(basket);
    expect(await router.setRoutes(basket, ALL_TO_CANARY)).not.toEqual([]);
    expect(await router.routes(basket)).toEqual(ALL_TO_CANARY);
  });

  it('writes nothing, and says so, where all is as wanted', async () => {
    const { router, objects } = await routedCluster(subject, basket);
    const { writes } = objects;
    expect(await router.ensure(basket, ALL_TO_PRIMARY)).toEqual([]);
    expect(await router.setRoutes(basket, ALL_TO_PRIMARY)).toEqual([]);
    expect(objects.writes).toBe(writes);
  });
}

function repair(subject: Subject): void {
  it('keeps the live split where another one is expected', async () => {
    const { router } = await routedCluster(subject, basket, ALL_TO_CANARY);
    expect(await router.ensure(basket, ALL_TO_PRIMARY)).toEqual([]);
    expect(await router.routes(basket)).toEqual(ALL_TO_CANARY);
  });

  if (subject.fixtures.theirs) {
    keepingTheirs(subject);
  } else {
    repairOfDrift(subject);
  }

  it('puts a missing object back with the expected routes', async () => {
    const { router, lose } = await routedCluster(subject, basket);
    await lose(basket);
    expect(await router.routes(basket)).toBeUndefined();
    expect(await router.ensure(basket, ALL_TO_CANARY)).not.toEqual([]);
    expect(await router.routes(basket)).toEqual(ALL_TO_CANARY);
  });
}

function damage(subject: Subject): void {
  it.each(['ensure', 'setRoutes'] as const)('mends an object that was broken by hand: %s', async (act) => {
    const { router, look, edit } = await routedCluster(subject, basket, ALL_TO_CANARY);
    const before = await look(basket);
    await edit(basket, subject.fixtures.broken);
    expect(await router.routes(basket)).toBeUndefined();
    expect(await router[act](basket, ALL_TO_CANARY)).not.toEqual([]);
    expect((await look(basket))?.spec).toEqual(before?.spec);
    expect(await router.routes(basket)).toEqual(ALL_TO_CANARY);
  });
}

function others(subject: Subject): void {
  it('keeps labels and annotations of others', async () => {
    const { router, look, edit } = await routedCluster(subject, basket);
    await edit(basket, { ...subject.fixtures.drift, metadata: BY_THEM });
    await router.setRoutes(basket, ALL_TO_CANARY);
    await router.ensure(basket, ALL_TO_PRIMARY);
    expect((await look(basket))?.metadata).toMatchObject(BY_THEM);
  });

  it('changes nothing but the split when it routes', async () => {
    const { router, look, edit } = await routedCluster(subject, basket);
    await edit(basket, subject.fixtures.drift);
    await router.setRoutes(basket, ALL_TO_CANARY);
    const routed = await look(basket);
    await edit(basket, subject.fixtures.drift);
    expect((await look(basket))?.spec).toEqual(routed?.spec);
  });

  it.each(['ensure', 'setRoutes'] as const)(
    'ends in a conflict and loses nothing where someone edits at the same time: %s',
    async (act) => {
      const { router, objects, look, edit } = await routedCluster(subject, basket);
      await edit(basket, subject.fixtures.theirs?.lost ?? subject.fixtures.drift);
      objects.beforeNextPatch(() => edit(basket, { metadata: BY_THEM }));
      await expect(router[act](basket, ALL_TO_CANARY)).rejects.toThrow(Conflict);
      expect(await router.routes(basket)).toEqual(subject.fixtures.theirs ? undefined : ALL_TO_PRIMARY);
      expect(await router[act](basket, ALL_TO_CANARY)).not.toEqual([]);
      expect((await look(basket))?.metadata).toMatchObject(BY_THEM);
    },
  );
}

function neighbours(subject: Subject): void {
  const cases = [
    { title: 'two canaries in a namespace', neighbour: meshCanary({ name: 'till' }) },
    { title: 'two canaries of one name in two namespaces', neighbour: meshCanary({ namespace: 'stall' }) },
  ];

  it.each(cases)('keeps apart $title', async ({ neighbour }) => {
    const cluster = await routedCluster(subject, basket);
    await begin(cluster, neighbour);
    await cluster.router.setRoutes(basket, ALL_TO_CANARY);
    expect(await cluster.router.routes(neighbour)).toEqual(ALL_TO_PRIMARY);
    expect(await cluster.router.routes(basket)).toEqual(ALL_TO_CANARY);
    expect(await cluster.router.ensure(neighbour, ALL_TO_CANARY)).toEqual([]);
  });
}
