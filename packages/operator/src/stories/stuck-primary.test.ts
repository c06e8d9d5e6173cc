import type { MemoryShell } from '@flagger/testing';
import { describe, expect, it } from '@jest/globals';
import { aCanary, allIsWell, PRIMARY, running, setImage, weights } from './podinfo.ts';
import { exceedsDeadline, failed, phase, told } from './stuck-promotion.ts';

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
    await world.pass(100);
    expect([phase(world), running(world, PRIMARY), weights(world)]).toEqual(['Succeeded', 'podinfo:2 x2', [100, 0]]);
  });
});
