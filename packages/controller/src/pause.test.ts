import { describe, expect, it } from '@jest/globals';
import { LONGEST_AFTER_CONFLICT_MS, pauseMs } from './pause.ts';

describe('what failed', () => {
  it('is tried again soon, then ever more rarely, up to once in half a minute', () => {
    expect([1, 2, 3, 4, 9, 10, 11, 1000].map((times) => pauseMs(times))).toEqual([
      100, 200, 400, 800, 25_600, 30_000, 30_000, 30_000,
    ]);
  });

  it('for a conflict is tried again within a second, however often', () => {
    expect([1, 2, 3, 4, 5, 100].map((times) => pauseMs(times, LONGEST_AFTER_CONFLICT_MS))).toEqual([
      100, 200, 400, 800, 1000, 1000,
    ]);
  });
});
