import type { MeshRule, MeshVerb, Ref } from '@flagger/api';
import { describe, expect, it } from '@jest/globals';
import { MemoryObjects } from './memory-objects.ts';
import { declared, WatchedObjects } from './watched-objects.ts';

const ref = (apiVersion: string, kind: string): Ref => ({
  apiVersion,
  kind,
  metadata: { name: 'basket', namespace: 'shop' },
});
const rule = (apiGroup: string, resource: string, ...verbs: readonly MeshVerb[]): MeshRule => ({
  apiGroup,
  resource,
  verbs,
});
const watched = (...rules: readonly MeshRule[]): WatchedObjects => new WatchedObjects(new MemoryObjects(), rules);

describe('watched objects', () => {
  it.each([
    ['v1', 'Service', '', 'services'],
    ['networking.k8s.io/v1', 'Ingress', 'networking.k8s.io', 'ingresses'],
    ['projectcontour.io/v1', 'HTTPProxy', 'projectcontour.io', 'httpproxies'],
    ['gateway.networking.k8s.io/v1', 'Gateway', 'gateway.networking.k8s.io', 'gateways'],
  ])('know the %s %s by its rule', async (apiVersion, kind, apiGroup, resource) => {
    const objects = watched(rule(apiGroup, resource, 'get', 'list', 'watch', 'create'));
    await objects.read(ref(apiVersion, kind));
    await objects.create(ref(apiVersion, kind));
    expect([...objects.asked]).toEqual(declared([rule(apiGroup, resource, 'get', 'list', 'watch', 'create')]));
    expect(objects.writes).toBe(1);
  });

  it.each<[string, (objects: WatchedObjects) => Promise<unknown>, string]>([
    ['another verb', (objects) => objects.remove(ref('mesh.example/v1', 'Route')), 'delete routes.mesh.example'],
    ['another group', (objects) => objects.read(ref('other.example/v1', 'Route')), 'get routes.other.example'],
    ['another kind', (objects) => objects.read(ref('mesh.example/v1', 'Policy')), 'get policies.mesh.example'],
    [
      'a list that is not allowed',
      (objects) => objects.read(ref('mesh.example/v1', 'Gate')),
      'list gates.mesh.example',
    ],
  ])('refuse %s than the rules name', async (_title, ask, what) => {
    const objects = watched(
      rule('mesh.example', 'routes', 'get', 'list', 'watch'),
      rule('mesh.example', 'gates', 'get'),
    );
    await expect(ask(objects)).rejects.toThrow(
      `the router asks to ${what}, which the rules of its provider do not name`,
    );
    expect(objects.writes).toBe(0);
  });
});
