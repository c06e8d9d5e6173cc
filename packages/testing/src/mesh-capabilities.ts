import { expect, it } from '@jest/globals';
import { ALL_TO_CANARY, ALL_TO_PRIMARY, Conflict, type MeshRouter, type Routes, split } from '@flagger/api';
import { meshCanary, routedCluster, type Subject } from './mesh-cluster.ts';

const MATCH = [{ headers: { 'x-cohort': { exact: 'early' } } }];
const MIRRORED: Routes = { ...ALL_TO_PRIMARY, mirrored: true };

const basket = meshCanary();
const mirrored = meshCanary({ analysis: { stepWeight: 10, mirror: true, mirrorWeight: 40 } });
const tested = meshCanary({ analysis: { iterations: 2, match: MATCH } });

/**
 * What the mesh can do, it does; what it cannot, it ignores with a warning where that sends nobody to the canary, and
 * refuses otherwise.
 */
export function capabilities(subject: Subject): void {
  const { mirror, match } = subject.provider.capabilities;
  weights(subject);
  (mirror ? mirroring : withoutMirror)(subject);
  (match ? matching : withoutMatch)(subject);
}

function weights(subject: Subject): void {
  it('warns of nothing in a plain Canary', () => {
    expect(subject.provider.warnings?.(basket) ?? []).toEqual([]);
  });

  it('gives the canary every share from 0 to 100, and keeps it while repairing', async () => {
    expect(subject.provider.capabilities).toMatchObject({ weights: true });
    const { router } = await routedCluster(subject, basket);
    for (const wanted of Array.from({ length: 101 }, (_, share) => split(share))) {
      await setInTurns(router, wanted);
      expect(await router.routes(basket)).toEqual(wanted);
      expect(await router.setRoutes(basket, wanted)).toEqual([]);
      expect(await router.ensure(basket, ALL_TO_PRIMARY)).toEqual([]);
    }
  });
}

/** As the operator does: where the mesh's own controller wrote the object meanwhile, the next turn tries again. */
async function setInTurns(router: MeshRouter, wanted: Routes, turns = 5): Promise<void> {
  try {
    await router.setRoutes(basket, wanted);
  } catch (error) {
    if (!(error instanceof Conflict) || turns <= 1) {
      throw error;
    }
    await setInTurns(router, wanted, turns - 1);
  }
}

function mirroring(subject: Subject): void {
  it('mirrors without a warning', () => {
    expect(subject.provider.warnings?.(mirrored) ?? []).toEqual([]);
  });

  it('starts and stops mirroring', async () => {
    const { router, look } = await routedCluster(subject, mirrored);
    const before = await look(mirrored);
    await router.setRoutes(mirrored, MIRRORED);
    expect(await router.routes(mirrored)).toEqual(MIRRORED);
    expect(await router.setRoutes(mirrored, MIRRORED)).toEqual([]);
    await router.setRoutes(mirrored, ALL_TO_PRIMARY);
    expect((await look(mirrored))?.spec).toEqual(before?.spec);
  });

  it('goes on mirroring while it repairs drift', async () => {
    const { router, edit } = await routedCluster(subject, mirrored, MIRRORED);
    await edit(mirrored, subject.fixtures.drift);
    expect(await router.ensure(mirrored, ALL_TO_PRIMARY)).not.toEqual([]);
    expect(await router.routes(mirrored)).toEqual(MIRRORED);
  });
}

function withoutMirror(subject: Subject): void {
  it('cannot mirror: does not refuse it, which harms nobody, and says by the name that the user chose that it is left undone', () => {
    const [name = ''] = subject.provider.names;
    expect(subject.provider.problems(mirrored)).toEqual([]);
    expect(subject.provider.warnings?.(mirrored)).toEqual([
      `Traffic mirroring is not supported when using the ${name} provider`,
    ]);
  });

  it('cannot mirror: leaves all users with the primary where that is asked, and writes nothing for it', async () => {
    const { router, look } = await routedCluster(subject, mirrored, MIRRORED);
    expect(await router.routes(mirrored)).toEqual(ALL_TO_PRIMARY);
    const before = await look(mirrored);
    expect(await router.setRoutes(mirrored, MIRRORED)).toEqual([]);
    expect(await look(mirrored)).toEqual(before);
  });

  it('cannot mirror: goes from there to the canary and back as from any other split', async () => {
    const { router } = await routedCluster(subject, mirrored, MIRRORED);
    for (const wanted of [ALL_TO_CANARY, ALL_TO_PRIMARY]) {
      expect(await router.setRoutes(mirrored, wanted)).not.toEqual([]);
      expect(await router.routes(mirrored)).toEqual(wanted);
    }
  });
}

function matching(subject: Subject): void {
  it('routes an A/B test there and back', async () => {
    expect([subject.provider.problems(tested), subject.provider.warnings?.(tested) ?? []]).toEqual([[], []]);
    const { router, look } = await routedCluster(subject, tested);
    const before = await look(tested);
    for (const wanted of [ALL_TO_CANARY, ALL_TO_PRIMARY]) {
      await router.setRoutes(tested, wanted);
      expect(await router.routes(tested)).toEqual(wanted);
      expect(await router.ensure(tested, ALL_TO_PRIMARY)).toEqual([]);
    }
    expect((await look(tested))?.spec).toEqual(before?.spec);
  });

  it('keeps who is in the test apart from everybody', async () => {
    const cluster = await routedCluster(subject, basket, ALL_TO_CANARY);
    const everybody = await cluster.look(basket);
    expect(JSON.stringify(everybody)).not.toContain('x-cohort');
    expect(await cluster.router.ensure(tested, ALL_TO_PRIMARY)).not.toEqual([]);
    expect(JSON.stringify(await cluster.look(tested))).toContain('x-cohort');
    expect(await cluster.router.routes(tested)).toEqual(ALL_TO_CANARY);
  });
}

function withoutMatch({ provider }: Subject): void {
  const fields = (analysis: object): readonly string[] =>
    provider.problems(meshCanary({ analysis })).map(({ field }) => field);

  it.each([
    ['an A/B test', { iterations: 2 }],
    ['growing shares', { stepWeight: 10 }],
  ])('cannot match: refuses %s for some users, which would be one for all', (_title, strategy) => {
    expect(fields({ ...strategy, match: MATCH })).toEqual(['spec.analysis.match']);
    expect(fields(strategy)).toEqual([]);
  });
}
