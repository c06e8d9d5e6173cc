import type { Step } from '@flagger/api';
import { describe, expect, it } from '@jest/globals';
import { decide } from './decide.ts';
import { done, find, NOW, observed } from './stories/observed-run.ts';

const waking = (stuckAt: number) => ({ state: 'waking', message: 'not ready', stuckAt }) as const;

describe('pods that are to be given up at a time', () => {
  it('are given up then, also where nobody says that it has come', () => {
    const step = (stuckAt: number): Step => decide(observed({ target: { state: waking(stuckAt) } }));
    expect(find(step(NOW), 'status')?.status.conditions?.RollingBack?.reason).toBe('PodsNotReady');
    expect(done(step(NOW + 1))).not.toContain('status');
  });

  it('hold up no run where they are those of a primary that serves on', () => {
    const step = (stuckAt: number): Step =>
      decide(observed({ primary: waking(stuckAt), isPrimaryServing: true, also: { since: 0 } }));
    expect(step(NOW).ask?.what).toBe('check');
    expect(step(NOW + 1).ask?.what).not.toBe('check');
  });
});

describe('pods of which the cluster says no time', () => {
  const DEADLINE_MS = 600_000;
  const lost = { state: 'waking', message: '3 of 4', ifStuck: 'no fourth came' } as const;
  const told = (agoMs: number) => ({
    conditions: [
      {
        type: 'TargetReady',
        status: 'False',
        reason: 'CrashLoopBackOff',
        message: 'a pod',
        lastTransitionTime: new Date(NOW - agoMs).toISOString(),
      },
    ],
  });
  const takenBack = (also: object, status = {}): boolean => {
    const decision = find(decide(observed({ target: { state: lost }, also, status })), 'status');
    return decision?.status.conditions?.RollingBack?.message.endsWith('not ready: no fourth came') === true;
  };
  const missingFor = (ms: number) => ({ since: NOW - 2 * DEADLINE_MS, stateSince: { target: NOW - ms, primary: NOW } });

  it('are given up when they have been missing for the deadline', () => {
    expect([DEADLINE_MS - 1, DEADLINE_MS].map((ms) => takenBack(missingFor(ms)))).toEqual([false, true]);
    expect(takenBack({})).toBe(false);
  });

  it('are missing as long as was told of them, also by a former process', () => {
    const since = { since: NOW - 2 * DEADLINE_MS };
    expect([DEADLINE_MS - 1000, DEADLINE_MS].map((ms) => takenBack(since, told(ms)))).toEqual([false, true]);
  });

  it('are no pods of before the last step of the run, or of before a suspension', () => {
    const missing = missingFor(2 * DEADLINE_MS);
    expect(takenBack({ ...missing, since: NOW - 1000 }, told(2 * DEADLINE_MS))).toBe(false);
    expect(takenBack({ ...missing, resumedAt: NOW - 1000 }, told(2 * DEADLINE_MS))).toBe(false);
  });
});
