import type { KubeObject } from '@flagger/api';
import type { MemoryShell } from '@flagger/testing';
import { describe, expect, it } from '@jest/globals';
import { aCanary, allIsWell, aShell, PRIMARY, running, TARGET, weights } from './podinfo.ts';
import { bad, exceedsDeadline, phase } from './stuck-promotion.ts';

describe('a config whose promotion failed', () => {
  const aConfig = (key: string): KubeObject & { readonly data: object } => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'settings', namespace: 'test' },
    data: { KEY: key },
  });
  const copy = (world: MemoryShell): unknown =>
    world.objects.peek<ReturnType<typeof aConfig>>({
      ...aConfig(''),
      metadata: { name: 'settings-primary', namespace: 'test' },
    })?.data;

  /** Initialised with a config; podinfo:1 all the time. */
  async function configured(settings: Parameters<typeof aShell>[0]): Promise<MemoryShell> {
    const world = aShell(settings);
    world.edit(TARGET, (found) => {
      const containers = [{ name: 'main', image: 'podinfo:1', envFrom: [{ configMapRef: { name: 'settings' } }] }];
      const template = { metadata: { labels: { app: 'podinfo' } }, spec: { containers } };
      return { ...found, spec: { ...(found['spec'] as object), template } };
    });
    world.objects.set(aConfig('one'));
    world.start();
    await world.pass(30);
    expect(phase(world)).toBe('Initialized');
    return world;
  }

  it('is followed by another one only after that was analysed', async () => {
    const world = await configured({});
    world.objects.set(aConfig('two'));
    await world.pass(27);
    world.pods.podMs = 3_600_000;
    await world.pass(10);
    exceedsDeadline(world, 2);
    await world.pass(5);
    expect([phase(world), weights(world)]).toEqual(['Failed', [0, 100]]);
    const { length } = world.asked;
    world.pods.podMs = 2000;
    world.objects.set(aConfig('three'));
    await world.pass(5);
    expect([phase(world), copy(world)]).toEqual(['Progressing', { KEY: 'two' }]);
    expect([0, 30]).toContain(weights(world)[1]);
    await world.pass(90);
    expect(world.asked.slice(length).map(({ what }) => what)).toContain('check');
  });

  it('that failed its analysis gets another run when somebody asks for it', async () => {
    let isGood = false;
    const world = await configured({ find: (question) => (isGood ? allIsWell : bad)(question) });
    world.objects.set(aConfig('two'));
    await world.pass(90);
    expect([phase(world), copy(world)]).toEqual(['Failed', { KEY: 'one' }]);
    isGood = true;
    world.edit(aCanary(), (canary) => ({
      ...canary,
      metadata: { ...canary.metadata, annotations: { 'flagger.app/retry': 'r1 by anna' } },
    }));
    await world.pass(90);
    expect([phase(world), copy(world)]).toEqual(['Succeeded', { KEY: 'two' }]);
  });

  it('that failed and is set again while another waits for approval has failed still', async () => {
    let isOpen = true;
    const webhooks = [{ name: 'gate', type: 'confirm-rollout', url: 'http://gate.test' }];
    const world = await configured({
      canary: aCanary({ analysis: { webhooks } }),
      find: (question) =>
        question.what === 'confirm-rollout'
          ? [{ kind: 'reply', hook: 'confirm-rollout', name: 'gate', ok: isOpen, message: '' }]
          : bad(question),
    });
    world.objects.set(aConfig('two'));
    await world.pass(90);
    isOpen = false;
    world.objects.set(aConfig('three'));
    await world.pass(20);
    expect(phase(world)).toBe('Waiting');
    world.objects.set(aConfig('two'));
    await world.pass(20);
    expect([phase(world), copy(world)]).toEqual(['Failed', { KEY: 'one' }]);
  });

  it('and a new image with it: set back together they are promoted again at once', async () => {
    const world = await configured({});
    const setBoth = (image: string, key: string): void => {
      world.edit(TARGET, (found) => {
        const containers = [{ name: 'main', image, envFrom: [{ configMapRef: { name: 'settings' } }] }];
        const template = { metadata: { labels: { app: 'podinfo' } }, spec: { containers } };
        return { ...found, spec: { ...(found['spec'] as object), template } };
      });
      world.objects.set(aConfig(key));
    };
    setBoth('podinfo:2', 'two');
    await world.pass(27);
    world.pods.podMs = 3_600_000;
    await world.pass(10);
    exceedsDeadline(world, 2);
    await world.pass(5);
    expect([phase(world), weights(world)]).toEqual(['Failed', [0, 100]]);
    world.pods.podMs = 2000;
    const { length } = world.asked;
    setBoth('podinfo:1', 'one');
    await world.pass(60);
    expect([phase(world), running(world, PRIMARY), copy(world)]).toEqual(['Succeeded', 'podinfo:1 x2', { KEY: 'one' }]);
    expect(world.asked.slice(length).map(({ what }) => what)).not.toContain('check');
  });
});
