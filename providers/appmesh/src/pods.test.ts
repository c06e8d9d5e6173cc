import { backendsOf, type KnownPods, routed } from '@flagger/api';
import { meshCanary } from '@flagger/testing';
import { describe, expect, it } from '@jest/globals';
import { podsOf } from './pods.ts';

const ALL = { primary: { app: 'basket-primary' }, canary: { app: 'basket' }, port: 8080 };
const pods = (known: KnownPods) => podsOf(routed(meshCanary(), backendsOf(meshCanary(), known)));

describe('the pods behind the nodes', () => {
  it('are found by the labels that the services select by, at the port that they listen on', () => {
    expect(pods(ALL)).toEqual(ALL);
  });

  it.each(['primary', 'canary', 'port'] as const)('are unknown as long as nobody knows of their %s', (what) => {
    expect(pods({ ...ALL, [what]: undefined })).toBeUndefined();
  });
});
