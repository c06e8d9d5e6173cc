import { describe, expect, it } from '@jest/globals';
import { ALL_TO_CANARY, ALL_TO_PRIMARY, type Capabilities, Conflict, type MeshProvider, type Routes, split } from '@flagger/api';
import { begin, emptyWorld, meshCanary, type MeshFixtures, routedWorld, type Subject } from './mesh-world.ts';

export { meshCanary, type MeshCanaryParts, type MeshFixtures } from './mesh-world.ts';

const basket = meshCanary();
const MIRRORED: Routes = { ...ALL_TO_PRIMARY, mirrored: true };
const BY_THEM = { labels: { theirs: 'yes' }, annotations: { 'note.example/by': 'them' } };

/** What every provider does alike, whatever its mesh. Call it in a test file of the provider; what the mesh cannot do is skipped and says so. */
export function meshRouterContract(provider: MeshProvider, fixtures: MeshFixtures): void {
  const subject: Subject = { provider, fixtures };
  describe(`the contract of a mesh router, as kept by ${provider.names.join(', ')}`, () => {
    creation(subject);
    repair(subject);
    damage(subject);
    others(subject);
    weights(subject);
    mirroring(subject);
    matching(subject);
    neighbours(subject);
    giving(subject);
  });
}

function creation(subject: Subject): void {
  it('prepares more than once without writing twice', async () => {
    const { router, objects } = await emptyWorld(subject);
    await router.prepare(basket);
    const { writes } = objects;
    await router.prepare(basket);
    expect(objects.writes).toBe(writes);
  });

  it('reads no routes before its objects exist', async () => {
    const { router } = await emptyWorld(subject);
    await router.prepare(basket);
    expect(await router.routes(basket)).toBeUndefined();
  });

  it.each([ALL_TO_PRIMARY, ALL_TO_CANARY])('creates its objects with the expected routes: %j', async (expected) => {
    const world = await emptyWorld(subject);
    expect(await begin(world, basket, expected)).not.toEqual([]);
    expect(await world.router.routes(basket)).toEqual(expected);
  });

  it('creates its objects when the first call is to route', async () => {
    const { router } = await emptyWorld(subject);
    await router.prepare(basket);
    expect(await router.setRoutes(basket, ALL_TO_CANARY)).not.toEqual([]);
    expect(await router.routes(basket)).toEqual(ALL_TO_CANARY);
  });

  it('writes nothing, and says so, where all is as wanted', async () => {
    const { router, objects } = await routedWorld(subject, basket);
    const { writes } = objects;
    expect(await router.ensure(basket, ALL_TO_PRIMARY)).toEqual([]);
    expect(await router.setRoutes(basket, ALL_TO_PRIMARY)).toEqual([]);
    expect(objects.writes).toBe(writes);
  });
}

function repair(subject: Subject): void {
  it('keeps the live split where another one is expected', async () => {
    const { router } = await routedWorld(subject, basket, ALL_TO_CANARY);
    expect(await router.ensure(basket, ALL_TO_PRIMARY)).toEqual([]);
    expect(await router.routes(basket)).toEqual(ALL_TO_CANARY);
  });

  it('repairs drift at once and keeps the live split', async () => {
    const { router, look, edit } = await routedWorld(subject, basket, ALL_TO_CANARY);
    const before = await look(basket);
    await edit(basket, subject.fixtures.drift);
    expect((await look(basket))?.spec).not.toEqual(before?.spec);
    expect(await router.ensure(basket, ALL_TO_PRIMARY)).not.toEqual([]);
    expect((await look(basket))?.spec).toEqual(before?.spec);
    expect(await router.ensure(basket, ALL_TO_PRIMARY)).toEqual([]);
  });

  it('puts a missing object back with the expected routes', async () => {
    const { router, objects } = await routedWorld(subject, basket);
    await objects.remove(subject.fixtures.routing(basket));
    expect(await router.routes(basket)).toBeUndefined();
    expect(await router.ensure(basket, ALL_TO_CANARY)).not.toEqual([]);
    expect(await router.routes(basket)).toEqual(ALL_TO_CANARY);
  });
}

function damage(subject: Subject): void {
  it.each(['ensure', 'setRoutes'] as const)('mends an object that was broken by hand: %s', async (act) => {
    const { router, look, edit } = await routedWorld(subject, basket, ALL_TO_CANARY);
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
    const { router, look, edit } = await routedWorld(subject, basket);
    await edit(basket, { ...subject.fixtures.drift, metadata: BY_THEM });
    await router.setRoutes(basket, ALL_TO_CANARY);
    await router.ensure(basket, ALL_TO_PRIMARY);
    expect((await look(basket))?.metadata).toMatchObject(BY_THEM);
  });

  it('changes nothing but the split when it routes', async () => {
    const { router, look, edit } = await routedWorld(subject, basket);
    await edit(basket, subject.fixtures.drift);
    await router.setRoutes(basket, ALL_TO_CANARY);
    const routed = await look(basket);
    await edit(basket, subject.fixtures.drift);
    expect((await look(basket))?.spec).toEqual(routed?.spec);
  });

  it.each(['ensure', 'setRoutes'] as const)('ends in a conflict and loses nothing where someone edits at the same time: %s', async (act) => {
    const { router, objects, look, edit } = await routedWorld(subject, basket);
    await edit(basket, subject.fixtures.drift);
    objects.beforeNextPatch(() => edit(basket, { metadata: BY_THEM }));
    await expect(router[act](basket, ALL_TO_CANARY)).rejects.toThrow(Conflict);
    expect(await router.routes(basket)).toEqual(ALL_TO_PRIMARY);
    expect(await router[act](basket, ALL_TO_CANARY)).not.toEqual([]);
    expect((await look(basket))?.metadata).toMatchObject(BY_THEM);
  });
}

