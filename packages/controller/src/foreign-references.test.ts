import { parseCanary } from '@flagger/api';
import { describe, expect, it } from '@jest/globals';
import { foreignReferences } from './foreign-references.ts';

function problems(analysis: object, spec: object = {}) {
  const parsed = parseCanary({
    apiVersion: 'flagger.app/v1beta1',
    kind: 'Canary',
    metadata: { name: 'heron', namespace: 'test', uid: 'u' },
    spec: {
      targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'heron' },
      service: { port: 80 },
      analysis: { stepWeight: 20, ...analysis },
      ...spec,
    },
  });
  return parsed.ok ? foreignReferences(parsed.canary) : 'no canary';
}

describe('references to other namespaces', () => {
  it('are found by field, of templates, of alert providers and of an Upstream', () => {
    const metrics = [
      { name: 'own', templateRef: { name: 'own' } },
      { name: 'x', templateRef: { name: 't', namespace: 'elsewhere' } },
    ];
    const alerts = [{ name: 'ops', providerRef: { name: 'ops', namespace: 'ops' } }];
    const allowed = '"test", cross-namespace references are blocked (-no-cross-namespace-refs)';
    const upstreamRef = { apiVersion: 'gloo.solo.io/v1', kind: 'Upstream', name: 'base', namespace: 'gloo-system' };
    expect(problems({ metrics, alerts }, { upstreamRef })).toEqual([
      { field: 'spec.analysis.metrics[1].templateRef.namespace', found: '"elsewhere"', allowed },
      { field: 'spec.analysis.alerts[0].providerRef.namespace', found: '"ops"', allowed },
      { field: 'spec.upstreamRef.namespace', found: '"gloo-system"', allowed },
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
