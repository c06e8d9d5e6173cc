import { expect, it } from '@jest/globals';
import { parseCanary } from './parse.ts';

const problems = (targetRef: object, service: object) => {
  const result = parseCanary({
    apiVersion: 'flagger.app/v1beta1',
    kind: 'Canary',
    metadata: { name: 'loam', namespace: 'test', uid: 'canary-uid' },
    spec: { targetRef: { name: 'loam', ...targetRef }, service: { port: 80, ...service }, analysis: { iterations: 3 } },
  });
  return result.ok ? [] : result.problems;
};

it.each<[string, object, object]>([
  ['a Service under its own name', { apiVersion: 'v1', kind: 'Service' }, { name: 'loam' }],
  ['a Service where no name is said', { apiVersion: 'v1', kind: 'Service' }, {}],
  ['a Service of Knative', { apiVersion: 'serving.knative.dev/v1', kind: 'Service' }, { name: 'clay' }],
  ['a DaemonSet behind a service of any name', { apiVersion: 'apps/v1', kind: 'DaemonSet' }, { name: 'clay' }],
])('takes as target %s', (_title, targetRef, service) => {
  expect(problems(targetRef, service)).toEqual([]);
});

it('refuses another name for a Service as target, which users call itself', () => {
  expect(problems({ apiVersion: 'v1', kind: 'Service' }, { name: 'clay' })).toEqual([
    {
      field: 'spec.service.name',
      found: '"clay"',
      allowed: 'nothing or loam: a target of kind Service is what users call',
    },
  ]);
});
