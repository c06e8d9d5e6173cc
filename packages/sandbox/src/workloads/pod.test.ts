import { describe, expect, it } from '@jest/globals';
import type { Container, Pod } from './kinds.ts';
import { podPlan } from './pod.ts';
import { startUp } from './start-up.ts';
import { tagOf } from './image.ts';

const aContainer = (change: Partial<Container> = {}): Container => ({
  name: 'podinfod',
  image: 'podinfo:6.0.1',
  ...change,
});

describe('the tag of an image', () => {
  it.each([
    ['podinfo:6.0.1', '6.0.1'],
    ['registry:5000/a/podinfo', 'latest'],
    ['registry:5000/a/podinfo:6.0.2-bad@sha256:00ff', '6.0.2-bad'],
    ['', 'latest'],
  ])('%j has the tag %s', (image, tag) => {
    expect(tagOf({ image })).toBe(tag);
  });
});

describe('the start-up of a pod', () => {
  it.each([
    ['a usual image', [aContainer()], { afterMs: 1000 }],
    ['an image that cannot be pulled', [aContainer({ image: 'podinfo:6.0.2-missing' })], { never: 'missing' }],
    ['an image that ends again and again', [aContainer({ image: 'podinfo:6.0.2-crash' })], { never: 'crash' }],
    [
      'a word in the environment',
      [aContainer({ env: [{ name: 'PODINFO_START', value: 'unready' }] })],
      { never: 'unready' },
    ],
    ['a time in the environment', [aContainer({ env: [{ name: 'PODINFO_START', value: '5s' }] })], { afterMs: 5000 }],
    [
      'a second container that cannot start',
      [aContainer(), aContainer({ image: 'helper:1-crash' })],
      { never: 'crash' },
    ],
  ])('of %s is %j', (_, containers, expected) => {
    expect(startUp({ containers }, 1000)).toEqual(expected);
  });
});

describe('a pod on its node', () => {
  const since = Date.parse('2026-01-01T00:00:00Z');
  const aPod = (change: Partial<Pod> = {}): Pod => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'a', namespace: 'test', uid: 'u' },
    spec: { containers: [aContainer()] },
    ...change,
  });
  const plan = (pod: Pod, afterMs = 0) =>
    podPlan({ pod, since, now: since + afterMs, startMs: 1000, stopMs: 500, address: '10.244.0.7' });
  /** The pod as it is once its plan has been carried out. */
  const next = (pod: Pod, afterMs: number): Pod => {
    const [write] = plan(pod, afterMs).writes;
    return write?.do === 'patch' ? { ...pod, ...(write.changes as Partial<Pod>) } : pod;
  };
  /** The same, where the plan changes only a part of the status. */
  const afterPlan = (pod: Pod, afterMs: number): Pod => ({
    ...pod,
    status: { ...pod.status, ...next(pod, afterMs).status },
  });
  const ready = ({ status }: Pod): string | undefined =>
    status?.conditions?.find(({ type }) => type === 'Ready')?.status;

  it('is taken in, gets its address and becomes ready in its time', () => {
    const waiting = next(aPod(), 0);
    expect(waiting.status).toMatchObject({ phase: 'Pending', podIP: '10.244.0.7' });
    expect([ready(waiting), plan(waiting, 999)]).toEqual(['False', { writes: [], at: since + 1000 }]);
    const running = next(waiting, 1000);
    expect([running.status?.phase, ready(running), plan(running, 5000)]).toEqual(['Running', 'True', { writes: [] }]);
  });

  it.each([
    ['missing', 'Pending', 'ImagePullBackOff'],
    ['crash', 'Running', 'CrashLoopBackOff'],
    ['unready', 'Running', undefined],
  ])('that says %s stays %s and not ready', (says, phase, reason) => {
    const stuck = next(next(aPod({ spec: { containers: [aContainer({ image: `podinfo:1-${says}` })] } }), 0), 1000);
    expect([stuck.status?.phase, ready(stuck), stuck.status?.containerStatuses?.[0]?.state?.waiting?.reason]).toEqual([
      phase,
      'False',
      reason,
    ]);
    expect(plan(stuck, 60_000)).toEqual({ writes: [] });
  });

  it('with readiness gates is ready only while somebody has set all of them in its status', () => {
    const gate = { conditionType: 'example.test/healthy' };
    const set = (pod: Pod, status: string): Pod => ({
      ...pod,
      status: { ...pod.status, conditions: [{ type: gate.conditionType, status }, ...(pod.status?.conditions ?? [])] },
    });
    const running = next(next(aPod({ spec: { containers: [aContainer()], readinessGates: [gate] } }), 0), 1000);
    expect([running.status?.phase, ready(running), plan(running, 5000)]).toEqual(['Running', 'False', { writes: [] }]);
    const open = afterPlan(set(running, 'True'), 6000);
    expect([ready(open), plan(open, 7000)]).toEqual(['True', { writes: [] }]);
    expect(open.status?.conditions).toContainEqual({ type: gate.conditionType, status: 'True' });
    const closed = afterPlan(set(open, 'False'), 8000);
    expect([ready(closed), closed.status?.containerStatuses?.[0]?.ready]).toEqual(['False', true]);
  });

  it('goes some time after it was deleted, which may be sooner than its grace', () => {
    const deleted = aPod({
      metadata: {
        name: 'a',
        namespace: 'test',
        uid: 'u',
        deletionTimestamp: '2026-01-01T00:00:30Z',
        deletionGracePeriodSeconds: 30,
      },
    });
    expect(plan(deleted, 499)).toEqual({ writes: [], at: since + 500 });
    expect(plan(deleted, 500).writes).toMatchObject([{ do: 'remove', graceSeconds: 0 }]);
  });
});
