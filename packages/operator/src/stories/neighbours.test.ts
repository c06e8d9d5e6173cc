import { describe, expect, it } from '@jest/globals';
import type { KubeObject } from '@flagger/api';
import { Claims, createWorkloads, WORKLOAD_DEFAULTS } from '@flagger/kubernetes';
import type { MemoryShell } from '@flagger/testing';
import { aCanary, aShell } from './podinfo.ts';

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
    return shell.objects.peek({ ...aCanary(), metadata: { name, namespace } }) !== undefined;
  });
  const shell: MemoryShell = aShell({
    workloads: (deps) => createWorkloads({ ...deps, options: WORKLOAD_DEFAULTS, claims }),
  });
  return shell;
}

const isApplied = (shell: MemoryShell, name: string): string | undefined =>
  shell.canary(`test/${name}`).status?.conditions?.find(({ type }) => type === 'Accepted')?.message;

const services = (shell: MemoryShell): readonly string[] =>
  shell.objects.all().flatMap(({ kind, metadata }) => (kind === 'Service' ? [metadata.name] : []));

describe('two releases of a chart in a namespace that share the label by which pods are found', () => {
  async function both(): Promise<MemoryShell> {
    const shell = aNamespace();
    shell.objects.set(release('eu'));
    shell.objects.set(release('us'));
    shell.objects.set(canaryOf('us', '2026-01-01T00:00:02Z'));
    shell.objects.set(canaryOf('eu', '2026-01-01T00:00:01Z'));
    shell.start();
    await shell.pass(60);
    return shell;
  }

  it('do not get each other’s users: the younger one is refused before a service of it is made', async () => {
    const shell = await both();
    expect([shell.canary('test/eu').status?.phase, isApplied(shell, 'eu')]).toEqual(['Initialized', undefined]);
    expect(shell.canary('test/us').status?.phase).toBe('Initializing');
    expect(isApplied(shell, 'us')).toMatch(/spec\.targetRef\.name: found "us".*told from those of deployment eu\.test/);
    expect(services(shell).filter((name) => name.startsWith('us'))).toEqual([]);
  });

  it('are both served once a label tells them apart', async () => {
    const shell = await both();
    shell.objects.set(release('us', { app: 'us', [NAME]: 'other' }));
    await shell.pass(60);
    expect(shell.canary('test/us').status?.phase).toBe('Initialized');
    expect(isApplied(shell, 'us')).not.toMatch(/found/);
  });

  it('are no matter any more when the other Canary is gone with what was made for it', async () => {
    const shell = await both();
    shell.objects.delete(canaryOf('eu', ''));
    shell.objects.delete(release('eu-primary'));
    await shell.pass(60);
    expect(shell.canary('test/us').status?.phase).toBe('Initialized');
  });

  it('may share labels by which no service looks for pods', async () => {
    const shell = aNamespace();
    shell.objects.set(release('eu', { app: 'eu', [NAME]: 'worker' }));
    shell.objects.set(release('us', { app: 'us', [NAME]: 'worker' }));
    shell.objects.set(canaryOf('eu', '2026-01-01T00:00:01Z'));
    shell.objects.set(canaryOf('us', '2026-01-01T00:00:01Z'));
    shell.start();
    await shell.pass(60);
    expect(['eu', 'us'].map((name) => shell.canary(`test/${name}`).status?.phase)).toEqual([
      'Initialized',
      'Initialized',
    ]);
  });
});
