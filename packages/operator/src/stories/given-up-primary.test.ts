import type { KubeObject, Question } from '@flagger/api';
import { kubernetes } from '@flagger/provider-kubernetes';
import type { MemoryShell } from '@flagger/testing';
import { describe, expect, it } from '@jest/globals';
import { DEADLINE_S, dies, givenUp, initialized, revives } from './given-up.ts';
import { aCanary, allIsWell, aShell, PRIMARY, running, setImage, success, TARGET, weights } from './podinfo.ts';
import { phase, reports, told } from './stuck-promotion.ts';

const restarted = 'New revision detected! Restarting analysis for podinfo.test';

const questions = (world: MemoryShell): readonly string[] => world.asked.map(({ what }) => what);

describe('a release while the primary serves nobody', () => {
  it('waits for the primary until that is given up', async () => {
    const world = await initialized();
    dies(world);
    await world.pass(10);
    setImage(world, 'podinfo:2');
    await world.pass(DEADLINE_S - 20);
    expect([phase(world), running(world, PRIMARY)]).toEqual(['Initialized', 'podinfo:1 x2']);
    await world.pass(20);
    expect(phase(world)).toBe('Progressing');
  });

  it('is analysed with all users on it, and replaces the primary', async () => {
    const world = await givenUp();
    setImage(world, 'podinfo:2');
    await world.pass(12);
    expect([phase(world), weights(world)]).toEqual(['Progressing', [0, 100]]);
    await world.pass(60);
    expect([phase(world), running(world, PRIMARY), weights(world)]).toEqual(['Succeeded', 'podinfo:2 x2', [100, 0]]);
    expect(questions(world)).toContain('check');
    expect(told(world)).not.toContainEqual(expect.stringMatching(/changed by somebody else/));
  });

  it('is analysed and replaces it without a mesh as well', async () => {
    const world = await givenUp({ provider: kubernetes, analysis: { iterations: 2 } });
    setImage(world, 'podinfo:2');
    await world.pass(80);
    expect([phase(world), running(world, PRIMARY)]).toEqual(['Succeeded', 'podinfo:2 x2']);
    expect(questions(world)).toContain('check');
  });

  it('asks the gates', async () => {
    let isOpen = false;
    const webhooks = ['confirm-rollout', 'confirm-promotion'].map((type) => ({
      name: type,
      type,
      url: 'http://a.test',
    }));
    const find = (question: Question) =>
      question.what === 'confirm-promotion'
        ? [{ kind: 'reply', hook: 'confirm-promotion', name: 'gate', ok: isOpen, message: '' } as const]
        : allIsWell(question);
    const world = await givenUp({ analysis: { webhooks }, find });
    setImage(world, 'podinfo:2');
    await world.pass(90);
    expect([phase(world), running(world, PRIMARY), weights(world)]).toEqual([
      'WaitingPromotion',
      'podinfo:1 x2',
      [0, 100],
    ]);
    expect(questions(world)).toContain('confirm-rollout');
    isOpen = true;
    await world.pass(40);
    expect([phase(world), running(world, PRIMARY), weights(world)]).toEqual(['Succeeded', 'podinfo:2 x2', [100, 0]]);
  });

  it('goes on by weights where the primary comes back', async () => {
    const world = await givenUp({ analysis: { stepWeight: 5 } });
    setImage(world, 'podinfo:2');
    await world.pass(30);
    expect(weights(world)).toEqual([0, 100]);
    revives(world);
    await world.pass(2);
    expect(weights(world)[1]).toBeLessThan(20);
    expect(phase(world)).toBe('Progressing');
  });
});