function weights(subject: Subject): void {
  capable(subject, 'weights', 'split traffic')('gives the canary every share from 0 to 100, and keeps it while repairing', async () => {
    const { router } = await routedWorld(subject, basket);
    for (const wanted of Array.from({ length: 101 }, (_, share) => split(share))) {
      await router.setRoutes(basket, wanted);
      expect(await router.routes(basket)).toEqual(wanted);
      expect(await router.setRoutes(basket, wanted)).toEqual([]);
      expect(await router.ensure(basket, ALL_TO_PRIMARY)).toEqual([]);
    }
  });
}

function mirroring(subject: Subject): void {
  const mirrored = meshCanary({ analysis: { stepWeight: 10, mirror: true, mirrorWeight: 40 } });

  capable(subject, 'mirror', 'mirror')('starts and stops mirroring', async () => {
    const { router, look } = await routedWorld(subject, mirrored);
    const before = await look(mirrored);
    await router.setRoutes(mirrored, MIRRORED);
    expect(await router.routes(mirrored)).toEqual(MIRRORED);
    expect(await router.setRoutes(mirrored, MIRRORED)).toEqual([]);
    await router.setRoutes(mirrored, ALL_TO_PRIMARY);
    expect((await look(mirrored))?.spec).toEqual(before?.spec);
  });

  capable(subject, 'mirror', 'mirror')('goes on mirroring while it repairs drift', async () => {
    const { router, edit } = await routedWorld(subject, mirrored, MIRRORED);
    await edit(mirrored, subject.fixtures.drift);
    expect(await router.ensure(mirrored, ALL_TO_PRIMARY)).not.toEqual([]);
    expect(await router.routes(mirrored)).toEqual(MIRRORED);
  });
}

function matching(subject: Subject): void {
  const tested = meshCanary({ analysis: { iterations: 2, match: [{ headers: { 'x-cohort': { exact: 'early' } } }] } });

  capable(subject, 'match', 'match requests')('routes an A/B test there and back', async () => {
    const { router, look } = await routedWorld(subject, tested);
    const before = await look(tested);
    for (const wanted of [ALL_TO_CANARY, ALL_TO_PRIMARY]) {
      await router.setRoutes(tested, wanted);
      expect(await router.routes(tested)).toEqual(wanted);
      expect(await router.ensure(tested, ALL_TO_PRIMARY)).toEqual([]);
    }
    expect((await look(tested))?.spec).toEqual(before?.spec);
  });

  capable(subject, 'match', 'match requests')('keeps who is in the test apart from everybody', async () => {
    const world = await routedWorld(subject, basket, ALL_TO_CANARY);
    const everybody = await world.look(basket);
    expect(JSON.stringify(everybody)).not.toContain('x-cohort');
    expect(await world.router.ensure(tested, ALL_TO_PRIMARY)).not.toEqual([]);
    expect(JSON.stringify(await world.look(tested))).toContain('x-cohort');
    expect(await world.router.routes(tested)).toEqual(ALL_TO_CANARY);
  });
}

function neighbours(subject: Subject): void {
  const cases = [
    { title: 'two canaries in a namespace', neighbour: meshCanary({ name: 'till' }) },
    { title: 'two canaries of one name in two namespaces', neighbour: meshCanary({ namespace: 'stall' }) },
  ];

  it.each(cases)('keeps apart $title', async ({ neighbour }) => {
    const world = await routedWorld(subject, basket);
    await begin(world, neighbour);
    await world.router.setRoutes(basket, ALL_TO_CANARY);
    expect(await world.router.routes(neighbour)).toEqual(ALL_TO_PRIMARY);
    expect(await world.router.routes(basket)).toEqual(ALL_TO_CANARY);
    expect(await world.router.ensure(neighbour, ALL_TO_CANARY)).toEqual([]);
  });
}

function giving(subject: Subject): void {
  const { provider, fixtures } = subject;

  it('releases what was never there, and what is its own, without complaint', async () => {
    const world = await emptyWorld(subject);
    await expect(world.router.release(basket)).resolves.toBeUndefined();
    await begin(world, basket);
    await expect(world.router.release(basket)).resolves.toBeUndefined();
  });

  const named = fixtures.existing ? it : skipped(`${provider.names[0]} takes no objects over`);
  named('takes over what someone made before, gives it back on release, and does so once', async () => {
    const world = await emptyWorld(subject);
    const before = fixtures.existing && (await world.objects.create(fixtures.existing(basket)));
    await begin(world, basket, ALL_TO_CANARY);
    expect(await world.router.routes(basket)).toEqual(ALL_TO_CANARY);
    await world.router.release(basket);
    expect((await world.look(basket))?.spec).toEqual(before?.spec);
    const { writes } = world.objects;
    await world.router.release(basket);
    expect(world.objects.writes).toBe(writes);
  });
}

type Test = (title: string, run: () => Promise<void>) => void;

const capable = ({ provider }: Subject, capability: keyof Capabilities, what: string): Test =>
  provider.capabilities[capability] ? it : skipped(`${provider.names[0]} cannot ${what}`);

const skipped = (why: string): Test => (title, run) => it.skip(`${title} (skipped: ${why})`, run);
