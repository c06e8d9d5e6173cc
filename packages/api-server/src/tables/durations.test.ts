import { describe, expect, it } from '@jest/globals';
import { age, shortDuration } from './durations.ts';

const [SECOND, MINUTE, HOUR, DAY] = [1000, 60_000, 3_600_000, 86_400_000];

describe('a duration', () => {
  it.each([
    [0, '0s'],
    [-SECOND, '0s'],
    [-5 * SECOND, '<invalid>'],
    [119 * SECOND, '119s'],
    [2 * MINUTE, '2m'],
    [2 * MINUTE + SECOND, '2m1s'],
    [10 * MINUTE + 5 * SECOND, '10m'],
    [3 * HOUR + 5 * MINUTE, '3h5m'],
    [9 * HOUR + 5 * MINUTE, '9h'],
    [2 * DAY + 3 * HOUR, '2d3h'],
    [30 * DAY, '30d'],
    [3 * 365 * DAY + 5 * DAY, '3y5d'],
    [9 * 365 * DAY, '9y'],
  ])('of %d ms is %s', (milliseconds, text) => {
    expect(shortDuration(milliseconds)).toBe(text);
  });

  it('since no time is unknown', () => {
    expect([age(undefined, 0), age('never', 0), age('1970-01-01T00:00:00Z', 90 * SECOND)]).toEqual([
      '<unknown>',
      '<unknown>',
      '90s',
    ]);
  });
});
