import { backendsOf, describe, parseCanary, routed, type RoutedCanary } from '@flagger/api';

/** A Canary whose target is the Service of Knative `basket`. */
export function aCanary(spec: object = {}): RoutedCanary {
  const parsed = parseCanary({
    apiVersion: 'flagger.app/v1beta1',
    kind: 'Canary',
    metadata: { name: 'basket', namespace: 'shop', uid: 'uid-of-basket' },
    spec: {
      provider: 'knative',
      targetRef: { apiVersion: 'serving.knative.dev/v1', kind: 'Service', name: 'basket' },
      progressDeadlineSeconds: 60,
      analysis: { interval: '10s', threshold: 1, stepWeight: 10 },
      ...spec,
    },
  });
  if (!parsed.ok) {
    throw new Error(`a Canary that makes no sense: ${parsed.problems.map(describe).join('; ')}`);
  }
  return routed(parsed.canary, backendsOf(parsed.canary));
}
