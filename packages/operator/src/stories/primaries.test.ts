import { describe, expect, it } from '@jest/globals';
import type { KubeObject } from '@flagger/api';
import { aCanary, aShell, PRIMARY, ROUTE, running, setImage, TARGET, weights } from './podinfo.ts';

type Shell = ReturnType<typeof aShell>;
type Workload = typeof TARGET | typeof PRIMARY;

const DEADLINE = { spec: { progressDeadlineSeconds: 60 } };
const APEX = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'podinfo', namespace: 'test' } } as const;

const condition = (shell: Shell, type: string, status: 'True' | 'False', reason: string) => ({
  type,
  status,
  reason,
  lastUpdateTime: new Date(shell.clock.now()).toISOString(),
});

/** What Kubernetes says of the pods of a Deployment, of which two are asked for. */
function reported(shell: Shell, ref: Workload, counts: object, conditions: readonly object[]): void {
  const found = shell.objects.peek<KubeObject>(ref);
  const observedGeneration = found?.metadata.generation;
  shell.edit(ref, (object) => ({ ...object, status: { observedGeneration, ...counts, conditions } }));
}

const ready = (shell: Shell, ref: Workload): void =>
  reported(shell, ref, { replicas: 2, updatedReplicas: 2, readyReplicas: 2, availableReplicas: 2 }, []);

const told = (shell: Shell): string => shell.events.map(({ message }) => message).join('\n');
const promoted = (shell: Shell) => shell.canary().status?.conditions?.find(({ type }) => type === 'Promoted');

describe('a first primary that never gets ready', () => {
  async function neverReady() {
    const shell = aShell({ canary: aCanary(DEADLINE) });
    shell.pods.broken.add('podinfo:1');
    await shell.pass(5);
    // its pods were there before the image was taken from the registry
    ready(shell, TARGET);
    shell.start();
    await shell.pass(5);
    const unavailable = condition(shell, 'Available', 'False', 'MinimumReplicasUnavailable');
    reported(shell, PRIMARY, { replicas: 2, updatedReplicas: 2, availableReplicas: 0 }, [unavailable]);
    await shell.pass(90);
    return shell;
  }

  it('leaves the target serving, and that is told where people and Flux look', async () => {
    const shell = await neverReady();
    expect([running(shell, TARGET), weights(shell)]).toEqual(['podinfo:1 x2', []]);
    expect(shell.objects.peek(APEX)).toBeUndefined();
    expect([shell.canary().status?.phase, promoted(shell)?.status]).toEqual(['Initializing', 'False']);
    expect(promoted(shell)?.message).toContain('Initialization failed, the target serves on: podinfo-primary.test');
  });

  it('is copied again when the target is mended', async () => {
    const shell = await neverReady();
    setImage(shell, 'podinfo:2');
    await shell.pass(60);
    expect([shell.canary().status?.phase, running(shell, PRIMARY)]).toEqual(['Initialized', 'podinfo:2 x2']);
    expect([weights(shell), promoted(shell)?.status]).toEqual([[100, 0], 'True']);
  });
});

describe('a promotion that cannot surge', () => {
  it("ends at the Canary's own deadline, with all users on what was analysed", async () => {
    const shell = aShell({ canary: aCanary(DEADLINE) });
    shell.start();
    await shell.pass(30);
    setImage(shell, 'podinfo:2');
    await shell.pass(25);
    expect(weights(shell)).toEqual([40, 60]);
    shell.pods.podMs = 3_600_000;
    await shell.pass(10);
    expect(shell.canary().status?.phase).toBe('Promoting');
    const conditions = [
      condition(shell, 'Available', 'True', 'MinimumReplicasAvailable'),
      condition(shell, 'Progressing', 'True', 'ReplicaSetUpdated'),
    ];
    reported(shell, PRIMARY, { replicas: 2, updatedReplicas: 0, readyReplicas: 2, availableReplicas: 2 }, conditions);
    await shell.pass(50);
    expect(shell.canary().status?.phase).toBe('Promoting');
    await shell.pass(20);
    expect([shell.canary().status?.phase, weights(shell)]).toEqual(['Failed', [0, 100]]);
    expect(told(shell)).toContain('Promotion of podinfo.test failed, primary not ready');
  });
});

describe('a primary that is deleted at rest', () => {
  it('is not made anew from what the target is set to in the same moment', async () => {
    let isArmed = false;
    const shell: Shell = aShell({
      onWrite: ({ what, moment }) => {
        if (isArmed && moment === 'after' && what.startsWith('create VirtualService')) {
          isArmed = false;
          setImage(shell, 'podinfo:2');
        }
      },
    });
    shell.start();
    await shell.pass(30);
    isArmed = true;
    shell.objects.delete(PRIMARY);
    shell.objects.delete(ROUTE);
    await shell.pass(5);
    expect([isArmed, running(shell, TARGET), running(shell, PRIMARY)]).toEqual([false, 'podinfo:2 x0', 'none']);
    expect(told(shell)).toContain('podinfo.test is not at the promoted revision');
    setImage(shell, 'podinfo:1');
    await shell.pass(30);
    expect(running(shell, PRIMARY)).toMatch(/^podinfo:1 x[1-9]/);
  });
});
