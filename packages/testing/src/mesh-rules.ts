import { expect, it } from '@jest/globals';
import { ALL_TO_CANARY, ALL_TO_PRIMARY } from '@flagger/api';
import { begin, emptyCluster, meshCanary, type Subject } from './mesh-cluster.ts';
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
    await cluster.router.ensure(CHANGED, ALL_TO_PRIMARY);
    await cluster.router.release(CHANGED);
    expect([...cluster.objects.asked].sort()).toEqual([...declared(subject.provider.rules)].sort());
  });
}
