import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { type KubeObject, nameIn } from '@flagger/api';
import { parseAllDocuments } from 'yaml';
import { fieldsOf, textsOf } from '../client/index.ts';
import { playedMesh } from './meshes.ts';
import type { HostRoutes } from './route-table.ts';

const PROVIDERS = join(import.meta.dirname, '../../../../providers');

/** What our providers build, and the meshes that are to understand it. */
const BUILT = [
  ['istio', ''],
  ['appmesh', '.v1beta1'],
  ['appmesh:v1beta2', '.v1beta2'],
  ['smi', ''],
  ['gatewayapi', ''],
].flatMap(([mesh = '', version = '']) => {
  const folder = join(PROVIDERS, mesh.split(':')[0] ?? '', 'golden');
  const files = readdirSync(folder).filter((file) => file.endsWith(`${version}.out.yaml`));
  return files.map((file): readonly [string, string, readonly KubeObject[]] => [
    mesh,
    file,
    objectsIn(join(folder, file)),
  ]);
});

function objectsIn(file: string): readonly KubeObject[] {
  return parseAllDocuments(readFileSync(file, 'utf8')).map((document) => document.toJS() as KubeObject);
}

/** The names of SMI and of the Gateway API say their version. */
const meshOf = (mesh: string, [first]: readonly KubeObject[]): string =>
  ['smi', 'gatewayapi'].includes(mesh) ? `${mesh}:${first?.apiVersion.split('/')[1]}` : mesh;

/**
 * Splits of traffic for a host; Istio's VirtualService without hosts is only heard of where another one delegates to
 * it.
 */
const isHeard = ({ apiVersion, kind, spec }: KubeObject): boolean =>
  ['TrafficSplit', 'HTTPRoute'].includes(kind)
  || (kind === 'VirtualService' && (apiVersion.startsWith('appmesh') || textsOf(fieldsOf(spec).hosts).length > 0));

const sharesOf = ({ routes }: HostRoutes) =>
  routes.map(({ destinations }) => Object.fromEntries(destinations.map(({ to, weight }) => [to.name, weight])));

describe('the objects of our providers', () => {
  it('are many', () => {
    expect(new Set(BUILT.map(([mesh]) => mesh)).size).toBe(5);
    expect(BUILT.length).toBeGreaterThan(20);
  });

  it.each(BUILT)('for %s in %s are read whole, each share leading to a Service of the canary', (mesh, _, objects) => {
    const { reader } = playedMesh(meshOf(mesh, objects));
    for (const { kind, apiVersion } of objects) {
      expect(reader.resources.map((each) => `${each.kind} ${each.apiVersion}`)).toContain(`${kind} ${apiVersion}`);
    }
    const { hosts, ignored } = reader.read(objects);
    expect(ignored).toEqual([]);
    expect(hosts).toHaveLength(objects.filter(isHeard).length);
    for (const { routes } of hosts) {
      expect(routes.length).toBeGreaterThan(0);
      for (const { destinations } of routes) {
        expect(destinations.length).toBeGreaterThan(0);
        for (const { to } of destinations) {
          expect(nameIn(to.name, to.namespace)).toMatch(/-(primary|canary)\.\w+$/);
        }
      }
    }
  });

  it.each([
    ['istio', 'weighted.out.yaml'],
    ['appmesh', 'weighted.v1beta1.out.yaml'],
    ['appmesh:v1beta2', 'weighted.v1beta2.out.yaml'],
    ['smi', 'v1alpha1.out.yaml'],
    ['smi', 'v1alpha2.out.yaml'],
    ['gatewayapi', 'weighted.out.yaml'],
    ['gatewayapi', 'linkerd.out.yaml'],
  ])('for %s in %s say the split that they were built for', (mesh, file) => {
    const [, , objects = []] = BUILT.find(([of, name]) => of === mesh && name === file) ?? [];
    const [apex] = playedMesh(meshOf(mesh, objects)).reader.read(objects).hosts;
    const written = readFileSync(
      join(PROVIDERS, mesh.split(':')[0] ?? '', 'golden', file.replace(/(\.v1beta\d)?\.out/, '.in')),
      'utf8',
    );
    const [, primary, canary] = /routes: \{ primary: (\d+), canary: (\d+)/.exec(written) ?? [];
    expect(apex === undefined ? [] : sharesOf(apex)).toEqual([
      { 'basket-primary': Number(primary), 'basket-canary': Number(canary) },
    ]);
  });
});
