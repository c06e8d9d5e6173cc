import { parseCanary, type Canary } from '@flagger/api';

/** The one of recording istio/53-alerts-global-slack. */
export function aCanary(analysis: object = {}): Canary {
  const parsed = parseCanary({
    apiVersion: 'flagger.app/v1beta1',
    kind: 'Canary',
    metadata: { name: 'quince', namespace: 'istio-53', uid: 'u' },
    spec: {
      targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'quince' },
      progressDeadlineSeconds: 60,
      service: { port: 80 },
      analysis: { threshold: 5, iterations: 1, match: [{ headers: { 'x-a': { exact: 'b' } } }], ...analysis },
    },
  });
  if (!parsed.ok) {
    throw new Error(JSON.stringify(parsed.problems));
  }
  return parsed.canary;
}
