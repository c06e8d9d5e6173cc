import { kubernetes } from '@flagger/provider-kubernetes';
import type { MemoryShell } from '@flagger/testing';
import { describe, expect, it } from '@jest/globals';
import { aCanary, allIsWell, aShell, PRIMARY, running, setImage, TARGET, weights } from './podinfo.ts';
import { exceedsDeadline, failed, phase, promoting, reports, told } from './stuck-promotion.ts';

const annotate = (world: MemoryShell, annotation: string): void =>
  world.edit(aCanary(), (canary) => ({
    ...canary,
    metadata: { ...canary.metadata, annotations: { [annotation]: 'r1 by anna' } },
  }));

const promoted = (world: MemoryShell): string | undefined =>
  world.canary().status?.conditions?.find(({ type }) => type === 'Promoted')?.reason;

describe('a target that is set back to what failed to be promoted', () => {
  it('in a run of another revision is analysed and promoted again', async () => {
    const world = await failed(2);
    setImage(world, 'podinfo:3');
    await world.pass(25);
    expect([phase(world), weights(world)]).toEqual(['Progressing', [40, 60]]);
    exceedsDeadline(world, 2);
    const { length } = world.asked;
    setImage(world, 'podinfo:2');
    await world.pass(5);
    expect([phase(world), promoted(world)]).toEqual(['Progressing', 'Progressing']);
    await world.pass(90);
    expect([phase(world), running(world, PRIMARY), weights(world)]).toEqual(['Succeeded', 'podinfo:2 x2', [100, 0]]);
    expect(world.asked.slice(length).map(({ what }) => what)).toContain('check');
    expect(told(world)).not.toContainEqual(expect.stringMatching(/set back to the promoted revision/));
  });

  it('while another waits for approval has failed still, and gets another run when somebody asks for it', async () => {
    let isOpen = true;
    const webhooks = [{ name: 'gate', type: 'confirm-rollout', url: 'http://gate.test' }];
    const world = await failed(2, {
      canary: aCanary({ spec: { progressDeadlineSeconds: 60 }, analysis: { webhooks } }),
      find: (question) =>
        question.what === 'confirm-rollout'
          ? [{ kind: 'reply', hook: 'confirm-rollout', name: 'gate', ok: isOpen, message: '' }]
          : allIsWell(question),
    });
    isOpen = false;
    setImage(world, 'podinfo:3');
    await world.pass(30);
    expect(phase(world)).toBe('Waiting');
    setImage(world, 'podinfo:2');
    await world.pass(30);
    expect([phase(world), weights(world)]).toEqual(['Failed', [100, 0]]);
    isOpen = true;
    annotate(world, 'flagger.app/retry');
    await world.pass(110);
    expect([phase(world), running(world, PRIMARY), weights(world)]).toEqual(['Succeeded', 'podinfo:2 x2', [100, 0]]);
  });
});

describe('a Canary that is made again after a promotion failed', () => {
  const DEAD = { replicas: 2, updatedReplicas: 2, readyReplicas: 0, availableReplicas: 0 };

  async function madeAgain(world: MemoryShell, seconds: number, meanwhile?: () => void): Promise<void> {
    world.objects.delete(aCanary());
    await world.pass(1);
    meanwhile?.();
    const canary = aCanary({ spec: { progressDeadlineSeconds: 60 } });
    world.objects.set({ ...canary, metadata: { ...canary.metadata, uid: 'uid-of-another' } });
    await world.pass(seconds);
  }

  it('has its users on the former pods of the primary, and a run of what failed to be promoted', async () => {
    const world = await failed(2);
    const { length } = world.asked;
    await madeAgain(world, 10);
    expect([phase(world), weights(world)]).toEqual(['Progressing', [100, 0]]);
    expect(told(world)).not.toContainEqual(expect.stringMatching(/^Initialization failed/));
    await world.pass(110);
    expect([phase(world), running(world, PRIMARY), weights(world)]).toEqual(['Succeeded', 'podinfo:2 x2', [100, 0]]);
    expect(world.asked.slice(length).map(({ what }) => what)).toContain('check');
  });

  it.each<[string, (world: MemoryShell) => void]>([
    ['dies', (world) => reports(world, TARGET, DEAD)],
    ['is deleted', (world) => world.objects.delete(TARGET)],
  ])('has nobody on a target that %s', async (_, happens) => {
    const world = await failed(2);
    world.pods.podMs = 3_600_000;
    await madeAgain(world, 20);
    happens(world);
    await world.pass(30);
    expect(weights(world)).toEqual([100, 0]);
  });

  it('has nobody on a target that was deleted before', async () => {
    const world = await failed(2);
    await madeAgain(world, 10, () => world.objects.delete(TARGET));
    expect([phase(world), weights(world)]).toEqual(['Initializing', [100, 0]]);
  });

  it('has nobody on a target that died before, while the rollout of the primary may still end', async () => {
    const world = await promoting();
    reports(world, PRIMARY, { replicas: 3, updatedReplicas: 1, readyReplicas: 2, availableReplicas: 2 });
    await world.pass(5);
    expect(weights(world)).toEqual([40, 60]);
    await madeAgain(world, 10, () => reports(world, TARGET, DEAD));
    expect([phase(world), weights(world)]).toEqual(['Initializing', [100, 0]]);
  });

  it('analyses the next revision before that gets anybody', async () => {
    const world = await failed(2);
    await madeAgain(world, 15);
    world.pods.broken.add('podinfo:9');
    setImage(world, 'podinfo:9');
    for (let seconds = 0; seconds < 60; seconds += 5) {
      await world.pass(5);
      expect(weights(world)).toEqual([100, 0]);
    }
    setImage(world, 'podinfo:10');
    await world.pass(120);
    expect([phase(world), running(world, PRIMARY), weights(world)]).toEqual(['Succeeded', 'podinfo:10 x2', [100, 0]]);
  });
});

describe('a promotion that failed without a mesh', () => {
  it('leaves nobody on the target: what is copied since the primary serves nobody is told as that', async () => {
    const world = aShell({
      provider: kubernetes,
      canary: aCanary({ spec: { progressDeadlineSeconds: 60 }, analysis: { iterations: 2 } }),
    });
    world.start();
    await world.pass(30);
    setImage(world, 'podinfo:2');
    await world.pass(27);
    world.pods.podMs = 3_600_000;
    await world.pass(10);
    exceedsDeadline(world, 0);
    await world.pass(15);
    expect([phase(world), running(world, PRIMARY)]).toEqual(['Failed', 'podinfo:2 x2']);
    world.pods.podMs = 2000;
    setImage(world, 'podinfo:3');
    await world.pass(30);
    expect([phase(world), running(world, PRIMARY)]).toEqual(['Succeeded', 'podinfo:3 x2']);
    expect(told(world)).toContain(
      'Copying podinfo.test template spec to podinfo-primary.test without analysis: podinfo-primary.test serves nobody',
    );
    expect(told(world)).not.toContainEqual(expect.stringMatching(/changed by somebody else/));
  });
});
