import { describe, expect, it } from '@jest/globals';
import type { Finding, Question } from '@flagger/api';
import type { MemoryShell } from '@flagger/testing';
import { aCanary, aDeployment, allIsWell, aWorld, PRIMARY, running, setImage, weights } from './podinfo.ts';

const CANARY = {
  apiVersion: 'flagger.app/v1beta1',
  kind: 'Canary',
  metadata: { name: 'podinfo', namespace: 'test' },
} as const;

/** A rollout hook that takes a minute; what it was asked for and what was cancelled. */
function slowHook() {
  const cancelled: string[] = [];
  const find = (question: Question, signal: AbortSignal): Promise<readonly Finding[]> => {
    if (question.what !== 'check') {
      return Promise.resolve(allIsWell(question));
    }
    signal.addEventListener('abort', () => cancelled.push(question.id));
    return new Promise((resolve) => world.clock.after(60_000, () => resolve(allIsWell(question))));
  };
  const world: MemoryShell = aWorld({ find });
  return { world, cancelled };
}

async function inTheHook(): Promise<ReturnType<typeof slowHook>> {
  const slow = slowHook();
  slow.world.start();
  await slow.world.pass(30);
  setImage(slow.world, 'podinfo:2');
  await slow.world.pass(40);
  expect(slow.world.asked.filter(({ what }) => what === 'check')).toHaveLength(1);
  return slow;
}

describe('during a webhook that takes 60 s', () => {
  it('a newer image restarts the run, cancels the call, and only what was analysed is promoted', async () => {
    const { world, cancelled } = await inTheHook();
    setImage(world, 'podinfo:3');
    await world.pass(1);
    expect([weights(world), cancelled.length]).toEqual([[100, 0], 1]);
    await world.pass(400);
    expect([world.canary().status?.phase, running(world, PRIMARY)]).toEqual(['Succeeded', 'podinfo:3 x2']);
    expect(world.writes.filter((what) => what === 'replace Deployment podinfo-primary')).toHaveLength(1);
  });

  it('a deletion ends the run: nothing is written any more', async () => {
    const { world, cancelled } = await inTheHook();
    world.objects.delete(CANARY);
    const { length } = world.writes;
    await world.pass(200);
    expect([world.writes.slice(length), cancelled.length]).toEqual([[], 1]);
  });

  it('a deletion that waits for finalizers of others ends the run too', async () => {
    const { world } = await inTheHook();
    world.edit(CANARY, (canary) => ({
      ...canary,
      metadata: { ...canary.metadata, deletionTimestamp: '2026-01-01T00:01:00Z' },
    }));
    const { length } = world.writes;
    await world.pass(200);
    expect(world.writes.slice(length)).toEqual([]);
  });

  it('another canary goes on as if nothing were', async () => {
    const { world } = await inTheHook();
    world.objects.set(aDeployment('other:1', 'other'));
    world.objects.set(aCanary({ name: 'other', analysis: { metrics: [] } }));
    await world.pass(15);
    setImage(world, 'other:2', 'other');
    await world.pass(19);
    expect(world.canary('test/podinfo').status?.canaryWeight).toBe(30);
    expect(world.canary('test/other').status?.canaryWeight).toBe(60);
  });
});

describe('events that mean nothing', () => {
  it('own writes coming back cause no step, and neither do ten thousand unrelated events', async () => {
    const world = aWorld();
    world.start();
    await world.pass(30);
    setImage(world, 'podinfo:2');
    await world.pass(5);
    const before = [world.writes.length, world.asked.length, world.events.length];
    for (let i = 0; i < 10_000; i++) {
      world.objects.set({
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'noise', namespace: 'test' },
        spec: { i },
      });
    }
    await world.pass(1);
    expect([world.writes.length, world.asked.length, world.events.length]).toEqual(before);
  });

  it('a check never runs before its due time, also across restarts', async () => {
    const checks: number[] = [];
    const world = aWorld({
      find: (question) => {
        if (question.what === 'check') {
          checks.push(world.clock.now());
        }
        return allIsWell(question);
      },
    });
    world.start();
    await world.pass(30);
    setImage(world, 'podinfo:2');
    for (let i = 0; i < 50; i++) {
      Object.assign(world.process ?? {}, { isDead: true });
      world.start();
      await world.pass(i < 30 ? 1.3 : 6);
    }
    expect(world.canary().status?.phase).toBe('Succeeded');
    const gaps = checks.slice(1).map((time, i) => time - (checks[i] ?? 0));
    expect(gaps.length).toBeGreaterThan(0);
    expect(gaps.filter((gap) => gap < 10_000)).toEqual([]);
  });
});
