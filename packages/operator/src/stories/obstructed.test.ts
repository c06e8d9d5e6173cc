import { describe, expect, it } from '@jest/globals';
import type { KubeObject } from '@flagger/api';
import { aCanary, aDeployment, aWorld, PRIMARY, running, setImage, TARGET, weights } from './podinfo.ts';

const SCALER = {
  apiVersion: 'autoscaling/v2',
  kind: 'HorizontalPodAutoscaler',
  metadata: { name: 'podinfo', namespace: 'test' },
  spec: { scaleTargetRef: { kind: 'Deployment', name: 'podinfo' }, minReplicas: 2, maxReplicas: 10 },
} satisfies KubeObject;

async function midRun(canary: KubeObject) {
  const world = aWorld({ canary });
  world.objects.set(SCALER);
  world.start();
  await world.pass(30);
  setImage(world, 'podinfo:2');
  await world.pass(15);
  expect(weights(world)).toEqual([70, 30]);
  return world;
}

describe('a run that cannot go on', () => {
  it('because its autoscaler was deleted ends at the deadline with all users on the primary', async () => {
    const { apiVersion, kind } = SCALER;
    const world = await midRun(
      aCanary({ spec: { progressDeadlineSeconds: 60, autoscalerRef: { apiVersion, kind, name: 'podinfo' } } }),
    );
    world.objects.delete(SCALER);
    world.objects.delete({ ...SCALER, metadata: { name: 'podinfo-primary', namespace: 'test' } });
    await world.pass(120);
    expect([weights(world), running(world, PRIMARY)]).toEqual([[100, 0], 'podinfo:1 x2']);
    expect(world.canary().status?.phase).toBe('Failed');
    expect(world.events.map(({ message }) => message)).toContainEqual(
      expect.stringMatching(/Rolling back podinfo\.test the analysis could not go on for 1m0s: .*"podinfo" not found/),
    );
  });

  it('because its target lost the label of the primary ends so too, and is told with the way out', async () => {
    const world = await midRun(aCanary({ spec: { progressDeadlineSeconds: 60 } }));
    const labels = { name: 'podinfo' };
    const { spec } = aDeployment('podinfo:2');
    const template = { metadata: { labels }, spec: { containers: [{ name: 'main', image: 'podinfo:2' }] } };
    world.edit(TARGET, (found) => ({ ...found, spec: { ...spec, selector: { matchLabels: labels }, template } }));
    await world.pass(5);
    expect(weights(world)).toEqual([100, 0]);
    await world.pass(120);
    expect(running(world, PRIMARY)).toBe('podinfo:1 x2');
    expect(world.canary().status?.phase).toBe('Failed');
    expect(world.canary().status?.conditions).toContainEqual(
      expect.objectContaining({ type: 'Accepted', message: expect.stringMatching(/spec\.targetRef\.name.*label app/) }),
    );
  });
});

describe('a target that is made again with another value of its label', () => {
  it('is analysed and promoted, and users are served by the primary all the time', async () => {
    const world = aWorld();
    world.start();
    await world.pass(30);
    world.objects.delete(TARGET);
    await world.pass(5);
    const labels = { app: 'podinfo-web' };
    const template = { metadata: { labels }, spec: { containers: [{ name: 'main', image: 'podinfo:2' }] } };
    const { spec, ...made } = aDeployment('podinfo:2');
    world.objects.set({ ...made, spec: { ...spec, selector: { matchLabels: labels }, template } });
    const apex = () =>
      world.objects.peek({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'podinfo', namespace: 'test' } })?.spec;
    for (let at = 0; at < 20; at++) {
      await world.pass(10);
      expect(apex()).toMatchObject({ selector: { app: 'podinfo-primary' } });
    }
    expect([world.canary().status?.phase, running(world, PRIMARY)]).toEqual(['Succeeded', 'podinfo:2 x2']);
  });
});
