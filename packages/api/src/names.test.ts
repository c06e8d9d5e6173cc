import { describe, expect, it } from '@jest/globals';
import type { Canary, CanarySpec } from './canary.ts';
import { apexName, keyOf, nameOf, nameOfKey, primaryName, serviceNames } from './names.ts';

const aCanary = (change: Partial<CanarySpec> = {}): Canary => ({
  apiVersion: 'flagger.app/v1beta1',
  kind: 'Canary',
  metadata: { name: 'loam', namespace: 'test', uid: 'u' },
  spec: {
    targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'loam' },
    service: { port: 80 },
    analysis: {},
    ...change,
  },
  status: {},
});

describe('names', () => {
  it('services are named after the target, unless the Canary names them', () => {
    expect(serviceNames(aCanary())).toEqual({ apex: 'loam', primary: 'loam-primary', canary: 'loam-canary' });
    const named = aCanary({ service: { name: 'shop', port: 80 } });
    expect(serviceNames(named)).toEqual({ apex: 'shop', primary: 'shop-primary', canary: 'shop-canary' });
    expect([apexName(named), primaryName(named), keyOf(named)]).toEqual(['shop', 'loam-primary', 'test/loam']);
  });

  it('of an object and of its key are the same', () => {
    expect(nameOf(aCanary())).toBe('loam.test');
    expect(nameOfKey(keyOf(aCanary()))).toBe(nameOf(aCanary()));
  });

  it('of what has no namespace end with the dot', () => {
    expect(nameOf({ metadata: { name: 'loam' } })).toBe('loam.');
  });
});
