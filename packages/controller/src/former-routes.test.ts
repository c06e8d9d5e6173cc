import {
  apexName,
  backendsOf,
  ALL_TO_PRIMARY,
  MESH_DEFAULTS,
  NotInstalled,
  type MeshProvider,
  type MeshRouter,
  type Routes,
} from '@flagger/api';
import { aCanary, MemoryObjects } from '@flagger/testing';
import { describe, expect, it } from '@jest/globals';
import { FormerRoutes } from './former-routes.ts';
import { Meshes } from './meshes.ts';

const FORMER = { provider: 'one', apex: 'old' };

/** A mesh that routes the service `old` only. */
function aMesh(more: Partial<MeshRouter> = {}, beside?: 'ingressRef' | 'routeRef', canary = aCanary()) {
  const live = new Map<string, Routes>([['old', { primary: 70, canary: 30, mirrored: false }]]);
  const router: MeshRouter = {
    prepare: async () => undefined,
    ensure: async () => [],
    routes: async ({ backends }) => live.get(backends.apex.name),
    setRoutes: async ({ backends }, routes) => {
      live.set(backends.apex.name, routes);
      return ['Route'];
    },
    release: async ({ backends }) => void live.delete(backends.apex.name),
    ...more,
  };
  const provider: MeshProvider = {
    names: ['one'],
    capabilities: { weights: true, mirror: false, match: false, sticky: false, ...(beside && { beside }) },
    queries: { successRate: '', duration: '' },
    durationUnit: 'ms',
    crds: [],
    rules: [],
    reads: [],
    problems: () => [],
    router: () => router,
  };
  const meshes = new Meshes([provider], 'one', MESH_DEFAULTS);
  return {
    live,
    former: new FormerRoutes(canary, meshes, {
      objects: new MemoryObjects(),
      workloads: {
        backends: async (canary) => backendsOf(canary),
        isApexOnTarget: async (canary) => apexName(canary) === FORMER.apex,
      },
    }),
  };
}

describe('routes under a former name', () => {
  it('have their service looked at by that name, and the present one is not taken for a former', async () => {
    const { former } = aMesh();
    expect(await former.isOnTarget(FORMER)).toBe(true);
    const here = aMesh({}, undefined, aCanary({ spec: { service: { port: 80, name: FORMER.apex } } }));
    expect(await here.former.isOnTarget(FORMER)).toBe(false);
  });

  it('give their users to whom they are told, and are written once', async () => {
    const { live, former } = aMesh();
    expect(await former.route(FORMER, ALL_TO_PRIMARY)).toEqual(['Route']);
    expect(live.get('old')).toEqual(ALL_TO_PRIMARY);
    expect(await former.route(FORMER, ALL_TO_PRIMARY)).toEqual([]);
  });

  it('are read as they were before the Canary became a test for some users, too', async () => {
    const test = aCanary({ spec: { analysis: { iterations: 2, match: [{ headers: { 'x-user': { exact: 'a' } } }] } } });
    const routes: MeshRouter['routes'] = async ({ spec }) => (spec.analysis.match ? undefined : live.get('old'));
    const { live, former } = aMesh({ routes }, undefined, test);
    expect(await former.route(FORMER, ALL_TO_PRIMARY)).toEqual(['Route']);
    expect(live.get('old')).toEqual(ALL_TO_PRIMARY);
    expect(await former.route(FORMER, ALL_TO_PRIMARY)).toEqual([]);
  });

  it('are given back, which is told once', async () => {
    const { live, former } = aMesh();
    expect(await former.release({ former: FORMER, users: ALL_TO_PRIMARY })).toEqual(['Route', 'routes of old']);
    expect([...live.keys()]).toEqual([]);
    expect(await former.release({ former: FORMER, users: ALL_TO_PRIMARY })).toEqual([]);
  });

  it('are given back by a mesh that knows whether the Canary goes as well', async () => {
    const asked: unknown[] = [];
    const { former } = aMesh({ release: async (_, isDeleted) => void asked.push(isDeleted) });
    await former.release({ former: FORMER, users: ALL_TO_PRIMARY });
    await former.release({ former: FORMER, users: ALL_TO_PRIMARY, isDeleted: true });
    expect(asked).toEqual([false, true]);
  });

  it('are nothing to wait for where their mesh is not known, or was taken out of the cluster', async () => {
    expect(await aMesh().former.release({ former: { provider: 'gone', apex: 'old' }, users: ALL_TO_PRIMARY })).toEqual(
      [],
    );
    const { former } = aMesh({ routes: async () => Promise.reject(new NotInstalled('Route is not installed')) });
    expect(await former.release({ former: FORMER, users: ALL_TO_PRIMARY })).toEqual([]);
  });

  it.each(['ingressRef', 'routeRef'] as const)('are found beside the object that %s named', async (beside) => {
    const asked: unknown[] = [];
    const { former } = aMesh(
      { release: async ({ spec }) => void asked.push([spec.ingressRef?.name, spec.routeRef?.name]) },
      beside,
    );
    await former.release({ former: { ...FORMER, beside: 'front' } });
    expect(asked).toEqual([beside === 'ingressRef' ? ['front', undefined] : [undefined, 'front']]);
  });

  it('are tried again where they cannot be read now', async () => {
    const { former } = aMesh({ routes: async () => Promise.reject(new Error('429')) });
    await expect(former.release({ former: FORMER, users: ALL_TO_PRIMARY })).rejects.toThrow('429');
  });
});
