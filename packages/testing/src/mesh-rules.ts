import { expect, it } from '@jest/globals';
import { ALL_TO_CANARY, ALL_TO_PRIMARY } from '@flagger/api';
import { begin, emptyWorld, meshCanary, type Subject } from './mesh-world.ts';
import { declared } from './watched-objects.ts';

/** A Canary that says something for everything a mesh may look at, and the same with all of it changed. */
const FIRST = meshCanary({ service: { apex: { labels: { role: 'apex' } } } });
const CHANGED = meshCanary({
  service: {
    apex: { labels: { role: 'front' } },
    hosts: ['basket.example.com'],
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
    const world = await emptyWorld(subject);
    await begin(world, FIRST);
    await world.router.setRoutes(FIRST, ALL_TO_CANARY);
    await world.router.ensure(CHANGED, ALL_TO_PRIMARY);
    await world.router.release(CHANGED);
    expect([...world.objects.asked].sort()).toEqual([...declared(subject.provider.rules)].sort());
  });
}
