import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { limitsOf, rollingStep, type Sized, sumOf } from './rolling-update.ts';

const sized = (name: string, wanted: number, available = wanted): Sized => ({ name, wanted, available });

describe('the limits of a rolling update', () => {
  it.each([
    [4, {}, { replicas: 4, surge: 1, unavailable: 1 }],
    [2, {}, { replicas: 2, surge: 1, unavailable: 0 }],
    [10, { maxSurge: '25%', maxUnavailable: '25%' }, { replicas: 10, surge: 3, unavailable: 2 }],
    [3, { maxSurge: 0, maxUnavailable: 0 }, { replicas: 3, surge: 0, unavailable: 1 }],
    [1, { maxSurge: 2, maxUnavailable: 5 }, { replicas: 1, surge: 2, unavailable: 1 }],
    [0, {}, { replicas: 0, surge: 0, unavailable: 0 }],
  ])('of %d replicas with %j are %j', (replicas, given, expected) => {
    expect(limitsOf(replicas, given)).toEqual(expected);
  });
});

describe('a step of a rolling update', () => {
  const limits = limitsOf(4, {});

  it('first adds as many new pods as the surge allows', () => {
    expect(rollingStep(limits, sized('new', 0), [sized('old', 4)])).toEqual([{ name: 'new', replicas: 1 }]);
  });

  it('takes old pods away as long as enough of them serve', () => {
    expect(rollingStep(limits, sized('new', 1, 0), [sized('old', 4)])).toEqual([{ name: 'old', replicas: 3 }]);
    expect(rollingStep(limits, sized('new', 1, 0), [sized('old', 3)])).toEqual([{ name: 'new', replicas: 2 }]);
    expect(rollingStep(limits, sized('new', 2, 0), [sized('old', 3)])).toEqual([]);
  });

  it('takes first away what does not serve anyway, from the oldest on', () => {
    expect(rollingStep(limits, sized('new', 0), [sized('older', 1, 0), sized('old', 4)])).toEqual([
      { name: 'older', replicas: 0 },
      { name: 'old', replicas: 3 },
    ]);
  });

  it('lets the new one shrink with the Deployment', () => {
    expect(rollingStep(limitsOf(2, {}), sized('new', 5), [])).toEqual([{ name: 'new', replicas: 2 }]);
  });

  it('changes nothing at the end', () => {
    expect(rollingStep(limits, sized('new', 4), [sized('old', 0)])).toEqual([]);
  });

  it('comes to the end without too many or too few pods, whatever the numbers', () => {
    const anyLimits = fc.tuple(
      fc.integer({ min: 0, max: 12 }),
      fc.integer({ min: 0, max: 5 }),
      fc.integer({ min: 0, max: 5 }),
    );
    fc.assert(
      fc.property(anyLimits, fc.integer({ min: 0, max: 12 }), ([replicas, maxSurge, maxUnavailable], second) => {
        const given = limitsOf(replicas, { maxSurge, maxUnavailable });
        let fresh = sized('new', 0);
        let old: readonly Sized[] = [
          sized('older', Math.min(second, replicas)),
          sized('old', replicas - Math.min(second, replicas)),
        ];
        for (let step = 0; step < 200 && (fresh.wanted !== replicas || sumOf(old, 'wanted') > 0); step++) {
          const scales = rollingStep(given, fresh, old);
          const scaled = (one: Sized): Sized => ({
            ...one,
            wanted: scales.find(({ name }) => name === one.name)?.replicas ?? one.wanted,
          });
          [fresh, old] = [scaled(fresh), old.map(scaled)];
          const served =
            Math.min(fresh.wanted, fresh.available)
            + old.reduce((sum, each) => sum + Math.min(each.wanted, each.available), 0);
          if (served < replicas - given.unavailable || fresh.wanted + sumOf(old, 'wanted') > replicas + given.surge) {
            return false;
          }
          // all pods that are asked for become ready
          [fresh, old] = [
            { ...fresh, available: fresh.wanted },
            old.map((each) => ({ ...each, available: each.wanted })),
          ];
        }
        return fresh.wanted === replicas && sumOf(old, 'wanted') === 0;
      }),
      { seed: 1, numRuns: 500 },
    );
  });
});
