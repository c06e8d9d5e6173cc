import { describe, expect, it } from '@jest/globals';
import { goDuration, parseGoDuration } from './go-duration.ts';

describe('a duration in the notation of Go', () => {
  it.each([
    ['30s', 30_000],
    ['1m30s', 90_000],
    ['500ms', 500],
    ['1.5h', 5_400_000],
    ['.5s', 500],
    ['1.s', 1000],
    ['0', 0],
    ['+2m', 120_000],
    ['-10s', -10_000],
    ['250us', 0.25],
    ['3µs', 0.003],
    ['7ns', 0.000007],
  ])('%s is read as %d ms', (text, milliseconds) => {
    expect(parseGoDuration(text)).toBeCloseTo(milliseconds, 9);
  });

  it.each(['', '30', 's', '5 s', '1d', '10sm', 'fast', '1m 30s', '.s', '--1s', '1,5s'])('%j is not one', (text) => {
    expect(parseGoDuration(text)).toBeUndefined();
  });

  it.each([
    [0, '0s'],
    [515, '515ms'],
    [0.25, '250µs'],
    [0.000007, '7ns'],
    [1000, '1s'],
    [1500, '1.5s'],
    [1020, '1.02s'],
    [60_000, '1m0s'],
    [90_500, '1m30.5s'],
    [120_000, '2m0s'],
    [7_200_000, '2h0m0s'],
    [3_661_001, '1h1m1.001s'],
    [-1500, '-1.5s'],
    [-0.0000001, '0s'],
  ])('%d ms are written as %s', (milliseconds, text) => {
    expect(goDuration(milliseconds)).toBe(text);
  });
});
