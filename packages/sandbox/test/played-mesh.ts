import type { KubeObject } from '@flagger/api';
import { keptLog, VirtualClock } from '@flagger/testing';
import { MemoryClient } from './memory-client.ts';
import type { Resource } from '../src/client/index.ts';
import { istioReader } from '../src/mesh/istio/reader.ts';
import { type Answer, type Ask, type Mesh, startMesh } from '../src/mesh/index.ts';
import { type Pod, PODS, SERVICES } from '../src/workloads/index.ts';

const [virtualServices, destinationRules] = istioReader.resources;
if (virtualServices === undefined || destinationRules === undefined) {
  throw new Error('the reader of Istio names other resources');
}
export const VIRTUAL_SERVICES: Resource = virtualServices;
export const DESTINATION_RULES: Resource = destinationRules;

/** Where the apex's objects are. */
export const APEX = { namespace: 'test', name: 'podinfo' };
const READY = { podIP: '10.244.0.1', conditions: [{ type: 'Ready', status: 'True' }] };

/** The destinations of a split between primary and canary. */
export const shares = (primary: number, canary: number): readonly [object, object] => [
  { destination: { host: 'podinfo-primary' }, weight: primary },
  { destination: { host: 'podinfo-canary' }, weight: canary },
];

/** The VirtualService of the apex, with these HTTP routes. */
export const apex = (...http: readonly object[]): KubeObject => ({
  apiVersion: VIRTUAL_SERVICES.apiVersion,
  kind: VIRTUAL_SERVICES.kind,
  metadata: APEX,
  spec: { hosts: ['podinfo'], http },
});

export const versionOf = (answer: Answer): string => answer.by?.version ?? '';
export const textOf = ({ body }: Answer): string => Buffer.from(body).toString();

interface PodGiven {
  readonly app: string;
  readonly image: string;
  readonly name?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly labels?: Readonly<Record<string, string>>;
}

/**
 * A mesh (as -mesh-provider names it) with one pod of the primary (6.0.1) and one of the canary (6.0.2), in a cluster
 * in memory, with time that passes only when told.
 */
export async function playMesh(mesh = 'istio'): Promise<PlayedMesh> {
  const clock = new VirtualClock();
  const client = new MemoryClient(clock);
  for (const [name, app] of [
    ['podinfo', 'podinfo-primary'],
    ['podinfo-primary', 'podinfo-primary'],
    ['podinfo-canary', 'podinfo'],
  ] as const) {
    const spec = { selector: { app }, ports: [{ port: 9898, targetPort: 'http' }] };
    await client.create(SERVICES, { apiVersion: 'v1', kind: 'Service', metadata: { name, namespace: 'test' }, spec });
  }
  await addPod(client, { app: 'podinfo-primary', image: 'podinfo:6.0.1' });
  await addPod(client, { app: 'podinfo', image: 'podinfo:6.0.2' });
  const log = keptLog();
  return new PlayedMesh(client, { clock, log }, await startMesh({ client, clock, log, mesh, seed: 'test' }));
}

/** Adds a ready pod of a workload. */
export function addPod(
  client: MemoryClient,
  { app, image, name = `${app}-5d9f-abcde`, env = {}, labels = {} }: PodGiven,
): Promise<Pod> {
  const container = {
    name: 'podinfod',
    image,
    env: Object.entries(env).map(([key, value]) => ({ name: key, value })),
    ports: [{ name: 'http', containerPort: 9898 }],
  };
  const ownerReferences = [
    { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: `${app}-5d9f`, uid: 'rs', controller: true },
  ];
  const metadata = {
    name,
    namespace: 'test',
    labels: { app, 'pod-template-hash': '5d9f', ...labels },
    ownerReferences,
  };
  return client.create(PODS, {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata,
    spec: { containers: [container] },
    status: READY,
  });
}

export class PlayedMesh {
  readonly clock: VirtualClock;
  readonly log: ReturnType<typeof keptLog>;
  constructor(
    readonly client: MemoryClient,
    { clock, log }: { readonly clock: VirtualClock; readonly log: ReturnType<typeof keptLog> },
    readonly mesh: Mesh,
  ) {
    this.clock = clock;
    this.log = log;
  }

  /** Applies the apex's VirtualService and lets it take effect. */
  async route(...http: readonly object[]): Promise<void> {
    const existing = await this.client.get(VIRTUAL_SERVICES, APEX);
    await (existing === undefined
      ? this.client.create(VIRTUAL_SERVICES, apex(...http))
      : this.client.patch(VIRTUAL_SERVICES, APEX, { spec: { http } }));
    await this.clock.pass(500);
  }

  /** Applies an object of a resource, whose spec becomes the given one, and lets it take effect. */
  async apply(
    { apiVersion, kind, plural, accepts }: Resource,
    { name, namespace = 'test', annotations = {} }: Partial<KubeObject['metadata']>,
    spec: object,
  ): Promise<void> {
    const resource = { apiVersion, kind, plural, accepts };
    const place = { name: name ?? '', namespace };
    const existing = await this.client.get(resource, place);
    if (existing !== undefined) {
      await this.client.remove(resource, place);
    }
    await this.client.create(resource, { apiVersion, kind, metadata: { ...place, annotations }, spec });
    await this.clock.pass(500);
  }

  /** A pod serves no more. */
  async unready(name: string): Promise<void> {
    await this.client.patch(
      PODS,
      { namespace: 'test', name },
      { status: { ...READY, conditions: [{ type: 'Ready', status: 'False' }] } },
    );
  }

  ask(path = '/', change: Partial<Ask> = {}): Promise<Answer> {
    return this.mesh.request({ url: `http://podinfo.test:9898${path}`, ...change });
  }

  /** Asks while time passes. */
  async askWhile(path: string): Promise<Answer> {
    const asking = { isOver: false };
    const answer = this.ask(path).finally(() => (asking.isOver = true));
    while (!asking.isOver) {
      await this.clock.pass(100);
    }
    return answer;
  }

  /** Which versions answer how many of some requests. */
  async versions(count: number, change: Partial<Ask> = {}): Promise<Readonly<Record<string, number>>> {
    const seen: Record<string, number> = {};
    for (let each = 0; each < count; each++) {
      const version = versionOf(await this.ask('/', change));
      seen[version] = (seen[version] ?? 0) + 1;
    }
    return seen;
  }

  /** The sum of the series of a name that bear these labels. */
  counted(name: string, labels: Readonly<Record<string, string>>): number {
    const wanted = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
    const lines = this.mesh
      .metrics()
      .split('\n')
      .filter((line) => line.startsWith(`${name}{`) && wanted.every((pair) => line.includes(pair)));
    return lines.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
  }

  stop(): Promise<void> {
    return this.mesh.stop();
  }
}
