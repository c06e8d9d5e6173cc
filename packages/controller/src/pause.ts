const LONGEST_MS = 30_000;

/** After a conflict the cache is only moments behind, and its news wakes the canary anyway. */
export const LONGEST_AFTER_CONFLICT_MS = 1_000;

/** From 0 to just below 1, at random. */
export type Chance = () => number;

/**
 * How long to wait, in ms, after what failed `times` in a row: 100, 200, 400 and so on, up to `longestMs`, each shortened
 * by up to a half at random, so that many do not come back at once.
 */
export const pauseMs = (times: number, chance: Chance, longestMs = LONGEST_MS): number =>
  Math.min(longestMs, 50 * 2 ** times) * (1 - chance() / 2);

/** A wait that somebody asked for, never shortened: up to a quarter longer. */
export const askedPauseMs = (ms: number, chance: Chance): number => ms * (1 + chance() / 4);
