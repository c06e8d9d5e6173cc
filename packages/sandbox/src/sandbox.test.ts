import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { KubeObject } from '@flagger/api';
import type { Resource } from './client/index.ts';
import { definitionsFor } from './definitions.ts';
import { type Sandbox, startSandbox } from './sandbox.ts';

let sandbox: Sandbox;

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

beforeAll(async () => {
  sandbox = await startSandbox({ log: silent, startMs: 50 });
});

afterAll(() => sandbox.stop());

const resourceOf = (apiVersion: string, kind: string, plural: string): Resource => ({
  apiVersion,
  kind,
  plural,
  accepts: (object): object is KubeObject => object.kind === kind,
});

function aDeployment(name: string, tag: string): KubeObject & { readonly spec: object } {
  const template = {
    metadata: { labels: { app: name } },
    spec: { containers: [{ name: 'podinfo', image: `podinfo:${tag}` }] },
  };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: 'shop' },
    spec: { replicas: 1, selector: { matchLabels: { app: name } }, template },
  };
}

function aService(name: string, app = name): KubeObject & { readonly spec: object } {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace: 'shop' },
    spec: { selector: { app }, ports: [{ port: 80, targetPort: 9898 }] },
  };
}

const http = [
  {
    route: [
      { destination: { host: 'podinfo-primary' }, weight: 80 },
      { destination: { host: 'podinfo-canary' }, weight: 20 },
    ],
  },
];

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function queried(
  query: string,
): Promise<
  readonly { readonly metric: Readonly<Record<string, string>>; readonly value: readonly [number, string] }[]
> {
  const response = await fetch(`${sandbox.metricsServer}/api/v1/query?query=${encodeURIComponent(query)}`);
  const { data } = (await response.json()) as {
    readonly data: {
      readonly result: readonly {
        readonly metric: Readonly<Record<string, string>>;
        readonly value: readonly [number, string];
      }[];
    };
  };
  return data.result;
}

describe('a whole sandbox', () => {
  it('runs the pods of Deployments, splits real requests as the mesh objects say, and measures them', async () => {
    const { client, mesh } = sandbox;
    await client.create(resourceOf('v1', 'Namespace', 'namespaces'), {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'shop' },
    });
    for (const [name, tag] of [
      ['podinfo-primary', '1.0.0'],
      ['podinfo-canary', '1.1.0'],
    ] as const) {
      await client.create(resourceOf('apps/v1', 'Deployment', 'deployments'), aDeployment(name, tag));
      await client.create(resourceOf('v1', 'Service', 'services'), aService(name));
    }
    await client.create(resourceOf('v1', 'Service', 'services'), aService('podinfo', 'podinfo-primary'));
    const route = {
      apiVersion: 'networking.istio.io/v1beta1',
      kind: 'VirtualService',
      metadata: { name: 'podinfo', namespace: 'shop' },
      spec: { hosts: ['podinfo'], http },
    };
    await client.create(resourceOf('networking.istio.io/v1beta1', 'VirtualService', 'virtualservices'), route);

    const versions = new Set<string | undefined>();
    await until(async () => {
      const { status, by } = await mesh.request({ url: 'http://podinfo.shop/version' });
      if (status === 200) {
        versions.add(by?.version);
      }
      return versions.size === 2;
    });
    expect([...versions].toSorted()).toEqual(['1.0.0', '1.1.0']);
    await until(
      async () =>
        (
          await queried(
            'sum by (destination_workload) (istio_requests_total{reporter="destination", response_code="200"}) > 0',
          )
        ).length === 2,
    );
  });

  it('gives a kubeconfig that holds its address', () => {
    expect(sandbox.kubeconfig).toContain(sandbox.url);
  });
});

describe('the definitions of a mesh', () => {
  it.each([
    ['istio', 'VirtualService'],
    ['smi', 'TrafficSplit'],
    ['smi:v1alpha2:istio', 'TrafficSplit'],
    ['appmesh:v1beta2', 'VirtualRouter'],
    ['kubernetes', 'Canary'],
  ])('%s: %s among them', (mesh, kind) => {
    expect(JSON.stringify(definitionsFor(mesh))).toContain(`"kind":"${kind}"`);
  });
});
