import { describe, expect, it } from '@jest/globals';
import { ALL_TO_PRIMARY } from '@flagger/api';
import { Failures } from './failures.ts';
import { Repairs } from './repairs.ts';
import { sameJson } from './same-json.ts';
import { Since } from './since.ts';
import { Steady } from './steady.ts';
import { Told } from './told.ts';

describe('repairs', () => {
  const VS = ['VirtualService podinfo'];
  const at = (now: number, generation = 1) => ({ now, intervalMs: 10_000, generation });

  it('counts what was written to keep something as it must be, and nothing else', () => {
    const repairs = new Repairs();
    repairs.did({ do: 'ensureRoutes', expected: ALL_TO_PRIMARY }, VS, at(1000));
    repairs.did({ do: 'ensureApex' }, [], at(1000));
    repairs.did({ do: 'route', routes: ALL_TO_PRIMARY }, VS, at(1000));
    repairs.did({ do: 'ensureRoutes', expected: ALL_TO_PRIMARY }, VS, at(2000));
    expect([...repairs.known()]).toEqual([['ensureRoutes', { times: 2, firstAt: 1000, lastAt: 2000, what: VS[0] }]]);
  });
});

describe('a repair', () => {
  it('is not the first write after the Canary was changed', () => {
    const repairs = new Repairs();
    const did = (now: number, generation: number, written = ['Service podinfo']): void =>
      repairs.did({ do: 'ensureApex' }, written, { now, intervalMs: 10_000, generation });
    did(1000, 1);
    did(2000, 2);
    did(3000, 3);
    expect(repairs.known().get('ensureApex')?.times).toBe(1);
    did(4000, 3);
    expect(repairs.known().get('ensureApex')?.times).toBe(2);
    did(5000, 4, []);
    did(6000, 4);
    expect(repairs.known().get('ensureApex')?.times).toBe(3);
  });

  it('is not the first write for a new Canary, as the one that takes over the Service of a chart', () => {
    const repairs = new Repairs();
    const did = (now: number, isNew: boolean): void =>
      repairs.did({ do: 'ensureApex' }, ['Service podinfo'], { now, intervalMs: 10_000, generation: 1, isNew });
    did(1000, true);
    expect(repairs.known().size).toBe(0);
    did(2000, true);
    did(3000, false);
    expect(repairs.known().get('ensureApex')?.times).toBe(2);
  });
});

describe('failures', () => {
  it('are known since the first, until the action succeeds', () => {
    const failures = new Failures();
    failures.failed({ do: 'ensureApex' }, new Error('patching', { cause: new Error('forbidden') }), 1000);
    failures.failed({ do: 'ensureApex' }, new Error('patching', { cause: new Error('forbidden') }), 2000);
    expect(failures.known()).toEqual([
      { action: 'ensureApex', message: 'spec.service: patching: forbidden', since: 1000 },
    ]);
    failures.succeeded({ do: 'ensureApex' });
    expect(failures.known()).toEqual([]);
  });

  it('are forgotten in another step that does not try the same', () => {
    const failures = new Failures();
    failures.endTurn([], 'one', false);
    failures.failed({ do: 'sleepTarget' }, new Error('no'), 1000);
    failures.endTurn([{ do: 'sleepTarget' }], 'one', true);
    failures.endTurn([], 'one', false);
    expect(failures.known()).toHaveLength(1);
    failures.endTurn([], 'two', false);
    expect(failures.known()).toEqual([]);
  });
});

describe('what is steady', () => {
  it('is so since it was first seen so', () => {
    const steady = new Steady();
    expect([1, 2, 3, 4].map((now) => steady.since('routes', now < 3 ? { canary: 1 } : { canary: 2 }, now))).toEqual([
      1, 1, 3, 3,
    ]);
  });

  it('is so anew after it was brought back to what it was before anybody saw that it was not', () => {
    const steady = new Steady();
    steady.since('routes', 1, 1000);
    steady.since('target', 1, 1000);
    steady.stirred('routes');
    expect([steady.since('routes', 1, 2000), steady.since('target', 1, 2000)]).toEqual([2000, 1000]);
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

describe('what was told in a step', () => {
  it('is forgotten in the next', () => {
    const told = new Told();
    told.keepOnly('one');
    told.add('id');
    told.keepOnly('one');
    expect(told.has('id')).toBe(true);
    told.keepOnly('two');
    expect(told.has('id')).toBe(false);
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
