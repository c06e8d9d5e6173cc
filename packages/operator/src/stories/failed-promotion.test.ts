import type { Ref } from '@flagger/api';
import type { MemoryShell } from '@flagger/testing';
import { describe, expect, it } from '@jest/globals';
import { aCanary, aDeployment, allIsWell, PRIMARY, ROUTE, running, setImage, TARGET, weights } from './podinfo.ts';
import { bad, exceedsDeadline, failed, phase, promoting, reports, told } from './stuck-promotion.ts';

const pause = (world: MemoryShell): void =>
  world.edit(aCanary(), (canary) => ({
    ...canary,
    metadata: { ...canary.metadata, annotations: { 'flagger.app/pause': 'r1 by anna' } },
  }));

const edit = (world: MemoryShell, spec: object): void =>
  world.edit(aCanary(), (canary) => ({
    ...canary,
    spec: { ...(canary['spec'] as object), ...spec },
    metadata: { ...canary.metadata, generation: 2 },
  }));

const toZero = (world: MemoryShell): void =>
  world.edit(TARGET, (found) => ({ ...found, spec: { ...(found['spec'] as object), replicas: 0 } }));

describe('users who are on the target since a promotion failed', () => {
  const DEAD = { replicas: 2, updatedReplicas: 2, readyReplicas: 0, availableReplicas: 0 };
  const BLINDED: Readonly<Record<string, (world: MemoryShell) => void>> = {
    'is deleted': (world) => world.objects.delete(TARGET),
    'dies while the spec is refused': (world) => {
      edit(world, { analysis: { interval: 'ten' } });
      reports(world, TARGET, DEAD);
    },
    'names a ConfigMap that is not there': (world) => {
      world.edit(TARGET, (found) => {
        const envFrom = [{ configMapRef: { name: 'absent' } }];
        const containers = [{ name: 'main', image: 'podinfo:2', envFrom }];
        const template = { metadata: { labels: { app: 'podinfo' } }, spec: { containers } };
        return { ...found, spec: { ...(found['spec'] as object), template } };
      });
      reports(world, TARGET, DEAD);
    },
  };

  it.each(Object.entries(BLINDED))('go to the primary that serves where the target %s', async (_, happens) => {
    const world = await failed(2);
    reports(world, PRIMARY, { replicas: 2, updatedReplicas: 2, readyReplicas: 2, availableReplicas: 2 });
    happens(world);
    await world.pass(30);
    expect([phase(world), weights(world)]).toEqual(['Failed', [100, 0]]);
  });

  it('keep its pods where the primary serves nobody and somebody scales it to zero, also as it is changed', async () => {
    const world = await failed(0);
    toZero(world);
    await world.pass(20);
    expect([running(world, TARGET), weights(world)]).toEqual(['podinfo:2 x2', [0, 100]]);
    setImage(world, 'podinfo:3');
    toZero(world);
    await world.pass(60);
    expect([phase(world), running(world, PRIMARY), weights(world)]).toEqual(['Succeeded', 'podinfo:3 x2', [100, 0]]);
  });

  it('stay there where the primary serves nobody and the service gets another name', async () => {
    const world = await failed(0);
    world.pods.podMs = 3_600_000;
    edit(world, { service: { port: 80, name: 'web' } });
    const web: Ref = { ...ROUTE, metadata: { name: 'web', namespace: 'test' } };
    for (let seconds = 0; seconds < 300; seconds += 5) {
      await world.pass(5);
      expect(weights(world)).not.toEqual([100, 0]);
    }
    expect(weights(world, web)).toEqual([0, 100]);
  });
});

describe('a revision that nobody analysed', () => {
  it('gets nobody where a promotion fails after the target was changed, and the hook after it takes a minute', async () => {
    const webhooks = [{ name: 'report', type: 'post-rollout', url: 'http://report.test' }];
    const world: MemoryShell = await promoting({
      canary: aCanary({ spec: { progressDeadlineSeconds: 60 }, analysis: { webhooks } }),
      find: (question) =>
        question.what === 'post-rollout'
          ? new Promise((resolve) => world.clock.after(60_000, () => resolve(allIsWell(question))))
          : allIsWell(question),
    });
    // a quota leaves no room for new pods: the former ones serve
    reports(world, PRIMARY, { replicas: 2, updatedReplicas: 0, readyReplicas: 2, availableReplicas: 2 });
    await world.pass(2);
    world.pods.podMs = 2000;
    setImage(world, 'podinfo:3');
    await world.pass(10);
    exceedsDeadline(world, 2);
    for (let seconds = 0; seconds < 50; seconds++) {
      await world.pass(1);
      expect(weights(world)).toEqual([100, 0]);
    }
    await world.pass(200);
    expect([phase(world), running(world, PRIMARY)]).toEqual(['Succeeded', 'podinfo:3 x2']);
    expect(told(world)).toContainEqual(expect.stringMatching(/^Promotion of podinfo\.test failed/));
  });

  it('gets nobody while its gate is asked after a promotion that failed, however slow that is', async () => {
    let isSlow = false;
    const webhooks = [{ name: 'gate', type: 'confirm-rollout', url: 'http://gate.test' }];
    const world: MemoryShell = await failed(2, {
      canary: aCanary({ spec: { progressDeadlineSeconds: 60 }, analysis: { webhooks } }),
      find: (question) =>
        isSlow && question.what === 'confirm-rollout'
          ? new Promise((resolve) => world.clock.after(60_000, () => resolve(allIsWell(question))))
          : allIsWell(question),
    });
    isSlow = true;
    setImage(world, 'podinfo:3');
    await world.pass(5);
    expect([phase(world), world.canary().status?.canaryWeight, weights(world)]).toEqual(['Failed', 0, [100, 0]]);
  });

  it('gets nobody while a canary is paused whose promotion failed', async () => {
    const world = await failed(2);
    pause(world);
    await world.pass(5);
    setImage(world, 'podinfo:4');
    await world.pass(60);
    expect([phase(world), world.canary().status?.canaryWeight, weights(world)]).toEqual(['Failed', 0, [100, 0]]);
  });
});

