import { FINALIZER, type CanaryStatus, type Finding, type PodTrouble, type Step } from '@flagger/api';
import { describe, expect, it } from '@jest/globals';
import { decide } from './decide.ts';
import type { Session } from './observed.ts';
import { messages, NOT_YET, NOW, observed, STUCK, type Seen } from './stories/observed-run.ts';

const TROUBLE: PodTrouble = {
  pod: 'podinfo-1a',
  container: 'podinfod',
  reason: 'ImagePullBackOff',
  message: 'Back-off pulling image "podinfo:none"',
};
const SENTENCE =
  'podinfo.test not ready: pod podinfo-1a, container podinfod: ImagePullBackOff, Back-off pulling image "podinfo:none"';
const INTERVAL = 10_000;

/** Pods are waited for since `ago` ms. */
const waiting = (ago: number, seen: Seen = {}) =>
  observed({ target: { state: NOT_YET }, ...seen, also: { since: NOW - ago, session: undefined, ...seen.also } });

/** What is decided once what was asked is answered. */
function answered(seen: Parameters<typeof observed>[0], finding: Finding): Step {
  const before = observed(seen);
  const { ask } = decide(before);
  if (!ask) {
    throw new Error('nothing was asked');
  }
  const session = { id: ask.session, startedAt: NOW, findings: new Map([[ask.id, [finding]]]) };
  return decide({ ...before, session });
}

const begun = (id: string, startedAt: number): Session => ({ id, startedAt, findings: new Map() });

const conditionsIn = ({ actions }: Step): unknown =>
  actions.flatMap((action) => (action.do === 'status' ? [action.status.conditions ?? {}] : [])).at(-1);

describe('pods that are not ready', () => {
  it('are not looked at before an interval has passed, so that a run that goes well costs nothing', () => {
    const step = decide(waiting(INTERVAL - 1));
    expect([step.ask, step.next]).toEqual([undefined, { at: NOW + 1 }]);
  });

  it('are looked at then, or when half of a short deadline is over', () => {
    expect(decide(waiting(INTERVAL)).ask?.what).toBe('target-pods');
    const soon = { state: 'waking', message: 'waiting', stuckAt: NOW + 1000 } as const;
    const seen: Seen = { target: { state: soon }, spec: { progressDeadlineSeconds: 2 } };
    expect(decide(waiting(1000, seen)).ask?.what).toBe('target-pods');
  });

  it('are looked at ever more rarely', () => {
    const asked = Array.from({ length: 64 }, (_, at) => decide(waiting(INTERVAL * (1 + at))).ask?.id);
    expect(new Set(asked.filter((id) => id !== undefined)).size).toBe(7);
  });

  it('are looked at before the Canary gives them up, where the cluster has no clock', () => {
    const lost = { state: 'waking', message: 'waiting', ifStuck: 'gone' } as const;
    const seen: Seen = {
      target: { state: lost },
      spec: { analysis: { interval: '15m' } },
      also: { stateSince: { target: NOW - 590_000, primary: NOW } },
    };
    expect(decide(waiting(590_000, seen)).ask?.what).toBe('target-pods');
  });

  it('are looked at no more often where a rollback hook is heard meanwhile', () => {
    const asked: string[] = [];
    let session: Session | undefined;
    for (let now = NOW; now < NOW + 590_000; now += 1000) {
      const seen = observed({
        target: { state: NOT_YET },
        spec: { analysis: { webhooks: [{ name: 'back', url: 'http://hooks.test/', type: 'rollback' }] } },
        also: { now, session },
      });
      for (let { ask } = decide(seen); ask; { ask } = decide({ ...seen, session })) {
        asked.push(ask.what);
        const found: Finding =
          ask.what === 'rollback'
            ? { kind: 'reply', hook: 'rollback', name: 'back', ok: false, message: '' }
            : { kind: 'pods' };
        const [{ id, startedAt, findings }] = [session?.id === ask.session ? session : begun(ask.session, now)];
        session = { id, startedAt, findings: new Map([...findings, [ask.id, [found]]]) };
      }
    }
    // six looks, for each of which the session of the hook may change once
    expect(asked.filter((what) => what === 'target-pods').length).toBeLessThanOrEqual(12);
    expect(asked.filter((what) => what === 'rollback').length).toBeGreaterThan(50);
  });

  it('are looked at too while a Canary that is deleted waits for its target', () => {
    const { canary, ...seen } = waiting(INTERVAL, {
      status: { phase: 'Terminating' },
      spec: { revertOnDeletion: true },
      target: { state: NOT_YET },
    });
    const metadata = { ...canary.metadata, finalizers: [FINALIZER], deletionTimestamp: '2026-01-01T00:00:00Z' };
    expect(decide({ ...seen, canary: { ...canary, metadata } }).ask?.what).toBe('target-pods');
  });

  it('are told of with pod, container and reason, in an event and a condition', () => {
    const seen: Seen = { target: { state: NOT_YET }, also: { since: NOW - INTERVAL, session: undefined } };
    const step = answered(seen, { kind: 'pods', trouble: TROUBLE });
    expect(messages(step)).toContain(SENTENCE);
    expect(conditionsIn(step)).toEqual({
      TargetReady: { status: 'False', reason: 'ImagePullBackOff', message: SENTENCE },
    });
    expect(step.ask).toBeUndefined();
  });

  it('are not told of where nothing is known', () => {
    const seen: Seen = { target: { state: NOT_YET }, also: { since: NOW - INTERVAL, session: undefined } };
    const step = answered(seen, { kind: 'pods' });
    expect([conditionsIn(step), step.ask]).toEqual([undefined, undefined]);
  });

  it('of the primary have a condition of their own', () => {
    const seen: Seen = {
      status: { phase: 'Promoting' },
      primary: NOT_YET,
      isPrimaryServing: true,
      also: { since: NOW - INTERVAL, session: undefined },
    };
    expect(conditionsIn(answered(seen, { kind: 'pods', trouble: TROUBLE }))).toMatchObject({
      PrimaryReady: { message: expect.stringContaining('podinfo-primary.test not ready: pod podinfo-1a') },
    });
  });

  it('that are given up are never waited for because of that', () => {
    const step = decide(observed({ target: { state: STUCK }, also: { session: undefined } }));
    expect(conditionsIn(step)).toMatchObject({ RollingBack: { reason: 'PodsNotReady' } });
  });
});

describe('the condition of pods', () => {
  const conditions: CanaryStatus['conditions'] = [{ type: 'TargetReady', status: 'False', reason: 'X', message: 'x' }];

  it('goes when they are ready', () => {
    expect(conditionsIn(decide(observed({ status: { conditions } })))).toEqual({ TargetReady: undefined });
  });

  it('stays where they sleep after a rollback, so that it still says why', () => {
    const seen = {
      status: { phase: 'Failed', conditions },
      target: { state: { state: 'asleep', message: '' } },
    } as const;
    expect(conditionsIn(decide(observed(seen)))).toBeUndefined();
  });
});
