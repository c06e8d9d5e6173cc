import { describe, expect, it } from '@jest/globals';
import type { Canary } from '@flagger/api';
import { notYet } from './not-yet.ts';

const aCanary = (analysis: object): Canary => ({
  apiVersion: 'flagger.app/v1beta1',
  kind: 'Canary',
  metadata: { name: 'podinfo', namespace: 'test', uid: '1' },
  status: {},
  spec: { targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'podinfo' }, service: { port: 80 }, analysis },
});

describe('what is not there yet', () => {
  it('is told where a Canary asks for it, by the name of the field', () => {
    const told = notYet(aCanary({ sessionAffinity: { cookieName: 'c' } }));
    expect(told.map((sentence) => sentence.split(' is not there yet')[0])).toEqual(['spec.analysis.sessionAffinity']);
  });

  it('is nothing where a Canary does not', () => {
    expect(notYet(aCanary({ alerts: [{ name: 'a', providerRef: { name: 'slack' } }] }))).toEqual([]);
  });
});
