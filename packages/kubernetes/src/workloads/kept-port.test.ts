import { describe, expect, it } from '@jest/globals';
import { type Canary, type KubeObject } from '@flagger/api';
import { aCanary, aDeployment, type MemoryObjects } from '@flagger/testing';
import { primaryRef, revisionIn, workloadsOn, type WorkloadsInMemory } from '../../test/workloads-in-memory.ts';
import type { Deployment } from './deployment.ts';
import type { Service } from './service.ts';

const SERVICES = ['podinfo', 'podinfo-primary', 'podinfo-canary'];

/** A target whose container has these ports; a number has no name. */
const listeningOn = (...ports: readonly object[]): KubeObject =>
  aDeployment({
    spec: {
      template: {
        metadata: { labels: { app: 'podinfo' } },
        spec: { containers: [{ name: 'main', image: 'x', ports }] },
      },
    },
  });
const http = { name: 'http', containerPort: 8080 };
const web = { name: 'web', containerPort: 9090 };
const numberOf = (listener: object): unknown => Object.entries(listener).find(([key]) => key === 'containerPort')?.[1];
const canaryWith = (service: object): Canary => aCanary({ spec: { service: { port: 80, ...service } } });

/** A canary that was initialised, and what is wanted of its services from then on. */
class World {
  private constructor(
    private readonly made: WorkloadsInMemory,
    private canary: Canary,
  ) {}

  static async of(given: readonly KubeObject[], service: object): Promise<World> {
    const world = new World(workloadsOn(given), canaryWith(service));
    await world.kept();
    await world.made.workloads.ensurePrimary(world.canary, 'run-1');
    return world;
  }

  get objects(): MemoryObjects {
    return this.made.objects;
  }

  /** What the Canary says from now on. */
  says(service: object): void {
    this.canary = canaryWith(service);
  }

  /** The target ports of the apex, primary and canary service, once they are kept as they must be. */
  async kept(port = 80): Promise<readonly unknown[]> {
    await this.made.workloads.ensureServices(this.canary);
    await this.made.workloads.ensureApex(this.canary);
    const written = this.objects.writes.length;
    await this.made.workloads.ensureServices(this.canary);
    await this.made.workloads.ensureApex(this.canary);
    expect(this.objects.writes).toHaveLength(written);
    return SERVICES.map((name) => portOf(this.service(name), port));
  }

  /** Where a mesh that knows pods sends the requests for the primary and the canary. */
  async listeners(): Promise<readonly unknown[]> {
    const { primary, canary } = await this.made.workloads.backends(this.canary);
    return [primary.targetPort, canary.targetPort];
  }

  async promote(status: object): Promise<void> {
    const { workloads } = this.made;
    await workloads.promote(this.canary, { revision: revisionIn(await workloads.see(this.canary)) }, 'run-2');
    const primary = this.objects.peek<Deployment>(primaryRef);
    this.objects.set({ ...primaryRef, ...primary, status });
  }

  service(name: string): Service | undefined {
    return this.objects.peek<Service>({ apiVersion: 'v1', kind: 'Service', metadata: { name, namespace: 'test' } });
  }
}

const portOf = (service: Service | undefined, port: number): unknown =>
  service?.spec.ports?.find((each) => each.port === port)?.targetPort;

/** A promotion while the new pod is not there yet, and when only new ones are left. */
const HALFWAY = { observedGeneration: 9, replicas: 3, updatedReplicas: 1, availableReplicas: 2 };
const DONE = { observedGeneration: 9, replicas: 2, updatedReplicas: 2, availableReplicas: 2 };

