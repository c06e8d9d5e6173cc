import { describe, expect, it } from '@jest/globals';
import { askedPauseMs, LONGEST_AFTER_CONFLICT_MS, pauseMs } from './pause.ts';

const never = (): number => 0;
const always = (): number => 1;

describe('what failed', () => {
  it('is tried again soon, then ever more rarely, up to once in half a minute', () => {
    expect([1, 2, 3, 4, 9, 10, 11, 1000].map((times) => pauseMs(times, never))).toEqual([
      100, 200, 400, 800, 25_600, 30_000, 30_000, 30_000,
    ]);
  });

  it('for a conflict is tried again within a second, however often', () => {
    expect([1, 2, 3, 4, 5, 100].map((times) => pauseMs(times, never, LONGEST_AFTER_CONFLICT_MS))).toEqual([
      100, 200, 400, 800, 1000, 1000,
    ]);
  });

  it('at the same moment is not tried again at the same moment', () => {
    expect([pauseMs(1, always), pauseMs(1000, always), pauseMs(5, always, LONGEST_AFTER_CONFLICT_MS)]).toEqual([
      50, 15_000, 500,
    ]);
  });

  it('and is to wait as long as somebody asks for is never tried before', () => {
    expect([askedPauseMs(30_000, never), askedPauseMs(30_000, always)]).toEqual([30_000, 37_500]);
  });
});
