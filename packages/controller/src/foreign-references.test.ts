import { parseCanary } from '@flagger/api';
import { describe, expect, it } from '@jest/globals';
import { foreignReferences } from './foreign-references.ts';

function problems(analysis: object) {
  const parsed = parseCanary({
    apiVersion: 'flagger.app/v1beta1',
    kind: 'Canary',
    metadata: { name: 'heron', namespace: 'test', uid: 'u' },
    spec: {
      targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'heron' },
      service: { port: 80 },
      analysis: { stepWeight: 20, ...analysis },
    },
  });
  return parsed.ok ? foreignReferences(parsed.canary) : 'no canary';
}

describe('references to other namespaces', () => {
  it('are found by field, of templates and of alert providers', () => {
    const metrics = [
      { name: 'own', templateRef: { name: 'own' } },
      { name: 'x', templateRef: { name: 't', namespace: 'elsewhere' } },
    ];
    const alerts = [{ name: 'ops', providerRef: { name: 'ops', namespace: 'ops' } }];
    const allowed = '"test", cross-namespace references are blocked (-no-cross-namespace-refs)';
    expect(problems({ metrics, alerts })).toEqual([
      { field: 'spec.analysis.metrics[1].templateRef.namespace', found: '"elsewhere"', allowed },
      { field: 'spec.analysis.alerts[0].providerRef.namespace', found: '"ops"', allowed },
    ]);
  });

  it('are none where the own namespace is named, or none', () => {
    const metrics = [
      { name: 'x', templateRef: { name: 't', namespace: 'test' } },
      { name: 'rate', query: 'up' },
    ];
    expect(problems({ metrics, alerts: [{ name: 'ops', providerRef: { name: 'ops', namespace: '' } }] })).toEqual([]);
    expect(problems({})).toEqual([]);
  });
});
