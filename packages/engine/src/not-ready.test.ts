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
