import { readFileSync } from 'node:fs';
import type { KubeObject } from '@flagger/api';
import type { MemoryShell } from '@flagger/testing';
import { describe, expect, it } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import { aCanary, aDeployment, aShell, ROUTE } from './podinfo.ts';

type Path = readonly (string | number)[];
type Place = readonly [kind: string, name: string, ...path: Path];

const VERSIONS: Readonly<Record<string, string>> = {
  Service: 'v1',
  VirtualService: ROUTE.apiVersion,
  DestinationRule: ROUTE.apiVersion,
};
const APEX = ['Service', 'podinfo'] as const;
const HTTP = ['VirtualService', 'podinfo', 'spec', 'http', 0] as const;
const PORT = [...APEX, 'spec', 'ports', 0] as const;
const metadata = { labels: { team: 'core' }, annotations: { note: 'x' } };

/** What each field of `spec.service` does: where its value is found, and what stands there. */
const FIELDS: Readonly<Record<string, { readonly value: unknown; readonly at: Place; readonly is?: unknown }>> = {
  port: { value: 8080, at: [...PORT, 'port'] },
  portName: { value: 'grpc', at: [...PORT, 'name'] },
  targetPort: { value: 9797, at: [...PORT, 'targetPort'] },
  appProtocol: { value: 'grpc', at: [...PORT, 'appProtocol'] },
  portDiscovery: { value: true, at: [...APEX, 'spec', 'ports', 1, 'port'], is: 9797 },
  trafficDistribution: { value: 'PreferClose', at: ['Service', 'podinfo-canary', 'spec', 'trafficDistribution'] },
  timeout: { value: '7s', at: [...HTTP, 'timeout'] },
  hosts: { value: ['shop.example.com'], at: ['VirtualService', 'podinfo', 'spec', 'hosts', 0], is: 'shop.example.com' },
  gateways: { value: ['edge/public'], at: ['VirtualService', 'podinfo', 'spec', 'gateways'] },
  delegation: { value: true, at: ['VirtualService', 'podinfo', 'spec', 'hosts'], is: [] },
  match: { value: [{ uri: { prefix: '/v2' } }], at: [...HTTP, 'match'] },
  rewrite: { value: { uri: '/', authority: 'shop.internal' }, at: [...HTTP, 'rewrite'] },
  retries: { value: { attempts: 3, perTryTimeout: '1s', retryOn: '5xx' }, at: [...HTTP, 'retries'] },
  headers: { value: { request: { add: { 'x-from': 'edge' }, remove: ['x-drop'] } }, at: [...HTTP, 'headers'] },
  corsPolicy: { value: { allowOrigins: [{ exact: 'https://a.example' }], maxAge: '24h' }, at: [...HTTP, 'corsPolicy'] },
  trafficPolicy: {
    value: { tls: { mode: 'ISTIO_MUTUAL' } },
    at: ['DestinationRule', 'podinfo-canary', 'spec', 'trafficPolicy'],
  },
  apex: { value: metadata, at: [...APEX, 'metadata', 'labels', 'team'], is: 'core' },
  primary: { value: metadata, at: ['Service', 'podinfo-primary', 'metadata', 'labels', 'team'], is: 'core' },
  canary: { value: metadata, at: ['Service', 'podinfo-canary', 'metadata', 'annotations', 'note'], is: 'x' },
};

