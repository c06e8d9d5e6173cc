import { describe, expect, it } from '@jest/globals';
import type { KubeObject } from '@flagger/api';
import type { MemoryShell } from '@flagger/testing';
import { aShell, PRIMARY, running, setImage, TARGET, weights } from './podinfo.ts';

/** Everything that would hurt users, seen in the cluster itself and not in the operator's caches. */
function watchTraffic(shell: MemoryShell): readonly string[] {
  const hurts: string[] = [];
  shell.objects.onChange(() => {
    const [primary = 0, canary = 0] = weights(shell);
    if (canary > 0 && available(shell, TARGET) === 0) {
      hurts.push(`canary weight ${canary} with no pod of the target ready`);
    }
    // while it is promoted the primary keeps old pods until new ones are ready, which the player of Deployments does
    // not show
    const isRolling = running(shell, PRIMARY).startsWith('podinfo:2') && shell.canary().status?.phase !== 'Finalising';
    if (primary > 0 && available(shell, PRIMARY) === 0 && isOnPrimary(shell) && !isRolling) {
      hurts.push(`primary weight ${primary} with no pod of the primary ready`);
    }
  });
  return hurts;
}

function available(shell: MemoryShell, ref: typeof TARGET | typeof PRIMARY): number {
  const found = shell.objects.peek<KubeObject & { readonly status?: { readonly availableReplicas: number } }>(ref);
  return found?.status?.availableReplicas ?? 0;
}

function isOnPrimary(shell: MemoryShell): boolean {
  const apex = shell.objects.peek<KubeObject & { readonly spec: { readonly selector: { readonly app: string } } }>({
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
        const shell = aShell({ late: { kind, ms: seconds * 1000 } });
        const hurts = watchTraffic(shell);
        shell.start();
        await shell.pass(120 + 6 * seconds);
        setImage(shell, 'podinfo:2');
        await shell.pass(240 + 12 * seconds);
        expect([shell.canary().status?.phase, running(shell, TARGET), running(shell, PRIMARY), weights(shell)]).toEqual(
          ['Succeeded', 'podinfo:2 x0', 'podinfo:2 x2', [100, 0]],
        );
        expect(hurts).toEqual([]);
      },
    );
  },
);
