import { describe, expect, it } from '@jest/globals';
import { ALL_TO_PRIMARY, type KubeObject, MESH_DEFAULTS, type MeshProvider } from '@flagger/api';
import { MemoryObjects, meshCanary } from '@flagger/testing';
import { smi } from './index.ts';

const GATEWAYS = 'VirtualService.v1alpha3.networking.istio.io/spec.gateways';

const named = (name: string): MeshProvider => {
  const found = smi.filter(({ names }) => names.includes(name));
  expect(found).toHaveLength(1);
  return found[0] as MeshProvider;
};

async function built(name: string): Promise<KubeObject | undefined> {
  const objects = new MemoryObjects();
  await named(name)
    .router(objects, { name, options: MESH_DEFAULTS })
    .ensure(meshCanary({ service: { gateways: ['edge/public'] } }), ALL_TO_PRIMARY);
  return objects.all()[0];
}

describe('a name of SMI', () => {
  it.each([
    ['smi', 'v1alpha1', 'istio', 'none'],
    ['smi:istio', 'v1alpha1', 'istio', 'gateways'],
    ['smi:linkerd', 'v1alpha1', 'response_total', 'none'],
    ['smi:v1alpha1', 'v1alpha1', 'istio', 'none'],
    ['smi:v1alpha1:istio', 'v1alpha1', 'istio', 'gateways'],
    ['smi:v1alpha1:linkerd', 'v1alpha1', 'response_total', 'none'],
    ['smi:v1alpha2', 'v1alpha2', 'istio', 'none'],
    ['smi:v1alpha2:istio', 'v1alpha2', 'istio', 'gateways'],
    ['smi:v1alpha2:linkerd', 'v1alpha2', 'response_total', 'none'],
    ['smi:v1alpha3', 'v1alpha3', 'istio', 'none'],
    ['smi:v1alpha3:istio', 'v1alpha3', 'istio', 'gateways'],
    ['smi:v1alpha3:linkerd', 'v1alpha3', 'response_total', 'none'],
    ['linkerd', 'v1alpha1', 'response_total', 'none'],
    ['osm', 'v1alpha2', 'osm', 'none'],
  ])(
    '%s says: TrafficSplits of %s, judged by series of %s, annotations: %s',
    async (name, version, series, annotations) => {
      const split = await built(name);
      expect(split?.apiVersion).toBe(`split.smi-spec.io/${version}`);
      expect(split?.metadata.annotations).toEqual(
        annotations === 'none' ? undefined : { [GATEWAYS]: '["edge/public"]' },
      );
      expect(named(name).queries.successRate).toContain(series);
    },
  );

  it('has Linkerd judge the Canaries of other meshes too, as its proxies are beside all pods', () => {
    const judges = smi.filter(({ judgesAll }) => judgesAll).flatMap(({ names }) => names);
    expect(judges).toEqual(['smi:linkerd', ...[1, 2, 3].map((version) => `smi:v1alpha${version}:linkerd`), 'linkerd']);
  });

  it('is the only one of its provider, so that texts name it as the user did', () => {
    expect(smi.map(({ names }) => names.length)).toEqual(smi.map(() => 1));
    expect(smi).toHaveLength(14);
  });
});