describe('a release whose pods do not come either, as where the whole cluster is down', () => {
  async function bothDown(): Promise<MemoryShell> {
    const world = await givenUp();
    world.pods.podMs = 3_600_000;
    setImage(world, 'podinfo:2');
    await world.pass(5);
    const lastUpdateTime = new Date(world.clock.now()).toISOString();
    reports(world, TARGET, { replicas: 2, updatedReplicas: 2, readyReplicas: 0, availableReplicas: 0 }, [
      { type: 'Available', status: 'False', reason: 'MinimumReplicasUnavailable', lastUpdateTime },
      { type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded', lastUpdateTime },
    ]);
    await world.pass(300);
    expect(phase(world)).toBe('Progressing');
    world.pods.podMs = 2000;
    return world;
  }

  it('goes on when they come', async () => {
    const world = await bothDown();
    reports(world, TARGET, { replicas: 2, updatedReplicas: 2, readyReplicas: 2, availableReplicas: 2 });
    await world.pass(80);
    expect([phase(world), running(world, PRIMARY), weights(world)]).toEqual(['Succeeded', 'podinfo:2 x2', [100, 0]]);
  });

  it('is taken back when only the primary comes', async () => {
    const world = await bothDown();
    revives(world);
    await world.pass(30);
    expect([phase(world), running(world, PRIMARY), weights(world)]).toEqual(['Failed', 'podinfo:1 x2', [100, 0]]);
  });

  it('makes room for the next revision', async () => {
    const world = await bothDown();
    setImage(world, 'podinfo:3');
    await world.pass(80);
    expect([phase(world), running(world, PRIMARY), weights(world)]).toEqual(['Succeeded', 'podinfo:3 x2', [100, 0]]);
  });
});

describe('a release that fails its checks while the primary serves nobody', () => {
  const isBad = (world: MemoryShell) => running(world, TARGET).startsWith('podinfo:2');

  async function failing(): Promise<MemoryShell> {
    const known: { world?: MemoryShell } = {};
    const world = await givenUp({
      find: (question) =>
        question.what === 'check' && known.world && isBad(known.world) ? [success(10)] : allIsWell(question),
    });
    known.world = world;
    setImage(world, 'podinfo:2');
    await world.pass(60);
    return world;
  }

  it('keeps its users, who would have nothing else, and is promoted by nobody', async () => {
    const world = await failing();
    await world.pass(300);
    expect([phase(world), running(world, PRIMARY), weights(world)]).toEqual(['Progressing', 'podinfo:1 x2', [0, 100]]);
    expect(running(world, TARGET)).toBe('podinfo:2 x2');
  });

  it('gives them back to the primary when that is back', async () => {
    const world = await failing();
    revives(world);
    await world.pass(20);
    expect([phase(world), running(world, PRIMARY), weights(world)]).toEqual(['Failed', 'podinfo:1 x2', [100, 0]]);
    expect(running(world, TARGET)).toBe('podinfo:2 x0');
  });

  it('is followed by a fix, which is analysed and promoted', async () => {
    const world = await failing();
    setImage(world, 'podinfo:3');
    await world.pass(80);
    expect(told(world)).toContain(restarted);
    expect([phase(world), running(world, PRIMARY), weights(world)]).toEqual(['Succeeded', 'podinfo:3 x2', [100, 0]]);
  });
});

describe('a primary that dies in the middle of a run', () => {
  it('leaves its users to the canary, and is replaced by it once it is given up', async () => {
    const world = await initialized({ analysis: { stepWeight: 20 } });
    setImage(world, 'podinfo:2');
    await world.pass(15);
    dies(world);
    await world.pass(DEADLINE_S - 10);
    expect([phase(world), running(world, PRIMARY), weights(world)]).toEqual(['Progressing', 'podinfo:1 x2', [0, 100]]);
    await world.pass(80);
    expect([phase(world), running(world, PRIMARY), weights(world)]).toEqual(['Succeeded', 'podinfo:2 x2', [100, 0]]);
  });
});

describe('a primary that is deleted while a release waits for approval', () => {
  it('is made again of what was promoted, with its config, where the target is set back to that', async () => {
    const container = (image: string) => ({ name: 'main', image, envFrom: [{ configMapRef: { name: 'settings' } }] });
    const withImage = (world: MemoryShell, image: string): void =>
      world.edit(TARGET, (found) => {
        const template = { metadata: { labels: { app: 'podinfo' } }, spec: { containers: [container(image)] } };
        return { ...found, spec: { ...(found['spec'] as object), template } };
      });
    const webhooks = [{ name: 'gate', type: 'confirm-rollout', url: 'http://gate.test' }];
    const world = aShell({
      canary: aCanary({ analysis: { webhooks } }),
      find: (question) =>
        question.what === 'confirm-rollout'
          ? [{ kind: 'reply', hook: 'confirm-rollout', name: 'gate', ok: false, message: '' }]
          : allIsWell(question),
    });
    const settings: KubeObject & { readonly data: object } = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'settings', namespace: 'test' },
      data: { KEY: 'one' },
    };
    world.objects.set(settings);
    withImage(world, 'podinfo:1');
    world.start();
    await world.pass(30);
    withImage(world, 'podinfo:2');
    await world.pass(20);
    expect(phase(world)).toBe('Waiting');
    world.objects.delete(PRIMARY);
    await world.pass(5);
    withImage(world, 'podinfo:1');
    await world.pass(20);
    expect(phase(world)).toBe('Succeeded');
    expect(running(world, PRIMARY)).toMatch(/^podinfo:1 /);
    expect(told(world)).toContain('podinfo.test was set back to the promoted revision, stopping the analysis');
  });
});
