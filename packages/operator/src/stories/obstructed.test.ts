import { describe, expect, it } from '@jest/globals';
import type { KubeObject } from '@flagger/api';
import { aCanary, aDeployment, aShell, PRIMARY, running, setImage, TARGET, weights } from './podinfo.ts';

const SCALER = {
  apiVersion: 'autoscaling/v2',
  kind: 'HorizontalPodAutoscaler',
  metadata: { name: 'podinfo', namespace: 'test' },
  spec: { scaleTargetRef: { kind: 'Deployment', name: 'podinfo' }, minReplicas: 2, maxReplicas: 10 },
} satisfies KubeObject;

async function midRun(canary: KubeObject) {
  const shell = aShell({ canary });
  shell.objects.set(SCALER);
  shell.start();
  await shell.pass(30);
  setImage(shell, 'podinfo:2');
  await shell.pass(15);
  expect(weights(shell)).toEqual([70, 30]);
  return shell;
}

describe('a run that cannot go on', () => {
  it('because its autoscaler was deleted ends at the deadline with all users on the primary', async () => {
    const { apiVersion, kind } = SCALER;
    const shell = await midRun(
      aCanary({ spec: { progressDeadlineSeconds: 60, autoscalerRef: { apiVersion, kind, name: 'podinfo' } } }),
    );
    shell.objects.delete(SCALER);
    shell.objects.delete({ ...SCALER, metadata: { name: 'podinfo-primary', namespace: 'test' } });
    await shell.pass(120);
    expect([weights(shell), running(shell, PRIMARY)]).toEqual([[100, 0], 'podinfo:1 x2']);
    expect(shell.canary().status?.phase).toBe('Failed');
    expect(shell.events.map(({ message }) => message)).toContainEqual(
      expect.stringMatching(/Rolling back podinfo\.test the analysis could not go on for 1m0s: .*"podinfo" not found/),
    );
  });

  it('because its target lost the label of the primary ends so too, and is told with the way out', async () => {
    const shell = await midRun(aCanary({ spec: { progressDeadlineSeconds: 60 } }));
    const labels = { name: 'podinfo' };
    const { spec } = aDeployment('podinfo:2');
    const template = { metadata: { labels }, spec: { containers: [{ name: 'main', image: 'podinfo:2' }] } };
    shell.edit(TARGET, (found) => ({ ...found, spec: { ...spec, selector: { matchLabels: labels }, template } }));
    await shell.pass(5);
    expect(weights(shell)).toEqual([100, 0]);
    await shell.pass(120);
    expect(running(shell, PRIMARY)).toBe('podinfo:1 x2');
    expect(shell.canary().status?.phase).toBe('Failed');
    expect(shell.canary().status?.conditions).toContainEqual(
      expect.objectContaining({ type: 'Accepted', message: expect.stringMatching(/spec\.targetRef\.name.*label app/) }),
    );
  });
});

describe('a run that could not wake its target', () => {
  it('goes on when somebody else wakes it', async () => {
    let isRefused = false;
    const shell = aShell({
      canary: aCanary({ spec: { progressDeadlineSeconds: 120 } }),
      onWrite: ({ what, moment }) => {
        if (isRefused && moment === 'before' && what === 'patch Deployment podinfo') {
          throw new Error('patching Deployment podinfo', { cause: new Error('an admission webhook says no') });
        }
      },
    });
    shell.start();
    await shell.pass(30);
    setImage(shell, 'podinfo:2');
    await shell.pass(12);
    const scale = (replicas: number): void =>
      shell.edit(TARGET, (found) => ({ ...found, spec: { ...(found['spec'] as object), replicas } }));
    isRefused = true;
    scale(0);
    await shell.pass(20);
    isRefused = false;
    scale(2);
    await shell.pass(110);
    expect([shell.canary().status?.phase, running(shell, PRIMARY)]).toEqual(['Succeeded', 'podinfo:2 x2']);
  });
});

describe('a target that is made again with another value of its label', () => {
  it('is analysed and promoted, and users are served by the primary all the time', async () => {
    const shell = aShell();
    shell.start();
    await shell.pass(30);
    shell.objects.delete(TARGET);
    await shell.pass(5);
    const labels = { app: 'podinfo-web' };
    const template = { metadata: { labels }, spec: { containers: [{ name: 'main', image: 'podinfo:2' }] } };
    const { spec, ...made } = aDeployment('podinfo:2');
    shell.objects.set({ ...made, spec: { ...spec, selector: { matchLabels: labels }, template } });
    const apex = () =>
      shell.objects.peek({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'podinfo', namespace: 'test' } })?.spec;
    for (let at = 0; at < 20; at++) {
      await shell.pass(10);
      expect(apex()).toMatchObject({ selector: { app: 'podinfo-primary' } });
    }
    expect([shell.canary().status?.phase, running(shell, PRIMARY)]).toEqual(['Succeeded', 'podinfo:2 x2']);
  });
});
