import { describe, expect, it } from '@jest/globals';
import type { Analysis, Canary, CanarySpec } from './canary.ts';
import { describe as sentence } from './errors.ts';
import { stepless } from './stepless.ts';

const strategy = 'one of iterations, stepWeight and stepWeights that is more than 0';

function found(analysis: Analysis, weights?: boolean, more: Partial<CanarySpec> = {}): readonly string[] {
  const canary: Canary = {
    apiVersion: 'flagger.app/v1beta1',
    kind: 'Canary',
    metadata: { name: 'loam', namespace: 'test', uid: 'u-1' },
    spec: {
      targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'loam' },
      service: { port: 80 },
      analysis,
      ...more,
    },
    status: {},
  };
  const capabilities = { weights: weights === true, mirror: false, match: false, sticky: false };
  return stepless(canary, weights === undefined ? undefined : { capabilities }).map(sentence);
}

describe('a strategy that is 0', () => {
  const rows: readonly (readonly [Analysis, string])[] = [
    [{ stepWeight: 0 }, `spec.analysis.stepWeight: found 0, allowed is ${strategy}`],
    [{ stepWeights: [] }, `spec.analysis.stepWeights: found [], allowed is ${strategy}`],
    [{ stepWeights: [0, 0] }, `spec.analysis.stepWeights: found [0,0], allowed is ${strategy}`],
    [{ iterations: 0 }, `spec.analysis.iterations: found 0, allowed is ${strategy}`],
  ];

  it.each(rows)('never ends where the mesh has shares, or is not known: %j', (analysis, text) => {
    expect([found(analysis, true), found(analysis)]).toEqual([[text], [text]]);
  });

  it.each(rows)('counts as absent where the mesh has none, as in Go: %j', (analysis) => {
    expect(found(analysis, false)).toEqual([]);
  });

  it('is not looked at where analysis is skipped', () => {
    expect(found({ iterations: 0 }, true, { skipAnalysis: true })).toEqual([]);
  });

  it.each<Analysis>([{ stepWeight: 5 }, { stepWeights: [0, 5] }, { iterations: 0, stepWeight: 5 }, {}])(
    'is not told where there is another, or none at all: %j',
    (analysis) => {
      expect(found(analysis, true)).toEqual([]);
    },
  );

  it('counts as nothing where it is negative, also without shares', () => {
    expect(found({ iterations: -1 }, false)).toEqual([`spec.analysis.iterations: found -1, allowed is ${strategy}`]);
  });
});
