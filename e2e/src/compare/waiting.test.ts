import { describe, expect, it } from '@jest/globals';
import { countingOf, isDifferent } from './waiting.ts';

const READINESS =
  'podinfo-primary.test not ready: waiting for rollout to finish: 1 of 2 (readyThreshold 100%) updated replicas are available';
const MISSING = 'deployment podinfo.test get query error: deployments.apps "podinfo" not found';
const ADVANCE = 'Advance podinfo.test canary weight 20';

describe('the number of times that an event is told', () => {
  it('counts for steps and failures', () => {
    expect([isDifferent(ADVANCE, 1, 1), isDifferent(ADVANCE, 1, 2), isDifferent(ADVANCE, 1, 0)]).toEqual([
      false,
      true,
      true,
    ]);
  });

  it('does not count while something waits, but whether it was told does', () => {
    expect([isDifferent(MISSING, 3, 1), isDifferent(MISSING, 3, 0), isDifferent(MISSING, 0, 1)]).toEqual([
      false,
      true,
      true,
    ]);
  });

  it('does not count for a look at readiness, unless the state lasted with Flagger', () => {
    expect([
      isDifferent(READINESS, 1, 0),
      isDifferent(READINESS, 0, 4),
      isDifferent(READINESS, 3, 0),
      isDifferent(READINESS, 3, 1),
    ]).toEqual([false, false, true, false]);
  });

  it.each([
    ['Halt podinfo.test advancement success rate 87.25% < 99%', 'counted'],
    ['Halt podinfo.test advancement waiting for approval gate', 'waiting'],
    ['Halt podinfo.test advancement pre-rollout check smoke failed no', 'counted'],
    [
      'Promotion of podinfo.test failed, primary not ready: podinfo-primary.test not ready: deployment "podinfo-primary" exceeded its progress deadline',
      'counted',
    ],
    ['podinfo-primary.test not ready: deployment "podinfo-primary" exceeded its progress deadline', 'waiting'],
  ])('%s', (message, counting) => {
    expect(countingOf(message)).toBe(counting);
  });
});
