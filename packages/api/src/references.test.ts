import { describe, expect, it } from '@jest/globals';
import { parseCanary } from './parse.ts';
import { crossNamespaceRefusal } from './references.ts';

const parsed = parseCanary({
  apiVersion: 'flagger.app/v1beta1',
  kind: 'Canary',
  metadata: { name: 'loam', namespace: 'test', uid: 'u' },
  spec: {
    targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'loam' },
    service: { port: 80 },
    analysis: { stepWeight: 5 },
  },
});
const refusal = (kind: 'MetricTemplate' | 'AlertProvider', namespace?: string) =>
  parsed.ok ? crossNamespaceRefusal(parsed.canary, kind, { name: 'own', namespace }) : 'no canary';

describe('a reference to another namespace', () => {
  it.each([
    ['MetricTemplate', "can't access metric template own.other, cross-namespace references are blocked"],
    ['AlertProvider', "can't access alert provider own.other, cross-namespace references are blocked"],
  ] as const)('of a %s is refused in the words of Flagger', (kind, text) => {
    expect(refusal(kind, 'other')).toBe(text);
  });

  it.each([undefined, 'test'])('is none where it names %j', (namespace) => {
    expect(refusal('MetricTemplate', namespace)).toBeUndefined();
  });
});