/** Fields that other tests hold, or that come with their mesh. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  name: 'left-names.test.ts and leaving.test.ts',
  headless: 'below: a cluster IP cannot be changed',
  unmanagedMetadata: 'below: it keeps what others wrote',
  meshName: 'providers/appmesh',
  backends: 'providers/appmesh',
  gatewayRefs: 'comes with the Gateway API',
  backendTimeout: 'comes with the Gateway API',
  mirror: 'comes with the Gateway API',
};

const at = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>(
    (parent, key) => (Object(parent) === parent ? Reflect.get(Object(parent), key) : undefined),
    value,
  );

function find(world: MemoryShell, [kind, name, ...path]: Place): unknown {
  const ref = { apiVersion: VERSIONS[kind] ?? '', kind, metadata: { name, namespace: 'test' } };
  return at(world.objects.peek(ref), path);
}

async function initialised(service: object): Promise<MemoryShell> {
  const world = aShell({ canary: withService(service) });
  const { spec } = aDeployment('podinfo:1');
  const ports = [8080, 9797].map((containerPort) => ({ containerPort }));
  const containers = [{ name: 'main', image: 'podinfo:1', ports }];
  const template = { metadata: { labels: { app: 'podinfo' } }, spec: { containers } };
  world.objects.set({ ...aDeployment('podinfo:1'), spec: { ...spec, template } });
  world.start();
  await world.pass(30);
  expect(world.canary().status?.phase).toBe('Initialized');
  return world;
}

const withService = (service: object): KubeObject =>
  aCanary({ spec: { service: { port: 80, targetPort: 8080, ...service } } });

async function edit(world: MemoryShell, service: object): Promise<void> {
  world.edit(aCanary(), (canary) => ({ ...canary, spec: withService(service).spec }));
  await world.pass(60);
}

describe('a field of spec.service', () => {
  it.each(Object.entries(FIELDS))('%s counts from the beginning', async (field, { value, at: place, is = value }) => {
    expect(find(await initialised({ [field]: value }), place)).toEqual(is);
  });

  it.each(Object.entries(FIELDS))(
    '%s counts when it is edited, and is gone when it is taken back',
    async (field, { value, at: place, is = value }) => {
      const world = await initialised({});
      const before = find(world, place);
      expect(before).not.toEqual(is);
      await edit(world, { [field]: value });
      expect(find(world, place)).toEqual(is);
      await edit(world, {});
      expect(find(world, place)).toEqual(before);
    },
  );

  it('is in this test or said to be elsewhere', () => {
    const file = new URL('../../../../artifacts/flagger/crd.yaml', import.meta.url);
    const canary: unknown = parseAllDocuments(readFileSync(file, 'utf8'))[0]?.toJS();
    const path = ['spec', 'versions', 0, 'schema', 'openAPIV3Schema', 'properties', 'spec', 'properties', 'service'];
    const properties = at(canary, [...path, 'properties']);
    const fields = typeof properties === 'object' && properties !== null ? Object.keys(properties) : [];
    expect(fields.toSorted()).toEqual([...Object.keys(FIELDS), ...Object.keys(ELSEWHERE)].toSorted());
  });

  it('headless counts for services that are made; an edit of it is left undone', async () => {
    const world = await initialised({ headless: true });
    expect(find(world, [...APEX, 'spec', 'clusterIP'])).toBe('None');
    const { length } = world.writes;
    await edit(world, {});
    // the status says only which version of the spec was looked at
    expect(world.writes.slice(length)).toEqual(['status Initialized']);
  });

  it('unmanagedMetadata keeps what others write, and nothing else is kept', async () => {
    const world = await initialised({ unmanagedMetadata: { labels: ['mine'], annotations: ['note'] } });
    const ref = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'podinfo', namespace: 'test' } };
    world.edit(ref, (service) => ({
      ...service,
      metadata: {
        ...service.metadata,
        labels: { ...service.metadata.labels, mine: 'yes', other: 'no' },
        annotations: { ...service.metadata.annotations, note: 'x', remark: 'y' },
      },
    }));
    await world.pass(60);
    expect([
      find(world, [...APEX, 'metadata', 'labels']),
      find(world, [...APEX, 'metadata', 'annotations', 'note']),
      find(world, [...APEX, 'metadata', 'annotations', 'remark']),
    ]).toEqual([{ app: 'podinfo', mine: 'yes' }, 'x', undefined]);
  });
});
