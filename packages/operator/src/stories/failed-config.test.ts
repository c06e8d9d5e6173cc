import type { KubeObject } from '@flagger/api';
import type { MemoryShell } from '@flagger/testing';
import { describe, expect, it } from '@jest/globals';
import { aCanary, allIsWell, aShell, PRIMARY, ROUTE, running, TARGET, weights } from './podinfo.ts';
import { bad, exceedsDeadline, phase } from './stuck-promotion.ts';

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

const setBoth = (world: MemoryShell, image: string, key: string): void => {
  world.edit(TARGET, (found) => {
    const containers = [{ name: 'main', image, envFrom: [{ configMapRef: { name: 'settings' } }] }];
    const template = { metadata: { labels: { app: 'podinfo' } }, spec: { containers } };
    return { ...found, spec: { ...(found['spec'] as object), template } };
  });
  world.objects.set(aConfig(key));
};

/** Initialised with podinfo:1 and a config. */
async function configured(settings: Parameters<typeof aShell>[0]): Promise<MemoryShell> {
  const world = aShell(settings);
  setBoth(world, 'podinfo:1', 'one');
  world.start();
  await world.pass(30);
  expect(phase(world)).toBe('Initialized');
  return world;
}

/** The promotion of what the target is set to fails: all users are on it. */
async function unpromoted(image: string, key: string): Promise<MemoryShell> {
  const world = await configured({});
  setBoth(world, image, key);
  await world.pass(27);
  world.pods.podMs = 3_600_000;
  await world.pass(10);
  exceedsDeadline(world, 2);
  await world.pass(5);
  expect([phase(world), weights(world)]).toEqual(['Failed', [0, 100]]);
  world.pods.podMs = 2000;
  return world;
}

describe('a config whose promotion failed', () => {
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
    const world = await unpromoted('podinfo:2', 'two');
    const { length } = world.asked;
    setBoth(world, 'podinfo:1', 'one');
    await world.pass(60);
    expect([phase(world), running(world, PRIMARY), copy(world)]).toEqual(['Succeeded', 'podinfo:1 x2', { KEY: 'one' }]);
    expect(world.asked.slice(length).map(({ what }) => what)).not.toContain('check');
  });
});

describe('the image of before a promotion that failed', () => {
  it.each([
    { comes: 'with another config than it had', failed: ['podinfo:2', 'one'], set: ['podinfo:1', 'three'] },
    { comes: 'without its config', failed: ['podinfo:2', 'two'], set: ['podinfo:1', 'two'] },
  ] as const)('is analysed where it comes back $comes', async ({ failed: [other, wrong], set: [image, key] }) => {
    const world = await unpromoted(other, wrong);
    const { length } = world.asked;
    const state = (): unknown => [phase(world), running(world, PRIMARY), copy(world)];
    setBoth(world, image, key);
    await world.pass(5);
    expect(state()).toEqual(['Progressing', `${other} x2`, { KEY: wrong }]);
    expect([0, 30]).toContain(weights(world)[1]);
    await world.pass(120);
    expect(world.asked.slice(length).map(({ what }) => what)).toContain('check');
    expect(state()).toEqual(['Succeeded', `${image} x2`, { KEY: key }]);
  });
});

describe('a config whose promotion is aborted after another one was set', () => {
  it('leaves nobody on that, however long the hook after it takes', async () => {
    let isSlow = false;
    const webhooks = [{ name: 'report', type: 'post-rollout', url: 'http://report.test' }];
    const world: MemoryShell = await configured({
      canary: aCanary({ analysis: { webhooks } }),
      find: (question) =>
        isSlow && question.what === 'post-rollout'
          ? new Promise((resolve) => world.clock.after(60_000, () => resolve(allIsWell(question))))
          : allIsWell(question),
    });
    world.objects.set(aConfig('two'));
    for (let seconds = 0; phase(world) !== 'Promoting' && seconds < 100; seconds++) {
      await world.pass(1);
    }
    world.pods.podMs = 3_600_000;
    await world.pass(3);
    isSlow = true;
    world.objects.set(aConfig('three'));
    world.edit(aCanary(), (canary) => ({
      ...canary,
      metadata: { ...canary.metadata, annotations: { 'flagger.app/abort': 'r1 by anna' } },
    }));
    for (let seconds = 0; seconds < 50; seconds += 5) {
      await world.pass(5);
      expect(weights(world)).toEqual([100, 0]);
    }
    await world.pass(20);
    expect([phase(world), copy(world)]).toEqual(['Progressing', { KEY: 'two' }]);
  });
});

describe('a config that is edited between a look and the copy', () => {
  /** Edits it after the first write of this kind since `arm` was called. */
  async function edited(what: string, canary: KubeObject) {
    let isArmed = false;
    const world: MemoryShell = await configured({
      canary,
      onWrite: (write) => {
        if (isArmed && write.moment === 'after' && write.what.includes(what)) {
          isArmed = false;
          world.objects.set(aConfig('three'));
        }
      },
    });
    isArmed = true;
    return { world, isEdited: () => !isArmed };
  }

  it('is not promoted with the image whose promotion was decided on, but analysed with it', async () => {
    const webhooks = [{ name: 'gate', type: 'confirm-promotion', url: 'http://gate.test' }];
    const { world, isEdited } = await edited('Confirm-promotion check', aCanary({ analysis: { webhooks } }));
    setBoth(world, 'podinfo:2', 'two');
    for (let seconds = 0; !isEdited() && seconds < 100; seconds++) {
      await world.pass(1);
    }
    const { length } = world.asked;
    await world.pass(5);
    expect([phase(world), running(world, PRIMARY), copy(world)]).toEqual([
      'Progressing',
      'podinfo:1 x2',
      { KEY: 'one' },
    ]);
    await world.pass(90);
    expect([phase(world), copy(world)]).toEqual(['Succeeded', { KEY: 'three' }]);
    expect(world.asked.slice(length).map(({ what }) => what)).toContain('check');
  });

  it('is not what a primary that was deleted starts with', async () => {
    const { world, isEdited } = await edited('create VirtualService', aCanary());
    world.objects.delete(PRIMARY);
    world.objects.delete(ROUTE);
    await world.pass(30);
    expect([isEdited(), running(world, PRIMARY), copy(world)]).toEqual([true, 'none', { KEY: 'one' }]);
  });
});
