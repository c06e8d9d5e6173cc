import { describe, expect, it } from '@jest/globals';
import { leaseTimings } from './lease-timings.ts';

describe('the times of a lease', () => {
  it("are Flagger's: 60 s, given up after 15 s, renewed every 5 s", () => {
    expect(leaseTimings()).toEqual({
      durationMs: 60_000,
      renewDeadlineMs: 15_000,
      retryMs: 5_000,
      requestMs: 5_000,
      marginMs: 20_000,
    });
  });

  it('keep their proportions where it is shorter', () => {
    expect(leaseTimings(6_000)).toEqual({
      durationMs: 6_000,
      renewDeadlineMs: 1_500,
      retryMs: 500,
      requestMs: 500,
      marginMs: 2_000,
    });
  });
});
