/** All in ms. */
export interface LeaseTimings {
  /** So long after a renewal was seen nobody else takes the lease. */
  readonly durationMs: number;
  /** A leader that did not renew for so long gives up. */
  readonly renewDeadlineMs: number;
  readonly retryMs: number;
  /** So long one request to the API server may take, with its repetitions. */
  readonly requestMs: number;
  /** A write that leaves with a fresh lease may take so long to reach the server. */
  readonly marginMs: number;
}

/**
 * Flagger's times for its 60 s (renewed every 5 s, given up 15 s after the last renewal), and as many parts of
 * another duration.
 */
export const leaseTimings = (durationMs = 60_000): LeaseTimings => ({
  durationMs,
  renewDeadlineMs: durationMs / 4,
  retryMs: durationMs / 12,
  requestMs: durationMs / 12,
  marginMs: durationMs / 3,
});
