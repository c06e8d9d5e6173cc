import { describe, expect, it } from '@jest/globals';
import type { Canary } from '@flagger/api';
import { leftUndone } from './left-undone.ts';

const aCanary = (analysis: object): Canary => ({
  apiVersion: 'flagger.app/v1beta1',
  kind: 'Canary',
  metadata: { name: 'podinfo', namespace: 'test', uid: '1' },
  status: {},
  spec: { targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'podinfo' }, service: { port: 80 }, analysis },
});
const aMesh = (sticky: boolean) => ({
  name: 'smi:v1alpha2',
  capabilities: { weights: true, mirror: false, match: false, sticky },
});
const affinity = aCanary({ sessionAffinity: { cookieName: 'c' } });

describe('what a mesh cannot do for any Canary', () => {
  it('is told by the name of the mesh that the user chose: clients that are to stay where they are', () => {
    expect(leftUndone(affinity, aMesh(false))).toEqual([
      'Session affinity is not supported when using the smi:v1alpha2 provider: users may get both versions in turn',
    ]);
  });

  it('is nothing where the mesh can, or the Canary does not ask', () => {
    expect(leftUndone(affinity, aMesh(true))).toEqual([]);
    expect(leftUndone(aCanary({ stepWeight: 10 }), aMesh(false))).toEqual([]);
  });
});
