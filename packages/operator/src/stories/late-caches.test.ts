import { describe, expect, it } from '@jest/globals';
import type { KubeObject } from '@flagger/api';
import type { MemoryShell } from '@flagger/testing';
import { aWorld, PRIMARY, running, setImage, TARGET, weights } from './podinfo.ts';

/** Everything that would hurt users, seen in the cluster itself and not in the operator's caches. */
function watchTraffic(world: MemoryShell): readonly string[] {
  const hurts: string[] = [];
  world.objects.onChange(() => {
    const [primary = 0, canary = 0] = weights(world);
    if (canary > 0 && available(world, TARGET) === 0) {
      hurts.push(`canary weight ${canary} with no pod of the target ready`);
    }
    // while it is promoted the primary keeps old pods until new ones are ready, which the player of Deployments does
    // not show
    const isRolling = running(world, PRIMARY).startsWith('podinfo:2') && world.canary().status?.phase !== 'Finalising';
    if (primary > 0 && available(world, PRIMARY) === 0 && isOnPrimary(world) && !isRolling) {
      hurts.push(`primary weight ${primary} with no pod of the primary ready`);
    }
  });
  return hurts;
}

function available(world: MemoryShell, ref: typeof TARGET | typeof PRIMARY): number {
  const found = world.objects.peek<KubeObject & { readonly status?: { readonly availableReplicas: number } }>(ref);
  return found?.status?.availableReplicas ?? 0;
}

function isOnPrimary(world: MemoryShell): boolean {
  const apex = world.objects.peek<KubeObject & { readonly spec: { readonly selector: { readonly app: string } } }>({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'podinfo', namespace: 'test' },
  });
  return apex?.spec.selector.app === 'podinfo-primary';
}

describe.each(['Canary', 'Deployment', 'Service', 'VirtualService', 'DestinationRule', 'none'])(
  'while the watch of %s is late',
  (kind) => {
    it.each([1, 5, 30])(
      'no traffic goes to pods that are not ready, and the rollout ends well (%d s late)',
      async (seconds) => {
        const world = aWorld({ late: { kind, ms: seconds * 1000 } });
        const hurts = watchTraffic(world);
        world.start();
        await world.pass(120 + 6 * seconds);
        setImage(world, 'podinfo:2');
        await world.pass(240 + 12 * seconds);
        expect([world.canary().status?.phase, running(world, TARGET), running(world, PRIMARY), weights(world)]).toEqual(
          ['Succeeded', 'podinfo:2 x0', 'podinfo:2 x2', [100, 0]],
        );
        expect(hurts).toEqual([]);
      },
    );
  },
);
