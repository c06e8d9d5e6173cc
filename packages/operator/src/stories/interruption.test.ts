import { describe, expect, it } from '@jest/globals';
import type { Finding, Question } from '@flagger/api';
import type { MemoryShell } from '@flagger/testing';
import { aCanary, aDeployment, allIsWell, aShell, PRIMARY, running, setImage, weights } from './podinfo.ts';

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
    return new Promise((resolve) => shell.clock.after(60_000, () => resolve(allIsWell(question))));
  };
  const shell: MemoryShell = aShell({ find });
  return { shell, cancelled };
}

async function inTheHook(): Promise<ReturnType<typeof slowHook>> {
  const slow = slowHook();
  slow.shell.start();
  await slow.shell.pass(30);
  setImage(slow.shell, 'podinfo:2');
  await slow.shell.pass(40);
  expect(slow.shell.asked.filter(({ what }) => what === 'check')).toHaveLength(1);
  return slow;
}

describe('during a webhook that takes 60 s', () => {
  it('a newer image restarts the run, cancels the call, and only what was analysed is promoted', async () => {
    const { shell, cancelled } = await inTheHook();
    setImage(shell, 'podinfo:3');
    await shell.pass(1);
    expect([weights(shell), cancelled.length]).toEqual([[100, 0], 1]);
    await shell.pass(400);
    expect([shell.canary().status?.phase, running(shell, PRIMARY)]).toEqual(['Succeeded', 'podinfo:3 x2']);
    expect(shell.writes.filter((what) => what === 'replace Deployment podinfo-primary')).toHaveLength(1);
  });

  it('a deletion ends the run: nothing is written any more', async () => {
    const { shell, cancelled } = await inTheHook();
    shell.objects.delete(CANARY);
    const { length } = shell.writes;
    await shell.pass(200);
    expect([shell.writes.slice(length), cancelled.length]).toEqual([[], 1]);
  });

  it('a deletion that waits for finalizers of others ends the run too', async () => {
    const { shell } = await inTheHook();
    shell.edit(CANARY, (canary) => ({
      ...canary,
      metadata: { ...canary.metadata, deletionTimestamp: '2026-01-01T00:01:00Z' },
    }));
    const { length } = shell.writes;
    await shell.pass(200);
    expect(shell.writes.slice(length)).toEqual([]);
  });

  it('another canary goes on as if nothing were', async () => {
    const { shell } = await inTheHook();
    shell.objects.set(aDeployment('other:1', 'other'));
    shell.objects.set(aCanary({ name: 'other', analysis: { metrics: [] } }));
    await shell.pass(15);
    setImage(shell, 'other:2', 'other');
    await shell.pass(19);
    expect(shell.canary('test/podinfo').status?.canaryWeight).toBe(30);
    expect(shell.canary('test/other').status?.canaryWeight).toBe(60);
  });
});

describe('events that mean nothing', () => {
  it('own writes coming back cause no step, and neither do ten thousand unrelated events', async () => {
    const shell = aShell();
    shell.start();
    await shell.pass(30);
    setImage(shell, 'podinfo:2');
    await shell.pass(5);
    const before = [shell.writes.length, shell.asked.length, shell.events.length];
    for (let i = 0; i < 10_000; i++) {
      shell.objects.set({
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'noise', namespace: 'test' },
        spec: { i },
      });
    }
    await shell.pass(1);
    expect([shell.writes.length, shell.asked.length, shell.events.length]).toEqual(before);
  });

  it('a check never runs before its due time, also across restarts', async () => {
    const checks: number[] = [];
    const shell = aShell({
      find: (question) => {
        if (question.what === 'check') {
          checks.push(shell.clock.now());
        }
        return allIsWell(question);
      },
    });
    shell.start();
    await shell.pass(30);
    setImage(shell, 'podinfo:2');
    for (let i = 0; i < 50; i++) {
      Object.assign(shell.process ?? {}, { isDead: true });
      shell.start();
      await shell.pass(i < 30 ? 1.3 : 6);
    }
    expect(shell.canary().status?.phase).toBe('Succeeded');
    const gaps = checks.slice(1).map((time, i) => time - (checks[i] ?? 0));
    expect(gaps.length).toBeGreaterThan(0);
    expect(gaps.filter((gap) => gap < 10_000)).toEqual([]);
  });
});
