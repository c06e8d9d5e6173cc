import {
  backendsOf,
  MESH_DEFAULTS,
  type ChosenMesh,
  type Counters,
  type MeshOptions,
  type MeshProvider,
  type Workloads,
} from '@flagger/api';
import { MemoryObjects } from '@flagger/testing';
import { describe, expect, it } from '@jest/globals';
import { Meshes } from './meshes.ts';

const OPTIONS: MeshOptions = { ...MESH_DEFAULTS, ingress: { ...MESH_DEFAULTS.ingress, className: 'edge' } };
const nothing = async () => [];
const ROUTER = {
  prepare: async () => undefined,
  ensure: nothing,
  routes: async () => undefined,
  setRoutes: nothing,
  release: async () => undefined,
};

const COUNTERS: Counters = {
  seenFrom: 'server',
  requests: 'requests{}',
  code: 'code',
  failed: '5..',
  unit: 'ms',
  arm: { label: 'side', canary: 'canary', primary: 'primary' },
  routing: 'random',
};

/** A mesh that keeps how it was chosen, each time that a router is made. */
function aMesh(names: readonly string[], more: Partial<MeshProvider> = {}) {
  const told: ChosenMesh[] = [];
  const provider: MeshProvider = {
    names,
    capabilities: { weights: false, mirror: false, match: false, sticky: false },
    queries: { successRate: '', duration: '' },
    durationUnit: 'ms',
    crds: [],
    rules: [],
    reads: [],
    problems: () => [],
    router: (_objects, chosen) => {
      told.push(chosen);
      return ROUTER;
    },
    ...more,
  };
  return { provider, told };
}

describe('the meshes of an operator', () => {
  it('tell a router the name that was chosen, and the options', () => {
    const { provider, told } = aMesh(['one', 'uno']);
    const meshes = new Meshes([provider], 'one', OPTIONS);
    expect(meshes.providerOf('uno').router(new MemoryObjects())).toBe(ROUTER);
    meshes.providerOf(undefined).router(new MemoryObjects());
    expect(told).toEqual([
      { name: 'uno', options: OPTIONS },
      { name: 'one', options: OPTIONS },
    ]);
  });

  it('are the same each time under one name, and others under another, so that a Canary that moves gets a new router', () => {
    const meshes = new Meshes([aMesh(['one', 'uno']).provider], 'one', OPTIONS);
    expect(meshes.providerOf('one')).toBe(meshes.providerOf(undefined));
    expect(meshes.providerOf('uno')).not.toBe(meshes.providerOf('one'));
  });

  it('bring their own workloads only where the provider does', () => {
    const told: ChosenMesh[] = [];
    const own: Workloads = {
      see: async () => Promise.reject(new Error('nothing to see')),
      isApexOnTarget: async () => false,
      generated: nothing,
      backends: async (canary) => backendsOf(canary),
      ensureServices: nothing,
      ensurePrimary: nothing,
      ensureApex: nothing,
      promote: nothing,
      ensureScaler: nothing,
      sleepTarget: nothing,
      wakeTarget: nothing,
      releaseServices: nothing,
    };
    const { provider } = aMesh(['two'], {
      workloads: (_objects, chosen) => {
        told.push(chosen);
        return own;
      },
    });
    const meshes = new Meshes([aMesh(['one']).provider, provider], 'one', OPTIONS);
    expect(meshes.providerOf('one').workloads(new MemoryObjects())).toBeUndefined();
    expect(meshes.providerOf('two').workloads(new MemoryObjects())).toBe(own);
    expect(told).toEqual([{ name: 'two', options: OPTIONS }]);
  });

  it('measure by their own queries, but by those of the one that judges all where the operator has it', () => {
    const queries = { successRate: 'answered', duration: 'took' };
    const { provider: judge } = aMesh(['everywhere'], {
      queries,
      durationUnit: 's',
      judgesAll: true,
      counters: [COUNTERS],
    });
    const { provider: other } = aMesh(['one']);
    const measured = (operators: string) => new Meshes([other, judge], operators, OPTIONS).providerOf('one');
    expect(measured('everywhere')).toMatchObject({ name: 'one', queries, durationUnit: 's', counters: [COUNTERS] });
    expect(measured('one')).toMatchObject({ queries: other.queries, durationUnit: 'ms' });
    expect(measured('one').counters).toBeUndefined();
  });

  it('compare by no counters of a mesh that does not judge', () => {
    const { provider: judge } = aMesh(['everywhere'], { judgesAll: true });
    const meshes = new Meshes([judge, aMesh(['one'], { counters: [COUNTERS] }).provider], 'everywhere', OPTIONS);
    expect(meshes.providerOf('one').counters).toBeUndefined();
  });

  it('refuse a name that is not theirs, and say which are', () => {
    const meshes = new Meshes([aMesh(['one', 'uno']).provider], 'one', OPTIONS);
    expect(meshes.of('three')).toEqual({
      problem: { field: 'spec.provider', found: '"three"', allowed: 'one of one, uno' },
    });
    expect(() => meshes.providerOf('three')).toThrow('spec.provider');
    expect(() => new Meshes([], 'three', OPTIONS)).toThrow('-mesh-provider: found "three"');
  });
});
