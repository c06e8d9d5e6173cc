import { meshCanary } from '@flagger/testing';
import { describe, expect, it } from '@jest/globals';
import { warnings } from './warnings.ts';

const match = [{ headers: { 'x-cohort': { exact: 'early' } } }];
const AB_TEST = 'A/B testing is not supported when using the kubernetes provider';
const STEPS = [
  'Progressive traffic is not supported when using the kubernetes provider',
  'Setting canaryAnalysis.iterations: 10',
];
const MIRROR = 'Traffic mirroring is not supported when using the kubernetes provider';

describe('what services alone cannot do', () => {
  it.each<[object, readonly string[]]>([
    [{ iterations: 3 }, []],
    [{ iterations: 3, match: [] }, []],
    [{ iterations: 3, match }, [AB_TEST]],
    [{ stepWeight: 10 }, STEPS],
    [{ stepWeights: [10, 50] }, STEPS],
    [{ stepWeight: 10, match }, [AB_TEST, ...STEPS]],
    [{ iterations: 3, mirror: true }, [MIRROR]],
    [{ stepWeight: 10, match, mirror: true }, [AB_TEST, ...STEPS, MIRROR]],
  ])('is told: %j', (analysis, told) => {
    expect(warnings(meshCanary({ analysis }))).toEqual(told);
  });

  it('is told of a Service as target, which everybody calls', () => {
    const { spec, ...canary } = meshCanary({ analysis: { iterations: 3 } });
    const targetRef = { apiVersion: 'v1', kind: 'Service', name: 'podinfo' } as const;
    expect(warnings({ ...canary, spec: { ...spec, targetRef } })).toEqual([
      'A Service as target needs a mesh, with the kubernetes provider all users go where podinfo leads at once',
    ]);
  });
});
