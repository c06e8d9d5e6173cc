import { describe, expect, it } from '@jest/globals';
import { Backoff } from './backoff.ts';

describe('Backoff', () => {
  it('doubles up to the longest wait, and begins anew after something went well', () => {
    const backoff = new Backoff({ firstMs: 100, maxMs: 500 }, () => 0);
    expect([backoff.next(), backoff.next(), backoff.next(), backoff.next()]).toEqual([100, 200, 400, 500]);
    backoff.reset();
    expect(backoff.next()).toBe(100);
  });

  it('is shortened by up to a half at random', () => {
    expect(new Backoff({ firstMs: 100, maxMs: 500 }, () => 1).next()).toBe(50);
  });
});
