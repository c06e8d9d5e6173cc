import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { nextWindow } from './window.ts';

const AT = { since: 1000, settle: 30, delay: 1 };

describe('the next window', () => {
  it('begins when proxies know the weights, and ends where the metrics server has what was counted', () => {
    expect(nextWindow({ ...AT, now: 1090.7 })).toEqual({ from: 1030, to: 1089 });
    expect(nextWindow({ ...AT, since: 1000.2, now: 1090.7 })).toEqual({ from: 1031, to: 1089 });
  });

  it('is none as long as nothing lies between', () => {
    expect([900, 1030, 1031, 1031.9].map((now) => nextWindow({ ...AT, now }))).toEqual(Array(4).fill(undefined));
    expect(nextWindow({ ...AT, now: 1032 })).toEqual({ from: 1030, to: 1031 });
    expect(nextWindow({ ...AT, until: 1080, now: 1080 })).toBeUndefined();
  });

  it('never reaches back over a change of weights', () => {
    expect(nextWindow({ ...AT, until: 990, now: 1090 })?.from).toBe(1030);
  });

  it('counts each second once, whenever it is asked for, also by one that started anew', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 100, noNaN: true }), { maxLength: 20 }), (pauses) => {
        let [now, until] = [1000, undefined as number | undefined];
        for (const pause of pauses) {
          now += pause;
          const window = nextWindow({ ...AT, now, until });
          expect(nextWindow({ ...AT, now, until })).toEqual(window);
          if (window) {
            expect(window.from).toBe(until ?? 1030);
            expect([window.from, window.to].every(Number.isInteger)).toBe(true);
            until = window.to;
          }
        }
      }),
    );
  });
});
