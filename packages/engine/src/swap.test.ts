import type { CanaryStatus, Phase } from '@flagger/api';
import { describe, expect, it } from '@jest/globals';
import { decide, nextStatus } from './index.ts';
import { done, find, messages, observed } from './stories/observed-run.ts';

/** What Flagger left behind in the middle of a run at weight 30. */
const left = (phase: Phase): CanaryStatus => ({ phase, lastAppliedSpec: '5b7c6d9f8', lastPromotedSpec: '7d4f9c6b5' });

/** The primary runs what was copied to it. */
const copied = (phase: Phase) => ({ isPromoted: phase === 'Promoting' || phase === 'Finalising' });

/** The same a turn later, when the status is written. */
function later(phase: Phase) {
  const seen = observed({ status: left(phase), target: copied(phase) });
  const change = find(decide(seen), 'status')?.status ?? {};
  const { status } = seen.canary;
  const next = nextStatus(status, { change, touch: false, kind: 'Deployment', now: seen.now });
  return { ...seen, canary: { ...seen.canary, status: next } };
}

describe('an operator that takes a run over from Flagger', () => {
  it.each(['Progressing', 'WaitingPromotion', 'Promoting', 'Finalising'] as const)(
    'counts the target as what the run is about, and moves nobody (%s)',
    (phase) => {
      const step = decide(observed({ status: left(phase), target: copied(phase) }));
      expect(find(step, 'status')?.status).toMatchObject({ lastAppliedSpec: 'sha256:v2', trackedConfigs: {} });
      expect(find(step, 'status')?.touch).toBe(false);
      expect(find(step, 'status')?.status.phase).toBeUndefined();
      expect(messages(step)).not.toContain('New revision');
    },
  );

  it('goes on from the weights that are there, without beginning anew', () => {
    const step = decide(later('Progressing'));
    expect(messages(step)).not.toContain('Restarting');
    expect(done(step)).not.toContain('route');
    expect(step.next).not.toBe('change');
  });

  it('sends nobody elsewhere while the primary is copied', () => {
    expect(done(decide(later('Promoting')))).not.toContain('promote');
    expect(messages(decide(later('Promoting')))).not.toContain('Restarting');
  });
});