describe('a service keeps its present target port', () => {
  it.each<[string, object, object, object, object]>([
    ['a name', http, { targetPort: 'http' }, web, { targetPort: 'web' }],
    ['a number', http, { targetPort: 8080 }, web, { targetPort: 9090 }],
    ['a number that is the port itself', { containerPort: 80 }, { targetPort: null }, web, { targetPort: 'web' }],
  ])('until the pods that it selects have the new one: %s', async (_, before, was, after, is) => {
    const world = await World.of([listeningOn(before)], was);
    const [old] = await world.kept();
    world.says(is);
    expect(await world.kept()).toEqual([old, old, old]);
    world.objects.set(listeningOn(after));
    const wanted: unknown = Object.values(is)[0];
    expect(await world.kept()).toEqual([old, old, wanted]);
    expect(await world.listeners()).toEqual([numberOf(before), numberOf(after)]);
    await world.promote(HALFWAY);
    expect(await world.kept()).toEqual([old, old, wanted]);
    await world.promote(DONE);
    expect(await world.kept()).toEqual([wanted, wanted, wanted]);
    expect(await world.listeners()).toEqual([numberOf(after), numberOf(after)]);
  });

  it('where nobody ever gets a port of that name, and where the target is mended', async () => {
    const world = await World.of([listeningOn(http)], { targetPort: 'http' });
    world.says({ targetPort: 'nope' });
    expect(await world.kept()).toEqual(['http', 'http', 'http']);
    world.says({ targetPort: 'http' });
    expect(await world.kept()).toEqual(['http', 'http', 'http']);
  });

  it('where another number is wanted of it, too', async () => {
    const world = await World.of([listeningOn(http)], { targetPort: 'http' });
    world.says({ port: 81, targetPort: 'web' });
    expect(await world.kept(81)).toEqual(['http', 'http', 'http']);
  });

  it('as its pods declare it where the services are renamed as well', async () => {
    const world = await World.of([listeningOn(http)], { targetPort: 'http' });
    world.objects.set(listeningOn(web));
    world.says({ targetPort: 'web', name: 'shop' });
    await world.kept();
    expect(['shop', 'shop-primary', 'shop-canary'].map((name) => portOf(world.service(name), 80))).toEqual([
      8080,
      8080,
      'web',
    ]);
  });

  it('as the primary has it where somebody deleted the apex service meanwhile', async () => {
    const world = await World.of([listeningOn(http)], { targetPort: 'http' });
    world.says({ targetPort: 'web' });
    world.objects.set(listeningOn(web));
    world.objects.delete(world.service('podinfo') ?? listeningOn());
    expect(await world.kept()).toEqual(['http', 'http', 'web']);
  });
});

describe('a service gets the new target port at once', () => {
  it.each<[string, object, object]>([
    ['where the pods have that as well', { targetPort: 'http' }, { targetPort: 'web' }],
    ['where the number that it had is declared no more than the new one', { targetPort: 7070 }, { targetPort: 7071 }],
    ['where somebody else changed it', { targetPort: 'http' }, { targetPort: 'http' }],
  ])('%s', async (_, was, is) => {
    const world = await World.of([listeningOn(http, web)], was);
    const live = world.service('podinfo-primary');
    const [port] = live?.spec.ports ?? [];
    if (live && was === is) {
      await world.objects.patch(live, { spec: { ports: [{ ...port, targetPort: 1 }] } });
    }
    world.says(is);
    const wanted: unknown = Object.values(is)[0];
    expect(await world.kept()).toEqual([wanted, wanted, wanted]);
  });

  it('where containers declare no ports: nobody knows what they listen on', async () => {
    const world = await World.of([listeningOn()], { targetPort: 8080 });
    world.says({ targetPort: 9090 });
    expect(await world.kept()).toEqual([9090, 9090, 9090]);
  });
});

describe('a service of somebody else', () => {
  const theirs = (targetPort: string): KubeObject => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'podinfo', namespace: 'test' },
    spec: { selector: { app: 'podinfo' }, ports: [{ name: 'http', protocol: 'TCP', port: 80, targetPort }] },
  });

  it('whose new release names another port leads to the present one until the promotion', async () => {
    const world = await World.of([listeningOn(http), theirs('http')], { targetPort: null });
    world.objects.set(listeningOn(web));
    const apex = world.service('podinfo') ?? theirs('');
    await world.objects.patch(apex, {
      spec: { ports: [{ name: 'http', protocol: 'TCP', port: 80, targetPort: 'web' }] },
    });
    expect(await world.kept()).toEqual(['http', 'http', 'web']);
    await world.promote(HALFWAY);
    expect(await world.kept()).toEqual(['http', 'http', 'web']);
    await world.promote(DONE);
    expect(await world.kept()).toEqual(['web', 'web', 'web']);
  });
});

describe('ports that are discovered', () => {
  it('are those of the pods that each service selects', async () => {
    const metrics = { name: 'metrics', containerPort: 9797 };
    const world = await World.of([listeningOn(http, metrics)], { targetPort: 'http', portDiscovery: true });
    world.objects.set(listeningOn(http, { ...metrics, containerPort: 9798 }));
    await world.kept();
    const numbers = SERVICES.map((name) => world.service(name)?.spec.ports?.map(({ port }) => port));
    expect(numbers).toEqual([
      [80, 9797],
      [80, 9797],
      [80, 9798],
    ]);
  });
});
