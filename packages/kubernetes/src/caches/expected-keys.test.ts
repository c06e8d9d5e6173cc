import { describe, expect, it } from '@jest/globals';
import { expectedKeys } from './expected-keys.ts';

describe('expectedKeys', () => {
  it('are named after the canary and all that its spec names, with the copies of that', () => {
    const spec = {
      targetRef: { kind: 'Deployment', name: 'podinfo' },
      service: { port: 80 },
      autoscalerRef: { name: 'scaler' },
      suspend: false,
    };
    const keys = expectedKeys([
      {
        apiVersion: 'flagger.app/v1beta1',
        kind: 'Canary',
        metadata: { name: 'shop', namespace: 'test', uid: 'u' },
        spec,
      },
    ]);
    expect([...keys]).toEqual(
      ['shop', 'podinfo', 'scaler'].flatMap((name) => [`test/${name}`, `test/${name}-primary`, `test/${name}-canary`]),
    );
  });

  it('make do with a spec that makes no sense', () => {
    expect([
      ...expectedKeys([
        { apiVersion: '', kind: '', metadata: { name: 'a', namespace: 'b', uid: 'u' }, spec: 'nonsense' },
      ]),
    ]).toEqual(['b/a', 'b/a-primary', 'b/a-canary']);
  });
});
