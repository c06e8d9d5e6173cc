import { expect, it } from '@jest/globals';
import { ALL_TO_CANARY, ALL_TO_PRIMARY, type RoutedCanary } from '@flagger/api';
import { begin, chosen, emptyCluster, meshCanary, type Subject } from './mesh-cluster.ts';
import { declared } from './watched-objects.ts';

/** A Canary that says something for everything a mesh may look at, and the same with all of it changed. */
const FIRST = meshCanary({ service: { apex: { labels: { role: 'apex' } } } });
const CHANGED = meshCanary({
  service: {
    apex: { labels: { role: 'front' } },
    hosts: ['basket.example.com'],
    gateways: ['edge/public'],
    timeout: '9s',
    trafficPolicy: { tls: { mode: 'DISABLE' } },
  },
});

/**
 * Its rules are neither too few nor too many. That a router asks for nothing beyond them, every test of the contract
 * holds: it fails in {@link WatchedObjects}.
 */
export function rules(subject: Subject): void {
  it('names in its rules every kind that the cluster must serve', () => {
    const kinds = subject.provider.rules.map(({ resource, apiGroup }) => `${resource}.${apiGroup}`);
    expect(kinds).toEqual(expect.arrayContaining([...subject.provider.crds]));
  });

  it('does all that its rules allow', async () => {
    const cluster = await emptyCluster(subject);
    await begin(cluster, FIRST);
    await cluster.router.setRoutes(FIRST, ALL_TO_CANARY);
    await cluster.spoilBeside(FIRST);
    await cluster.router.ensure(CHANGED, ALL_TO_PRIMARY);
    await cluster.router.release(CHANGED);
    await subject.provider.workloads?.(cluster.objects, chosen(subject.provider)).see(asTarget(subject));
    expect([...cluster.objects.asked].sort()).toEqual([...declared(subject.provider.rules)].sort());
  });
}

/** The Canary whose target is the mesh's own object. */
function asTarget({ fixtures }: Subject): RoutedCanary {
  const { apiVersion, metadata } = fixtures.routing(FIRST);
  const targetRef = { apiVersion, kind: 'Service', name: metadata.name } as const;
  return { ...FIRST, spec: { ...FIRST.spec, targetRef } };
}
