import type { Step, WorkloadState } from '@flagger/api';
import { describe, expect, it } from '@jest/globals';
import { decide } from './decide.ts';
import { ASLEEP, find, messages, observed, STUCK, TO_PRIMARY } from './stories/observed-run.ts';

const LOST: WorkloadState = { state: 'stuck', message: 'a pod is missing', isRolledOut: true };

/** The target is back at what the primary was copied from. */
const back = (primary: WorkloadState, status = {}): Step =>
  decide(
    observed({
      status: { canaryWeight: 0, ...status },
      target: { revision: 'sha256:v1', isPromoted: true, state: ASLEEP },
      primary,
      isPrimaryServing: true,
      routes: TO_PRIMARY,
    }),
  );

describe('a primary of which some pods serve', () => {
  const waiting = { phase: 'Waiting', lastAppliedSpec: 'sha256:v0', lastPromotedSpec: 'sha256:v1' } as const;

  it('has promoted what it runs where all of its pods were there once', () => {
    expect(find(back(LOST, waiting), 'status')?.status.phase).toBe('Succeeded');
    expect(messages(back(LOST))).toContain('was set back to the promoted revision');
  });

  it('has not where its last rollout is stuck', () => {
    expect(find(back(STUCK, waiting), 'status')?.status.phase).toBe('Failed');
    expect(messages(back(STUCK))).toContain('New revision detected! Restarting analysis');
  });

  it('is promoted again where what is stuck is named as promoted, since the target was another one when that failed', () => {
    const failed = { phase: 'Failed', lastAppliedSpec: 'sha256:v3', lastPromotedSpec: 'sha256:v1' } as const;
    expect(find(back(STUCK, failed), 'status')?.status.phase).toBe('Progressing');
    expect(find(back(LOST, failed), 'status')?.status.phase).not.toBe('Progressing');
  });
});
