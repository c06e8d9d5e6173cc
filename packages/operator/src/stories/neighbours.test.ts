import { describe, expect, it } from '@jest/globals';
import type { KubeObject } from '@flagger/api';
import { Claims, createWorkloads, WORKLOAD_DEFAULTS } from '@flagger/kubernetes';
import type { MemoryShell } from '@flagger/testing';
import { aCanary, aWorld } from './podinfo.ts';

const NAME = 'app.kubernetes.io/name';

/** A release of the chart `worker`, which no label but its instance tells from the others. */
function release(name: string, labels: object = { [NAME]: 'worker', 'app.kubernetes.io/instance': name }): KubeObject {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: 'test' },
    spec: {
      replicas: 2,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name: 'main', image: 'worker:1' }] } },
    },
  };
}

const canaryOf = (name: string, createdAt: string): KubeObject => {
  const canary = aCanary({ name, analysis: { metrics: [] } });
  return { ...canary, metadata: { ...canary.metadata, creationTimestamp: createdAt } };
};

function aNamespace(): MemoryShell {
  const claims: Claims = new Claims((key) => {
    const [namespace = '', name = ''] = key.split('/');
    return world.objects.peek({ ...aCanary(), metadata: { name, namespace } }) !== undefined;
  });
  const world: MemoryShell = aWorld({
    workloads: (deps) => createWorkloads({ ...deps, options: WORKLOAD_DEFAULTS, claims }),
  });
  return world;
}

const isApplied = (world: MemoryShell, name: string): string | undefined =>
  world.canary(`test/${name}`).status?.conditions?.find(({ type }) => type === 'Accepted')?.message;

const services = (world: MemoryShell): readonly string[] =>
  world.objects.all().flatMap(({ kind, metadata }) => (kind === 'Service' ? [metadata.name] : []));

describe('two releases of a chart in a namespace that share the label by which pods are found', () => {
  async function both(): Promise<MemoryShell> {
    const world = aNamespace();
    world.objects.set(release('eu'));
    world.objects.set(release('us'));
    world.objects.set(canaryOf('us', '2026-01-01T00:00:02Z'));
    world.objects.set(canaryOf('eu', '2026-01-01T00:00:01Z'));
    world.start();
    await world.pass(60);
    return world;
  }

  it('do not get each other’s users: the younger one is refused before a service of it is made', async () => {
    const world = await both();
    expect([world.canary('test/eu').status?.phase, isApplied(world, 'eu')]).toEqual(['Initialized', undefined]);
    expect(world.canary('test/us').status?.phase).toBe('Initializing');
    expect(isApplied(world, 'us')).toMatch(/spec\.targetRef\.name: found "us".*told from those of deployment eu\.test/);
    expect(services(world).filter((name) => name.startsWith('us'))).toEqual([]);
  });

  it('are both served once a label tells them apart', async () => {
    const world = await both();
    world.objects.set(release('us', { app: 'us', [NAME]: 'other' }));
    await world.pass(60);
    expect(world.canary('test/us').status?.phase).toBe('Initialized');
    expect(isApplied(world, 'us')).not.toMatch(/found/);
  });

  it('are no matter any more when the other Canary is gone with what was made for it', async () => {
    const world = await both();
    world.objects.delete(canaryOf('eu', ''));
    world.objects.delete(release('eu-primary'));
    await world.pass(60);
    expect(world.canary('test/us').status?.phase).toBe('Initialized');
  });

  it('may share labels by which no service looks for pods', async () => {
    const world = aNamespace();
    world.objects.set(release('eu', { app: 'eu', [NAME]: 'worker' }));
    world.objects.set(release('us', { app: 'us', [NAME]: 'worker' }));
    world.objects.set(canaryOf('eu', '2026-01-01T00:00:01Z'));
    world.objects.set(canaryOf('us', '2026-01-01T00:00:01Z'));
    world.start();
    await world.pass(60);
    expect(['eu', 'us'].map((name) => world.canary(`test/${name}`).status?.phase)).toEqual([
      'Initialized',
      'Initialized',
    ]);
  });
});
