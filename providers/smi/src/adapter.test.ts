import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import { dialects } from './dialect.ts';

interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly spec?: {
    readonly versions?: readonly { readonly name: string; readonly served: boolean; readonly schema: unknown }[];
  };
  readonly subjects?: readonly { readonly name: string; readonly namespace: string }[];
}

const manifests = parseAllDocuments(
  readFileSync(new URL('../../../artifacts/smi/istio-adapter.yaml', import.meta.url), 'utf8'),
).map((document) => document.toJS() as Manifest);
const only = (kind: string): Manifest => manifests.find((each) => each.kind === kind) as Manifest;

describe('the manifests of the adapter for Istio', () => {
  it('need only API versions that a cluster of today serves', () => {
    expect(new Set(manifests.map(({ apiVersion, kind }) => `${kind} ${apiVersion}`))).toEqual(
      new Set([
        'CustomResourceDefinition apiextensions.k8s.io/v1',
        'ServiceAccount v1',
        'Deployment apps/v1',
        ...['ClusterRole', 'ClusterRoleBinding', 'Role', 'RoleBinding'].map(
          (kind) => `${kind} rbac.authorization.k8s.io/v1`,
        ),
      ]),
    );
  });

  it('serve every version that is written for the adapter', () => {
    const served = only('CustomResourceDefinition').spec?.versions?.flatMap(({ name, served: isServed }) =>
      isServed ? [name] : [],
    );
    const written = dialects.flatMap(({ isForAdapter, version }) => (isForAdapter ? [version] : []));
    expect(new Set(served)).toEqual(new Set(written));
  });

  it('hold the same fields in every version, so that none loses what another wrote', () => {
    const fields = (value: unknown): unknown => {
      if (typeof value !== 'object' || value === null) {
        return undefined;
      }
      const { properties, items } = value as { readonly properties?: object; readonly items?: unknown };
      return properties
        ? Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, fields(schema)]))
        : fields(items);
    };
    const [first, ...rest] = (only('CustomResourceDefinition').spec?.versions ?? []).map(({ schema }) =>
      fields((schema as { readonly openAPIV3Schema: unknown }).openAPIV3Schema),
    );
    expect(first).toMatchObject({ spec: { backends: { service: undefined, weight: undefined } } });
    rest.forEach((each) => expect(each).toEqual(first));
  });

  it('give their rights to the account that the adapter runs as', () => {
    const { name, namespace } = only('ServiceAccount').metadata;
    for (const kind of ['ClusterRoleBinding', 'RoleBinding']) {
      expect(only(kind).subjects).toEqual([{ kind: 'ServiceAccount', name, namespace }]);
    }
    expect(only('Deployment')).toMatchObject({
      metadata: { namespace },
      spec: { template: { spec: { serviceAccountName: name } } },
    });
  });
});
