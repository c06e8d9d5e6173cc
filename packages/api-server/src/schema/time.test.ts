import { describe, expect, it } from '@jest/globals';
import { canonicalTime, timestamp } from './time.ts';

describe('a time', () => {
  it.each([
    ['2026-01-02T03:04:05Z', '2026-01-02T03:04:05Z'],
    ['2026-01-02T03:04:05.999Z', '2026-01-02T03:04:05Z'],
    ['2026-01-02T03:04:05+02:00', '2026-01-02T01:04:05Z'],
  ])('%s is kept in whole seconds of UTC: %s', (text, time) => {
    expect(canonicalTime(text, 'time')).toEqual({ time });
  });

  it.each(['', 'yesterday', '2026-01-02', '2026-01-02T03:04:05', '2026-13-02T03:04:05Z', '2026-01-02 03:04:05Z'])(
    'is not %j',
    (text) => {
      expect(canonicalTime(text, 'time')).toEqual({
        problem: expect.stringContaining(`parsing time ${JSON.stringify(text)}`),
      });
    },
  );

  it('of the server itself has whole seconds', () => {
    expect(timestamp(1_767_323_045_999)).toBe('2026-01-02T03:04:05Z');
  });
});
