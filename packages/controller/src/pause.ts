const LONGEST_MS = 30_000;

/** After a conflict the cache is only moments behind, and its news wakes the canary anyway. */
export const LONGEST_AFTER_CONFLICT_MS = 1_000;

/** How long to wait, in ms, after what failed `times` in a row: 100, 200, 400 and so on, up to `longestMs`. */
export const pauseMs = (times: number, longestMs = LONGEST_MS): number => Math.min(longestMs, 50 * 2 ** times);
