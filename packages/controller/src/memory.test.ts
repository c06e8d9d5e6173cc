import { describe, expect, it } from '@jest/globals';
import { Repairs } from './repairs.ts';
import { sameJson } from './same-json.ts';
import { Since } from './since.ts';
import { Told } from './told.ts';

describe('repairs', () => {
  const written = ['VirtualService podinfo'];

  it('repairs at most once an interval', () => {
    const repairs = new Repairs();
    repairs.looked('ensureRoutes', { written, now: 1000 });
    expect(repairs.allowedAt('ensureRoutes', 10_000)).toBe(11_000);
    expect(repairs.allowedAt('ensureApex', 10_000)).toBe(0);
  });

  it('repairs ever more rarely after three times and says what is contested', () => {
    const repairs = new Repairs();
    [0, 10_000, 20_000].forEach((now) => repairs.looked('ensureRoutes', { written, now }));
    expect([repairs.allowedAt('ensureRoutes', 10_000), repairs.contested()]).toEqual([30_000, []]);
    repairs.looked('ensureRoutes', { written, now: 30_000 });
    expect([repairs.allowedAt('ensureRoutes', 10_000), repairs.contested()]).toEqual([50_000, written]);
  });

  it('is at peace again when nothing had to be repaired', () => {
    const repairs = new Repairs();
    [0, 10_000, 20_000, 30_000].forEach((now) => repairs.looked('ensureRoutes', { written, now }));
    repairs.looked('ensureRoutes', { written: [], now: 50_000 });
    expect([repairs.allowedAt('ensureRoutes', 10_000), repairs.contested()]).toEqual([0, []]);
  });
});

describe('since', () => {
  const status = { lastTransitionTime: '2026-01-01T00:00:10Z' };

  it('knows the millisecond of what this process wrote', () => {
    const since = new Since();
    since.wrote(status, Date.parse('2026-01-01T00:00:10.250Z'));
    expect(since.of(status)).toBe(Date.parse('2026-01-01T00:00:10.250Z'));
  });

  it('takes the latest moment a whole second may stand for, so that no check is early after a restart', () => {
    expect(new Since().of(status)).toBe(Date.parse('2026-01-01T00:00:10.999Z'));
  });
});

describe('told', () => {
  it('remembers what was told, and forgets the oldest when there is too much', () => {
    const told = new Told();
    for (let i = 0; i <= 200; i++) {
      told.add(`id-${i}`);
    }
    expect([told.has('id-0'), told.has('id-1'), told.has('id-200')]).toEqual([false, true, true]);
  });
});

describe('the same JSON', () => {
  it.each([
    [{ a: 1, b: undefined }, { a: 1 }, true],
    [{ a: [1, { c: 2 }] }, { a: [1, { c: 2 }] }, true],
    [{ a: 1, b: 2 }, { b: 2, a: 1 }, true],
    [{ a: [1, 2] }, { a: [2, 1] }, false],
    [{ a: {} }, { a: [] }, false],
    [{ a: 1 }, { a: 1, b: 2 }, false],
  ])('%j and %j: %s', (a, b, same) => {
    expect(sameJson(a, b)).toBe(same);
  });
});
