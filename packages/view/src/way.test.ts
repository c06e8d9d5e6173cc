import { describe, expect, it } from '@jest/globals';
import { stepOf, wayOf } from './way.ts';

const aCanary = (
  analysis: object,
  changes: Partial<Parameters<typeof stepOf>[0]> = {},
): Parameters<typeof stepOf>[0] => ({ phase: 'Progressing', weight: 0, iterations: 0, spec: { analysis }, ...changes });

describe('the way and the steps of a release', () => {
  it.each([
    ['equal weights', { maxWeight: 50, stepWeight: 20 }, 'weights', [20, 40, 50]],
    ['listed weights', { stepWeights: [1, 10, 80] }, 'weights', [1, 10, 80]],
    ['A/B', { iterations: 2, match: [{}] }, 'match', [1, 2]],
    ['blue/green', { iterations: 2 }, 'none', [1, 2]],
    ['mirroring', { iterations: 2, mirror: true }, 'mirror', [1, 2]],
  ] as const)('are told from the analysis: %s', (_, analysis, way, steps) => {
    expect(wayOf(aCanary(analysis))).toMatchObject({ way, steps });
  });

  it('count what is done by weight or iteration, and all of them once it is promoted', () => {
    const weights = { maxWeight: 50, stepWeight: 10 };
    expect(stepOf(aCanary(weights, { weight: 30 }))).toEqual({ done: 3, of: 5 });
    expect(stepOf(aCanary({ iterations: 4 }, { iterations: 1 }))).toEqual({ done: 1, of: 4 });
    expect(stepOf(aCanary(weights, { phase: 'Finalising', weight: 0 }))).toEqual({ done: 5, of: 5 });
  });
});
