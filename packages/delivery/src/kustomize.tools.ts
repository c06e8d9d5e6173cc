import type { JsonObject } from '@flagger/api';
import { expect, it } from '@jest/globals';
import { at, filesBelow, listAt, nameOf, objectsIn } from './repository.ts';
import { looseIn, podOf } from './restricted.ts';
import { describeWith, saidBy } from './tools.ts';

const FOLDERS = filesBelow('kustomize').flatMap(
  (path) => /^kustomize\/(\w+)\/kustomization\.yaml$/.exec(path)?.[1] ?? [],
);
/** What is built already: each takes half a second. */
const BUILT = new Map<string, readonly JsonObject[]>();

function built(folder: string): readonly JsonObject[] {
  const objects = BUILT.get(folder) ?? objectsIn(saidBy('kubectl', ['kustomize', `kustomize/${folder}`]));
  BUILT.set(folder, objects);
  return objects;
}

const OVERLAYS = FOLDERS.filter((name) => name !== 'podinfo' && name !== 'tester');
const found = (objects: readonly JsonObject[], kind: string, name = 'flagger'): JsonObject | undefined =>
  objects.find((each) => each['kind'] === kind && at(each, 'metadata', 'name') === name);

describeWith('kubectl', 'kustomize', () => {
  it('has the overlays that people know', () => {
    expect(OVERLAYS).toEqual(
      expect.arrayContaining([
        'istio',
        'linkerd',
        'gatewayapi',
        'apisix',
        'contour',
        'knative',
        'kubernetes',
        'kuma',
        'appmesh',
      ]),
    );
  });

  it.each(FOLDERS)('builds %s, into pods that the profile "restricted" takes', (folder) => {
    const objects = built(folder);
    expect(objects.flatMap((each) => (podOf(each) ? looseIn(each) : []))).toEqual([]);
    expect(objects.filter((each) => podOf(each)).length).toBeGreaterThan(0);
  });

  it.each(OVERLAYS)('binds, in %s, the account where the operator is, to what it needs', (folder) => {
    const objects = built(folder);
    const home = at(found(objects, 'Deployment'), 'metadata', 'namespace');
    expect(typeof home).toBe('string');
    expect(at(found(objects, 'ServiceAccount'), 'metadata', 'namespace')).toBe(home);
    const bindings = objects.filter(({ kind }) => String(kind).endsWith('Binding'));
    expect(bindings.length).toBeGreaterThan(2);
    const subjects = bindings.flatMap((each) => listAt(each, 'subjects'));
    expect(subjects.filter((each) => at(each, 'namespace') !== home)).toEqual([]);
  });
});

describeWith('kubectl', 'kustomize', () => {
  it.each(OVERLAYS)('starts, in %s, the operator with a mesh and a metrics server', (folder) => {
    const args = listAt(found(built(folder), 'Deployment'), 'spec', 'template', 'spec', 'containers', 0, 'args').join(
      ' ',
    );
    expect(args).toMatch(/-log-level=info .*-mesh-provider=\S+ -metrics-server=http/);
  });

  it('brings the Prometheus that an overlay asks', () => {
    const asking = OVERLAYS.filter((folder) =>
      JSON.stringify(built(folder)).includes('=http://flagger-prometheus:9090'),
    );
    expect(asking.length).toBeGreaterThan(3);
    expect(asking.filter((folder) => found(built(folder), 'Service', 'flagger-prometheus') === undefined)).toEqual([]);
  });

  it('leaves the policy of Linkerd beside the server that it is about', () => {
    const policy = built('linkerd').find(({ kind }) => kind === 'AuthorizationPolicy');
    expect(policy && nameOf(policy)).toBe('AuthorizationPolicy linkerd-viz/prometheus-admin-flagger');
  });
});
