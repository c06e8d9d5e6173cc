import { afterEach, describe, expect, it } from '@jest/globals';
import { type PlayedMesh, playMesh } from '../../../test/played-mesh.ts';
import type { Resource } from '../../client/index.ts';
import { playedMesh } from '../meshes.ts';

let played: PlayedMesh | undefined;
afterEach(async () => {
  await played?.stop();
  played = undefined;
});

const GATEWAYS = 'VirtualService.v1alpha3.networking.istio.io/spec.gateways';
const split = (service: string, primary: number | string, canary: number | string): object => ({
  service,
  backends: [
    { service: 'podinfo-canary', weight: canary },
    { service: 'podinfo-primary', weight: primary },
  ],
});

/** Plays a mesh and applies a TrafficSplit. */
async function withSplit(
  mesh: string,
  spec: object,
  annotations: Readonly<Record<string, string>> = {},
): Promise<PlayedMesh> {
  played = await playMesh(mesh);
  await played.apply(trafficSplits(mesh), { name: 'podinfo', annotations }, spec);
  return played;
}

function trafficSplits(mesh: string): Resource {
  const [resource] = playedMesh(mesh).reader.resources;
  if (resource === undefined) {
    throw new Error(`${mesh} reads nothing`);
  }
  return resource;
}

describe('a TrafficSplit', () => {
  it.each([
    ['smi', 'v1alpha1'],
    ['smi:istio', 'v1alpha1'],
    ['smi:v1alpha1', 'v1alpha1'],
    ['smi:v1alpha2', 'v1alpha2'],
    ['smi:v1alpha2:istio', 'v1alpha2'],
    ['smi:v1alpha3', 'v1alpha3'],
    ['smi:v1alpha3:linkerd', 'v1alpha3'],
    ['smi:linkerd', 'v1alpha1'],
    ['linkerd', 'v1alpha1'],
    ['osm', 'v1alpha2'],
  ])('is read for %s in the version %s', (mesh, version) => {
    expect(trafficSplits(mesh)).toMatchObject({
      apiVersion: `split.smi-spec.io/${version}`,
      kind: 'TrafficSplit',
      plural: 'trafficsplits',
    });
  });

  it.each<[string, object]>([
    ['numbers', split('podinfo', 75, 25)],
    ['quantities', split('podinfo', '75', '25')],
    ['thousandths beside whole ones', split('podinfo', '3', '1000m')],
    ['shares that add up to something else', split('podinfo', 3, 1)],
    ['the full name of the service', split('podinfo.test.svc.cluster.local', 75, 25)],
  ])('splits by its weights: %s', async (_, spec) => {
    const { '6.0.1': primary = 0, '6.0.2': canary = 0 } = await (await withSplit('smi:v1alpha2', spec)).versions(200);
    expect(primary + canary).toBe(200);
    expect(canary).toBeGreaterThan(25);
    expect(canary).toBeLessThan(75);
  });

  it('follows its weights, and Services decide again where it is gone', async () => {
    const mesh = await withSplit('smi:linkerd', split('podinfo', '0', '100'));
    const resource = trafficSplits('smi:linkerd');
    expect(await mesh.versions(5)).toEqual({ '6.0.2': 5 });
    await mesh.apply(resource, { name: 'podinfo' }, split('podinfo', '100', '0'));
    expect(await mesh.versions(5)).toEqual({ '6.0.1': 5 });
    await mesh.apply(resource, { name: 'podinfo' }, split('podinfo', '0', '100'));
    await mesh.client.remove(resource, { namespace: 'test', name: 'podinfo' });
    await mesh.clock.pass(500);
    expect(await mesh.versions(5)).toEqual({ '6.0.1': 5 });
  });

  it('is heeded by the adapter for who comes through its gateways, and by a mesh of its own for who asks within', async () => {
    const annotations = { [GATEWAYS]: '["edge/public"]' };
    const through = { source: { gateway: 'edge/public' } };
    const adapted = await withSplit('smi:istio', split('podinfo', '0', '100'), annotations);
    expect([await adapted.versions(2), await adapted.versions(2, through)]).toEqual([{ '6.0.1': 2 }, { '6.0.2': 2 }]);
    await adapted.stop();
    const own = await withSplit('smi:v1alpha1', split('podinfo', '0', '100'), annotations);
    expect([await own.versions(2), await own.versions(2, through)]).toEqual([{ '6.0.2': 2 }, { '6.0.1': 2 }]);
  });

  it('counts for the mesh where the annotation for the adapter cannot be read', async () => {
    expect(
      await (await withSplit('smi:istio', split('podinfo', '0', '100'), { [GATEWAYS]: 'edge/public' })).versions(2),
    ).toEqual({ '6.0.2': 2 });
  });

  it.each<[string, object, string]>([
    ['without service', { backends: [] }, 'TrafficSplit podinfo.test names no service'],
    [
      'with a weight that is no number',
      split('podinfo', 'much', 1),
      'TrafficSplit podinfo.test: the weight of podinfo-primary is no number',
    ],
  ])('%s is told and ignored', async (_, spec, sentence) => {
    const { log } = await withSplit('smi:v1alpha2', spec);
    expect(await played?.versions(2)).toEqual({ '6.0.1': 2 });
    expect(log.lines.filter(({ level }) => level === 'warn').map(({ keys }) => keys.because)).toEqual([sentence]);
  });

  it('for some requests only is told and counts for all', async () => {
    const { log } = await withSplit('smi:v1alpha3', {
      ...split('podinfo', 0, 100),
      matches: [{ kind: 'HTTPRouteGroup', name: 'some' }],
    });
    expect(await played?.versions(2)).toEqual({ '6.0.2': 2 });
    expect(log.lines.filter(({ level }) => level === 'warn').map(({ keys }) => keys.because)).toEqual([
      'TrafficSplit podinfo.test: matches are not played, it counts for all requests',
    ]);
  });
});
