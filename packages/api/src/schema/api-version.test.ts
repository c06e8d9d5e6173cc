import { describe, expect, it } from '@jest/globals';
import { parseCanary } from '../parse.ts';

/** What is wrong with a Canary whose autoscaler is of this version. */
function problemsOf(apiVersion: string) {
  const result = parseCanary({
    apiVersion: 'flagger.app/v1beta1',
    kind: 'Canary',
    metadata: { name: 'loam', namespace: 'test', uid: 'u-1' },
    spec: {
      targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'loam' },
      autoscalerRef: { apiVersion, kind: 'ScaledObject', name: 'loam' },
      service: { port: 80 },
      analysis: { interval: '30s', threshold: 5, stepWeight: 10, maxWeight: 50 },
    },
  });
  return result.ok ? [] : result.problems;
}

describe('the version of an autoscaler', () => {
  it('is refused where it is no group and version: it might lead to other objects', () => {
    expect(problemsOf('v1%2Fsecrets')).toEqual([
      {
        field: 'spec.autoscalerRef.apiVersion',
        found: '"v1%2Fsecrets"',
        allowed: 'a group and version such as autoscaling/v2',
      },
    ]);
    const wrong = ['v1/secrets?', '../v1', 'a/b/v1', 'keda.sh/', '/v1', 'keda.sh/v1alpha1\n'];
    expect(wrong.filter((version) => problemsOf(version).length === 0)).toEqual([]);
  });

  it('is taken where it is one, or empty as with Flagger', () => {
    expect(['keda.sh/v1alpha1', 'autoscaling/v2beta2', 'v1', ''].flatMap(problemsOf)).toEqual([]);
  });
});