describe('a primary that is deleted after a promotion that failed and another revision', () => {
  it('is told to be lost, with the way out', async () => {
    const world = await failed(2);
    world.pods.podMs = 3_600_000;
    setImage(world, 'podinfo:3');
    await world.pass(5);
    world.objects.delete(PRIMARY);
    await world.pass(30);
    expect(told(world)).toContainEqual(expect.stringMatching(/what it ran is not known: delete and create the Canary/));
    expect(told(world)).not.toContainEqual(expect.stringMatching(/set it back to that revision/));
  });
});

describe('another target, after a promotion that failed', () => {
  it('gets nobody before its primary serves: users go to what serves of the former one', async () => {
    const world = await failed(2);
    world.objects.set(aDeployment('podinfo:7', 'podinfo-v2'));
    await world.pass(10);
    world.pods.broken.add('podinfo:7');
    const targetRef = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'podinfo-v2' };
    edit(world, { targetRef, service: { port: 80, name: 'podinfo' } });
    world.objects.delete(TARGET);
    for (let seconds = 0; seconds < 60; seconds += 5) {
      await world.pass(5);
      expect(weights(world)).toEqual([100, 0]);
    }
  });
});

describe('the revision of before a promotion that failed', () => {
  it.each(['fails', 'waits for approval'])('is a new one to the primary where another %s first', async (how) => {
    let [isGood, isOpen] = [true, true];
    const webhooks = how === 'fails' ? [] : [{ name: 'gate', type: 'confirm-rollout', url: 'http://gate.test' }];
    const world = await failed(2, {
      canary: aCanary({ spec: { progressDeadlineSeconds: 60 }, analysis: { webhooks, threshold: 1 } }),
      find: (question) =>
        question.what === 'confirm-rollout'
          ? [{ kind: 'reply', hook: 'confirm-rollout', name: 'gate', ok: isOpen, message: '' }]
          : (isGood ? allIsWell : bad)(question),
    });
    [isGood, isOpen] = [how !== 'fails', how === 'fails'];
    setImage(world, 'podinfo:3');
    await world.pass(90);
    expect([phase(world), weights(world)]).toEqual([how === 'fails' ? 'Failed' : 'Waiting', [100, 0]]);
    [isGood, isOpen] = [true, true];
    setImage(world, 'podinfo:1');
    await world.pass(120);
    expect([phase(world), running(world, PRIMARY)]).toEqual(['Succeeded', 'podinfo:1 x2']);
  });

  it('is promoted also by a target that somebody scaled to zero while former pods of the primary serve', async () => {
    const world = await failed(2);
    toZero(world);
    await world.pass(10);
    expect([running(world, TARGET), weights(world)]).toEqual(['podinfo:2 x0', [100, 0]]);
    setImage(world, 'podinfo:1');
    await world.pass(60);
    expect([phase(world), running(world, PRIMARY), weights(world)]).toEqual(['Succeeded', 'podinfo:1 x2', [100, 0]]);
  });

  it.each([
    ['podinfo:1', 2],
    ['podinfo:3', 0],
  ])('is promoted also where the operator dies as the copy is made: %s, %d pods serve', async (image, serving) => {
    let isArmed = false;
    const world = await failed(serving, {
      onWrite: ({ what, moment }, process) => {
        if (isArmed && moment === 'after' && what.startsWith('replace Deployment podinfo-primary')) {
          isArmed = false;
          process.kill();
        }
      },
    });
    isArmed = true;
    setImage(world, image);
    await world.pass(10);
    expect([isArmed, running(world, PRIMARY), phase(world)]).toEqual([false, `${image} x2`, 'Failed']);
    world.start();
    await world.pass(60);
    expect([phase(world), weights(world)]).toEqual(['Succeeded', [100, 0]]);
  });
});
